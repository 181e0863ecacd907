// Puts Swagger UI beside the built pages, so that the API's documentation loads nothing from elsewhere.
import { copyFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const source = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const target = join(
  dirname(fileURLToPath(import.meta.url)),
  process.env.LEDGER_PAGES_TARGET ?? '../../src/ledger/web/static',
  'swagger',
)

mkdirSync(target, { recursive: true })
for (const name of ['swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js', 'swagger-ui.css', 'LICENSE', 'NOTICE']) {
  copyFileSync(join(source, name), join(target, name))
}

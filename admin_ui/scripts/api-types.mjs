// Writes src/shared/api.ts from the server's OpenAPI description, or with --check says whether it is up
// to date. The description is a file given as argument, or that of the server at LEDGER_URL.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import openapiTS, { astToString } from 'openapi-typescript'

const target = fileURLToPath(new URL('../src/shared/api.ts', import.meta.url))
const [file] = process.argv.slice(2).filter((argument) => argument !== '--check')
const source = file
  ? pathToFileURL(resolve(file))
  : new URL('/api/docs/openapi.json', process.env.LEDGER_URL ?? 'http://127.0.0.1:8000')

const HEADING = '// Generated from the OpenAPI description of the server by `npm run api`. Do not edit.\n\n'
const text = HEADING + astToString(await openapiTS(source, { alphabetize: true }))

if (process.argv.includes('--check')) {
  const kept = readFileSync(target, 'utf8').split('\n')
  const at = text.split('\n').findIndex((line, index) => line !== kept[index])
  if (at !== -1 || kept.join('\n') !== text) {
    console.error(`src/shared/api.ts is not what the API says (line ${at + 1}). Run: npm run api`)
    process.exit(1)
  }
} else {
  writeFileSync(target, text)
}

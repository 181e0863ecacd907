import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { inWords } from './proof_file'

interface Vectors {
  entries: string[]
  checkpoint: string
  cosigned_checkpoint: string
  witness_public_key: string
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../../../docs/vectors/evidence.json', import.meta.url), 'utf8'),
) as Vectors
const canonical = vectors.entries[0] ?? ''

test('a proof says what it is of, and who signed', () => {
  const said = inWords({
    canonical,
    checkpoint: vectors.cosigned_checkpoint,
    witnesses: [vectors.witness_public_key],
  })
  const entry = JSON.parse(canonical) as { number: string; narration: string }
  expect(said.entryNo).toBe(entry.number)
  expect(said.text).toBe(entry.narration)
  expect(String(said.size)).toBe(vectors.checkpoint.split('\n')[1])
  expect(said.signedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  expect(said.witnesses).toHaveLength(1)
  expect(said.witnesses[0]?.name).toBe(vectors.witness_public_key.split('+')[0])
  expect(new Date(said.witnesses[0]?.at ?? '').getUTCFullYear()).toBeGreaterThan(2020)
})

test('a signature of nobody who is named is not a witness', () => {
  const said = inWords({ canonical, checkpoint: vectors.cosigned_checkpoint, witnesses: [] })
  expect(said.witnesses).toEqual([])
})

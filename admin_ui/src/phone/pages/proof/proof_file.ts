/** Reading a downloaded proof for people: what it is of, who signed it and when. */

export interface Proof {
  canonical: string
  checkpoint: string
  witnesses: string[]
}

export interface SignedBy {
  /** The witness's public key as registered. */
  key: string
  /** The key's own name, shown where the registered name is not known. */
  name: string
  /** RFC 3339 in UTC. */
  at: string
}

export interface ProofInWords {
  entryNo: string
  on: string
  text: string
  /** How many entries the signed book has. */
  size: number
  signedAt: string | null
  witnesses: SignedBy[]
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The time that a cosignature states: eight bytes behind the key id, whole seconds. */
function cosignedAt(signature: Uint8Array): string {
  const view = new DataView(signature.buffer, 4, 8)
  const seconds = view.getUint32(0) * 2 ** 32 + view.getUint32(4)
  return new Date(seconds * 1000).toISOString()
}

export function inWords(proof: Proof): ProofInWords {
  const entry = JSON.parse(proof.canonical) as {
    number: string
    effective_on: string
    narration: string
  }
  const [text = '', signatures = ''] = proof.checkpoint.split('\n\n')
  const lines = text.split('\n')
  const keys = new Map(
    proof.witnesses.map((key) => {
      const [name = '', id = ''] = key.split('+')
      return [`${name} ${id}`, { key, name }]
    }),
  )
  const witnesses = signatures
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([, name, encoded]) => {
      if (!name || !encoded) return []
      const signature = bytesOf(encoded)
      const known = keys.get(`${name} ${hex(signature.slice(0, 4))}`)
      return known ? [{ ...known, at: cosignedAt(signature) }] : []
    })
  return {
    entryNo: entry.number,
    on: entry.effective_on,
    text: entry.narration,
    size: Number(lines[1]),
    signedAt: lines.find((line) => line.startsWith('time '))?.slice(5) ?? null,
    witnesses,
  }
}

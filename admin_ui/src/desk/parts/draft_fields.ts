/** What of a form is worth keeping: the fields that somebody has changed, and never a secret. */

/** What a secret is called; identity numbers are typed again rather than kept. */
const SECRET = /pass|secret|pin$|otp|token|digits|identity|code$/i

export type Fields = Readonly<Record<string, unknown>>

/** Throws when a form would keep what must not wait anywhere: a mistake of whoever wrote the form. */
export function refuseSecrets(names: readonly string[]): void {
  const secret = names.find((name) => SECRET.test(name))
  if (secret !== undefined) throw new Error(`a draft never keeps ${secret}`)
}

/** The fields that differ from how the form began; null while none does. Today's date, proposed, is not kept. */
export function changedFields(initial: Fields, now: Fields): Fields | null {
  const changed = Object.keys(initial).filter((name) => JSON.stringify(now[name]) !== JSON.stringify(initial[name]))
  return changed.length ? Object.fromEntries(changed.map((name) => [name, now[name]])) : null
}

/** What was kept, as far as the form still has such a field of such a kind. */
export function fittingFields(initial: Fields, kept: Fields): Fields {
  const fits = Object.keys(kept).filter((name) => name in initial && (initial[name] === null || kindOf(initial[name]) === kindOf(kept[name])))
  return Object.fromEntries(fits.map((name) => [name, kept[name]]))
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value
}

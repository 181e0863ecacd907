/** A random name of this phone, by which the server sees whether one phone signs in many people. */
import { newKey } from '@/shared/intent'

const KEPT_UNDER = 'ledger.phone.device'

export function deviceName(): string {
  const kept = localStorage.getItem(KEPT_UNDER)
  if (kept && kept.length >= 16) return kept
  const name = newKey()
  localStorage.setItem(KEPT_UNDER, name)
  return name
}

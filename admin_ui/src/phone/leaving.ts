/** Leaves nothing of a person on a phone that somebody else may pick up next. */
import { forgetSession, signOut } from '@/shared/session'

import { forgetGrant } from './grant'

const DEVICE_CHOICES = new Set(['ledger.elder', 'ledger.counter.sound', 'ledger.counter.speech'])

export function forgetPerson(): void {
  forgetGrant()
  sessionStorage.clear()
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith('ledger.') && !DEVICE_CHOICES.has(key)) localStorage.removeItem(key)
  }
  forgetSession()
}

/** Signs out at the server first; throws a Problem when that could not be done. */
export async function leave(): Promise<void> {
  await signOut()
  forgetPerson()
  // A new document: no page in memory still holds what was on the screen.
  location.replace('/ui/m/sign-in')
}

/** A page brought back by the browser's Back button may show the person who signed out. */
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})

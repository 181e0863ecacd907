/** How many messages wait to be read: for the badges of both shells, asked for once for all of them. */
import { computed, onScopeDispose, ref } from 'vue'

import { answer, api } from './client'
import { here, useSession } from './session'

const ASKED_EVERY_MS = 120_000

const count = ref(0)
let watching = 0
let timer: ReturnType<typeof setInterval> | undefined

/** Asks again; a failure leaves the number as it is, for it is only a hint. */
export async function askUnread(): Promise<void> {
  const { estateId } = useSession()
  if (estateId.value === null) {
    count.value = 0
    return
  }
  try {
    count.value = (
      await answer(api.GET('/api/v1/estates/{estate_id}/me/messages/unread', { params: { path: here() } }))
    ).unread
  } catch {
    // The page itself says what is wrong with the connection.
  }
}

export function setUnread(unread: number): void {
  count.value = unread
}

/** The number, kept fresh while a component shows it and the page is looked at. */
export function useUnread() {
  function askWhenSeen() {
    if (document.visibilityState === 'visible') void askUnread()
  }
  watching += 1
  if (watching === 1) {
    timer = setInterval(askWhenSeen, ASKED_EVERY_MS)
    addEventListener('visibilitychange', askWhenSeen)
    void askUnread()
  }
  onScopeDispose(() => {
    watching -= 1
    if (watching > 0) return
    clearInterval(timer)
    removeEventListener('visibilitychange', askWhenSeen)
  })
  return { unread: computed(() => count.value), label: computed(() => (count.value > 99 ? '99+' : String(count.value))) }
}

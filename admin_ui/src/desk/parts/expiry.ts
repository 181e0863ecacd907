/** A session that ended in the middle of work: the page stays, and one signs in again on top of it. */
import { ref } from 'vue'

/** The server no longer knows the session, and the page with what was typed is still there. */
export const hasExpired = ref(false)

/** Counts the sessions that were taken up again; what could not be loaded meanwhile loads again. */
export const timesResumed = ref(0)

/** What was typed as the login name; kept in memory alone, for signing in again. */
export const lastLogin = ref('')

export function resume(): void {
  hasExpired.value = false
  timesResumed.value += 1
}

/**
 * How long a pay code may still be shown.
 *
 * A phone's clock may be minutes off, so nothing here compares the phone's date with the server's:
 * the server says how long the code lives, and the phone counts from the moment the answer came,
 * on a clock that does not jump.
 */

export interface CodeLife {
  /** Monotonic milliseconds at which the next code should be fetched. */
  refreshAtMs: number
  /** Monotonic milliseconds from which the shop will refuse this code. */
  deadAtMs: number
}

export interface Countdown {
  secondsLeft: number
  /** 1 when fresh, 0 when it is time for the next code. */
  share: number
  isRefreshDue: boolean
  isDead: boolean
}

/** A code younger than this is kept when the page comes back into view. */
const KEEP_YOUNGER_THAN_MS = 5_000

export function lifeOf(
  code: { server_now: string; expires_at: string; refresh_seconds: number },
  receivedAtMs: number,
): CodeLife {
  const livesMs = Math.max(0, Date.parse(code.expires_at) - Date.parse(code.server_now))
  const refreshMs = Math.min(code.refresh_seconds * 1000, livesMs)
  return { refreshAtMs: receivedAtMs + refreshMs, deadAtMs: receivedAtMs + livesMs }
}

export function countdownAt(life: CodeLife, receivedAtMs: number, nowMs: number): Countdown {
  const wholeMs = life.refreshAtMs - receivedAtMs
  const leftMs = Math.max(0, life.refreshAtMs - nowMs)
  return {
    secondsLeft: Math.ceil(leftMs / 1000),
    share: wholeMs > 0 ? Math.min(1, leftMs / wholeMs) : 0,
    isRefreshDue: nowMs >= life.refreshAtMs,
    isDead: nowMs >= life.deadAtMs,
  }
}

/** Whether a page that was hidden should fetch a new code now that it is seen again. */
export function wantsFreshCode(receivedAtMs: number, nowMs: number): boolean {
  return nowMs - receivedAtMs >= KEEP_YOUNGER_THAN_MS
}

import { describe, expect, it } from 'vitest'
import { countdownAt, lifeOf, wantsFreshCode } from './countdown'

const CODE = {
  server_now: '2026-06-18T02:00:00Z',
  expires_at: '2026-06-18T02:01:30Z',
  refresh_seconds: 60,
}

describe('the countdown of a pay code', () => {
  const receivedAtMs = 10_000
  const life = lifeOf(CODE, receivedAtMs)

  it.each([
    [0, 60, 1, false, false],
    [1, 60, 59_999 / 60_000, false, false],
    [30_000, 30, 0.5, false, false],
    [59_001, 1, 999 / 60_000, false, false],
    [60_000, 0, 0, true, false],
    [89_999, 0, 0, true, false],
    [90_000, 0, 0, true, true],
  ])('after %i ms: %i s left', (afterMs, secondsLeft, share, isRefreshDue, isDead) => {
    const now = countdownAt(life, receivedAtMs, receivedAtMs + afterMs)
    expect(now).toEqual({ secondsLeft, share, isRefreshDue, isDead })
  })

  it('does not care how wrong the clock of the phone is', () => {
    const early = lifeOf(CODE, 0)
    expect(early).toEqual({ refreshAtMs: 60_000, deadAtMs: 90_000 })
  })

  it('refreshes before a code that lives shorter than the usual minute is dead', () => {
    const short = lifeOf({ ...CODE, expires_at: '2026-06-18T02:00:20Z' }, 0)
    expect(short).toEqual({ refreshAtMs: 20_000, deadAtMs: 20_000 })
  })

  it('treats a code that came dead as dead', () => {
    const dead = lifeOf({ ...CODE, expires_at: '2026-06-18T01:00:00Z' }, 0)
    expect(countdownAt(dead, 0, 0)).toMatchObject({ isDead: true, share: 0 })
  })

  it('fetches anew when the page is seen again, unless the code has only just come', () => {
    expect(wantsFreshCode(0, 4_999)).toBe(false)
    expect(wantsFreshCode(0, 5_000)).toBe(true)
  })
})

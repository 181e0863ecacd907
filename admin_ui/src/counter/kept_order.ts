/**
 * Keeps the order in this tab, so that a reload loses neither the basket nor a submission under way.
 *
 * The holder's name and balance are not kept: after a reload the code is scanned again.
 */
import type { CounterState } from './counter_state'
import { emptyCounter } from './counter_state'

const KEPT_UNDER = 'ledger.counter.order'

type Kept = Pick<CounterState, 'phase' | 'lines' | 'intent'>

export function keepOrder(state: CounterState): void {
  const { phase, lines, intent } = state
  if (phase === 'done' || lines.length === 0) {
    sessionStorage.removeItem(KEPT_UNDER)
    return
  }
  sessionStorage.setItem(KEPT_UNDER, JSON.stringify({ phase, lines, intent } satisfies Kept))
}

/** The order of before the reload; a submission that was under way is unclear until asked about. */
export function keptOrder(): CounterState {
  const text = sessionStorage.getItem(KEPT_UNDER)
  if (!text) return emptyCounter()
  try {
    const { lines, intent } = JSON.parse(text) as Kept
    if (!Array.isArray(lines)) return emptyCounter()
    return intent
      ? { ...emptyCounter(), phase: 'unclear', lines, intent }
      : { ...emptyCounter(), lines }
  } catch {
    return emptyCounter()
  }
}

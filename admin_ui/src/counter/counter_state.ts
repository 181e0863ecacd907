/**
 * The counter, from an empty basket to a finished redemption, as one pure function.
 *
 * Goods and code may come in either order. A submission carries a key that is made once per
 * intent: while it is under way nothing else can change the order, so a double click, a second
 * scan or a reload can only ever repeat the same submission.
 */

import type { CatalogueItem, CodeCheck, Redemption } from '@/shared/contract'

export interface BasketLine {
  item: CatalogueItem
  quantity: number
}

export interface CodeOnCounter {
  digits: string
  check: 'asking' | 'known' | 'unanswered'
  holder_masked: string
  points_available: number
  /** Server time in milliseconds after which the code is refused; 0 while unknown. */
  expires_at_ms: number
}

/** One wish to redeem. The key goes with every repetition of it. */
export interface Intent {
  key: string
  code: string
  lines: { item_id: number; quantity: number }[]
  points: number
  since_ms: number
}

export interface CounterRefusal {
  code: string
  sentence: string
  /** Which part of the order has to change. */
  about: 'code' | 'goods' | 'counter'
}

export interface CounterState {
  phase: 'open' | 'sending' | 'unclear' | 'done'
  lines: BasketLine[]
  code: CodeOnCounter | null
  intent: Intent | null
  redemption: Redemption | null
  refusal: CounterRefusal | null
}

export type CounterEvent =
  | { type: 'item_added'; item: CatalogueItem; quantity: number }
  | { type: 'quantity_set'; item_id: number; quantity: number }
  | { type: 'code_read'; digits: string }
  | { type: 'code_known'; digits: string; answer: CodeCheck }
  | { type: 'code_unanswered'; digits: string }
  | { type: 'code_refused'; digits: string; refusal: CounterRefusal }
  | { type: 'code_removed' }
  | { type: 'misread'; refusal: CounterRefusal }
  | { type: 'goods_reloaded'; items: CatalogueItem[] }
  | { type: 'confirmed'; key: string; at_ms: number }
  | { type: 'redeemed'; key: string; redemption: Redemption }
  | { type: 'refused'; key: string; refusal: CounterRefusal }
  | { type: 'left_unclear'; key: string }
  | { type: 'asked_again'; at_ms: number }
  | { type: 'intent_abandoned' }
  | { type: 'refusal_read' }
  | { type: 'cancelled' }
  | { type: 'next_customer' }

export type Step = 'goods' | 'code' | 'confirm' | 'done'

export const MOST_OF_ONE_ITEM = 999

export function emptyCounter(): CounterState {
  return { phase: 'open', lines: [], code: null, intent: null, redemption: null, refusal: null }
}

export function basketPoints(lines: readonly BasketLine[]): number {
  return lines.reduce((sum, line) => sum + line.item.points_price * line.quantity, 0)
}

/** How many points are missing for this order; 0 when they suffice or nothing is known yet. */
export function missingPoints(state: CounterState): number {
  if (state.code?.check !== 'known') return 0
  return Math.max(0, basketPoints(state.lines) - state.code.points_available)
}

export function mayConfirm(state: CounterState): boolean {
  return (
    state.phase === 'open' &&
    state.lines.length > 0 &&
    state.code?.check === 'known' &&
    missingPoints(state) === 0
  )
}

/** What the shopkeeper does next; shown above the counter. */
export function currentStep(state: CounterState): Step {
  if (state.phase === 'done') return 'done'
  if (state.phase !== 'open') return 'confirm'
  if (state.lines.length === 0) return 'goods'
  return state.code?.check === 'known' ? 'confirm' : 'code'
}

export function mostOf(item: CatalogueItem): number {
  return item.stock === null ? MOST_OF_ONE_ITEM : Math.min(item.stock, MOST_OF_ONE_ITEM)
}

/** Return the state after an event; the same object when the event has no place in this state. */
export function advance(state: CounterState, event: CounterEvent): CounterState {
  switch (state.phase) {
    case 'open':
      return advanceOpen(state, event)
    case 'sending':
      return advanceSending(state, event)
    case 'unclear':
      return advanceUnclear(state, event)
    case 'done':
      return advanceDone(state, event)
  }
}

function advanceOpen(state: CounterState, event: CounterEvent): CounterState {
  switch (event.type) {
    case 'item_added':
      return withItem(state, event.item, event.quantity)
    case 'quantity_set':
      return withQuantity(state, event.item_id, event.quantity)
    case 'goods_reloaded':
      return withGoods(state, event.items)
    case 'code_read':
      return withCodeRead(state, event.digits)
    case 'code_known':
    case 'code_unanswered':
    case 'code_refused':
      return state.code?.digits === event.digits ? withCodeAnswer(state, event) : state
    case 'code_removed':
      return state.code === null ? state : { ...state, code: null }
    case 'misread':
      return { ...state, refusal: event.refusal }
    case 'confirmed':
      return mayConfirm(state) ? withIntent(state, event.key, event.at_ms) : state
    case 'refusal_read':
      return state.refusal === null ? state : { ...state, refusal: null }
    case 'cancelled':
    case 'next_customer':
      return isEmpty(state) ? state : emptyCounter()
    default:
      return state
  }
}

function advanceSending(state: CounterState, event: CounterEvent): CounterState {
  if (event.type !== 'redeemed' && event.type !== 'refused' && event.type !== 'left_unclear') {
    return state
  }
  if (event.key !== state.intent?.key) return state
  if (event.type === 'redeemed') return finished(event.redemption)
  if (event.type === 'left_unclear') return { ...state, phase: 'unclear' }
  // The first submission burnt the code whatever came of it, so a new one is needed.
  return { ...state, phase: 'open', code: null, intent: null, refusal: event.refusal }
}

function advanceUnclear(state: CounterState, event: CounterEvent): CounterState {
  if (event.type === 'asked_again' && state.intent) {
    return { ...state, phase: 'sending', intent: { ...state.intent, since_ms: event.at_ms } }
  }
  return event.type === 'intent_abandoned' ? emptyCounter() : state
}

function advanceDone(state: CounterState, event: CounterEvent): CounterState {
  if (event.type === 'next_customer' || event.type === 'cancelled') return emptyCounter()
  // The next customer's code or goods need no key press in between.
  if (event.type === 'code_read' || event.type === 'item_added' || event.type === 'misread') {
    return advanceOpen(emptyCounter(), event)
  }
  return state
}

function isEmpty(state: CounterState): boolean {
  return state.lines.length === 0 && state.code === null && state.refusal === null
}

function withItem(state: CounterState, item: CatalogueItem, quantity: number): CounterState {
  const before = state.lines.find((line) => line.item.item_id === item.item_id)
  if (before) return withQuantity(state, item.item_id, before.quantity + quantity)
  const wanted = Math.min(quantity, mostOf(item))
  if (wanted < 1) return { ...state, refusal: soldOut(item) }
  return { ...state, refusal: null, lines: [...state.lines, { item, quantity: wanted }] }
}

function withQuantity(state: CounterState, itemId: number, quantity: number): CounterState {
  const line = state.lines.find((one) => one.item.item_id === itemId)
  if (!line) return state
  if (quantity < 1) {
    return { ...state, lines: state.lines.filter((one) => one !== line), refusal: null }
  }
  const allowed = Math.min(quantity, mostOf(line.item))
  const lines = state.lines.map((one) => (one === line ? { ...one, quantity: allowed } : one))
  return { ...state, lines, refusal: allowed < quantity ? soldOut(line.item) : null }
}

/** Prices and stock as the server knows them now; lines of items gone from sale leave the basket. */
function withGoods(state: CounterState, items: readonly CatalogueItem[]): CounterState {
  const now = new Map(items.map((item) => [item.item_id, item]))
  const lines = state.lines.flatMap((line) => {
    const item = now.get(line.item.item_id)
    return item ? [{ item, quantity: Math.min(line.quantity, mostOf(item)) }] : []
  })
  return { ...state, lines: lines.filter((line) => line.quantity > 0) }
}

function withCodeRead(state: CounterState, digits: string): CounterState {
  // A gun that is held on the same code reads it several times.
  if (state.code?.digits === digits && state.code.check !== 'unanswered') return state
  const code: CodeOnCounter = {
    digits,
    check: 'asking',
    holder_masked: '',
    points_available: 0,
    expires_at_ms: 0,
  }
  return { ...state, code, refusal: null }
}

function withCodeAnswer(
  state: CounterState,
  event: Extract<CounterEvent, { type: 'code_known' | 'code_unanswered' | 'code_refused' }>,
): CounterState {
  if (event.type === 'code_refused') return { ...state, code: null, refusal: event.refusal }
  if (!state.code) return state
  if (event.type === 'code_unanswered') {
    return { ...state, code: { ...state.code, check: 'unanswered' } }
  }
  const { holder_masked, points_available, expires_at } = event.answer
  const expires_at_ms = Date.parse(expires_at)
  return {
    ...state,
    code: { ...state.code, check: 'known', holder_masked, points_available, expires_at_ms },
  }
}

function withIntent(state: CounterState, key: string, atMs: number): CounterState {
  const intent: Intent = {
    key,
    code: state.code?.digits ?? '',
    lines: state.lines.map((line) => ({ item_id: line.item.item_id, quantity: line.quantity })),
    points: basketPoints(state.lines),
    since_ms: atMs,
  }
  return { ...state, phase: 'sending', intent, refusal: null }
}

function finished(redemption: Redemption): CounterState {
  return { ...emptyCounter(), phase: 'done', redemption }
}

function soldOut(item: CatalogueItem): CounterRefusal {
  const sentence =
    mostOf(item) < 1
      ? `“${item.name}”已经没有库存，请换一样。`
      : `“${item.name}”只剩 ${mostOf(item)} ${item.unit}，数量已改为最多可换的数。`
  return { code: 'stock_is_too_low', sentence, about: 'goods' }
}

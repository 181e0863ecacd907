import { describe, expect, it } from 'vitest'
import type { CatalogueItem, Redemption } from '@/shared/contract'
import {
  advance,
  basketPoints,
  type CounterEvent,
  type CounterState,
  currentStep,
  emptyCounter,
  mayConfirm,
  missingPoints,
} from './counter_state'

const RICE: CatalogueItem = {
  item_id: 1,
  sku: 'S001',
  name: '东北大米5kg',
  unit: '袋',
  points_price: 44,
  market_price_fen: 4380,
  stock: 2,
}
const HAIRCUT: CatalogueItem = {
  item_id: 6,
  sku: 'S006',
  name: '理发一次',
  unit: '次',
  points_price: 15,
  market_price_fen: 1500,
  stock: null,
}
const CODE = '90123456789012345675'
const OTHER_CODE = '90999999999999999998'

const REDEMPTION: Redemption = {
  redemption_id: 7,
  order_no: 'R-7',
  at: '2026-06-18T02:00:00Z',
  holder_masked: '王*',
  points: 44,
  balance_after: 2,
  lines: [{ item_id: 1, name: '东北大米5kg', quantity: 1, unit: '袋', points: 44 }],
  payable_fen: null,
  entry_nos: ['积-2026-06-0007'],
  says: '核销成功 44 分',
}

function after(...events: CounterEvent[]): CounterState {
  return events.reduce(advance, emptyCounter())
}

const rice: CounterEvent = { type: 'item_added', item: RICE, quantity: 1 }
const codeRead: CounterEvent = { type: 'code_read', digits: CODE }
function known(points: number): CounterEvent {
  const answer = {
    holder_masked: '王*',
    points_available: points,
    expires_at: '2026-06-18T02:01:30Z',
  }
  return { type: 'code_known', digits: CODE, answer }
}
const confirmed: CounterEvent = { type: 'confirmed', key: 'k1', at_ms: 1000 }
const tooFew = { code: 'points_are_too_few', sentence: '积分不够。', about: 'goods' } as const

describe('goods and code in either order', () => {
  it('goods first', () => {
    expect(currentStep(after())).toBe('goods')
    expect(currentStep(after(rice))).toBe('code')
    expect(currentStep(after(rice, codeRead))).toBe('code')
    expect(currentStep(after(rice, codeRead, known(46)))).toBe('confirm')
  })

  it('code first', () => {
    expect(currentStep(after(codeRead, known(46)))).toBe('goods')
    expect(currentStep(after(codeRead, known(46), rice))).toBe('confirm')
    expect(after(codeRead, known(46), rice).lines).toHaveLength(1)
  })

  it('may be confirmed only with goods, a known code and enough points', () => {
    expect(mayConfirm(after(rice))).toBe(false)
    expect(mayConfirm(after(codeRead, known(46)))).toBe(false)
    expect(mayConfirm(after(rice, codeRead))).toBe(false)
    expect(mayConfirm(after(rice, codeRead, known(43)))).toBe(false)
    expect(mayConfirm(after(rice, codeRead, known(44)))).toBe(true)
  })

  it('says how many points are missing', () => {
    expect(missingPoints(after(rice, codeRead, known(40)))).toBe(4)
    expect(missingPoints(after(rice, codeRead))).toBe(0)
  })
})

describe('the basket', () => {
  it('adds the same goods up and prices them', () => {
    const state = after(rice, { type: 'item_added', item: HAIRCUT, quantity: 3 }, rice)
    expect(state.lines.map((line) => line.quantity)).toEqual([2, 3])
    expect(basketPoints(state.lines)).toBe(2 * 44 + 3 * 15)
  })

  it('never holds more than the stock, and says so', () => {
    const state = after(rice, rice, rice)
    expect(state.lines[0]?.quantity).toBe(2)
    expect(state.refusal?.code).toBe('stock_is_too_low')
  })

  it('takes nothing that is sold out', () => {
    const state = after({ type: 'item_added', item: { ...RICE, stock: 0 }, quantity: 1 })
    expect(state.lines).toEqual([])
    expect(state.refusal?.sentence).toContain('没有库存')
  })

  it('drops a line at quantity nought', () => {
    expect(after(rice, { type: 'quantity_set', item_id: 1, quantity: 0 }).lines).toEqual([])
  })

  it('follows new prices and stock, and loses what is no longer on sale', () => {
    const items = [{ ...RICE, points_price: 50, stock: 1 }]
    const state = after(rice, rice, { type: 'item_added', item: HAIRCUT, quantity: 1 }, {
      type: 'goods_reloaded',
      items,
    })
    expect(state.lines).toEqual([{ item: items[0], quantity: 1 }])
  })
})

describe('the code', () => {
  it('held under the gun is read once', () => {
    const state = after(codeRead, known(46))
    expect(advance(state, codeRead)).toBe(state)
  })

  it('is asked about again when the question got no answer', () => {
    const state = after(codeRead, { type: 'code_unanswered', digits: CODE }, codeRead)
    expect(state.code?.check).toBe('asking')
  })

  it('of a second customer replaces the first', () => {
    const state = after(codeRead, known(46), { type: 'code_read', digits: OTHER_CODE })
    expect(state.code).toMatchObject({ digits: OTHER_CODE, check: 'asking' })
  })

  it('ignores the late answer to a code that was replaced', () => {
    const state = after(codeRead, { type: 'code_read', digits: OTHER_CODE })
    expect(advance(state, known(46))).toBe(state)
  })

  it('misread is told of and changes nothing else', () => {
    const refusal = { code: 'not_a_pay_code', sentence: '不是付款码', about: 'code' } as const
    const state = after(rice, codeRead, known(46))
    expect(advance(state, { type: 'misread', refusal })).toEqual({ ...state, refusal })
  })

  it('refused is taken away but the goods stay', () => {
    const refusal = { code: 'pay_code_is_not_valid', sentence: '请刷新', about: 'code' } as const
    const state = after(rice, codeRead, { type: 'code_refused', digits: CODE, refusal })
    expect(state.code).toBeNull()
    expect(state.lines).toHaveLength(1)
    expect(state.refusal).toEqual(refusal)
  })
})

describe('one submission', () => {
  const ready = after(rice, codeRead, known(46))
  const sending = advance(ready, confirmed)

  it('carries the key, the code and the goods of the moment', () => {
    expect(sending.intent).toEqual({
      key: 'k1',
      code: CODE,
      lines: [{ item_id: 1, quantity: 1 }],
      points: 44,
      since_ms: 1000,
    })
  })

  it('cannot be sent twice by a double click', () => {
    expect(advance(sending, { type: 'confirmed', key: 'k2', at_ms: 1001 })).toBe(sending)
  })

  it.each<CounterEvent>([
    rice,
    codeRead,
    { type: 'code_read', digits: OTHER_CODE },
    { type: 'quantity_set', item_id: 1, quantity: 0 },
    { type: 'cancelled' },
    { type: 'next_customer' },
    { type: 'goods_reloaded', items: [] },
    { type: 'intent_abandoned' },
  ])('cannot be changed by $type while it is under way', (event) => {
    expect(advance(sending, event)).toBe(sending)
  })

  it('is finished only by the answer to its own key', () => {
    expect(advance(sending, { type: 'redeemed', key: 'old', redemption: REDEMPTION })).toBe(sending)
    const done = advance(sending, { type: 'redeemed', key: 'k1', redemption: REDEMPTION })
    expect(done).toEqual({ ...emptyCounter(), phase: 'done', redemption: REDEMPTION })
  })

  it('refused keeps the goods and asks for a new code, for the old one is burnt', () => {
    const state = advance(sending, { type: 'refused', key: 'k1', refusal: tooFew })
    expect(state).toMatchObject({ phase: 'open', code: null, intent: null, refusal: tooFew })
    expect(state.lines).toEqual(ready.lines)
  })

  it('left unclear keeps its key, and asks again with it', () => {
    const unclear = advance(sending, { type: 'left_unclear', key: 'k1' })
    expect(unclear.phase).toBe('unclear')
    expect(advance(unclear, confirmed)).toBe(unclear)
    expect(advance(unclear, rice)).toBe(unclear)
    const again = advance(unclear, { type: 'asked_again', at_ms: 60_000 })
    expect(again.phase).toBe('sending')
    expect(again.intent).toMatchObject({ key: 'k1', code: CODE, since_ms: 60_000 })
  })

  it('left unclear can be put away by the shopkeeper', () => {
    const unclear = advance(sending, { type: 'left_unclear', key: 'k1' })
    expect(advance(unclear, { type: 'intent_abandoned' })).toEqual(emptyCounter())
  })
})

describe('the next customer', () => {
  const done = after(rice, codeRead, known(46), confirmed, {
    type: 'redeemed',
    key: 'k1',
    redemption: REDEMPTION,
  })

  it('finds an empty counter', () => {
    expect(advance(done, { type: 'next_customer' })).toEqual(emptyCounter())
  })

  it('may have the code scanned straight away', () => {
    const state = advance(done, { type: 'code_read', digits: OTHER_CODE })
    expect(state).toMatchObject({ phase: 'open', redemption: null, lines: [] })
    expect(state.code?.digits).toBe(OTHER_CODE)
  })

  it('may have goods picked straight away', () => {
    expect(advance(done, rice)).toMatchObject({ phase: 'open', redemption: null })
  })

  it('is not confirmed by a late second press of the button', () => {
    expect(advance(done, { type: 'confirmed', key: 'k3', at_ms: 2 })).toBe(done)
  })
})

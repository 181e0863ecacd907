/** Bodies the counter exchanges with the server, as the API writes them. */

export interface CounterItem {
  item_id: number
  sku: string
  name: string
  unit: string
  points_price: number
  market_price_fen: number
  /** null: this item is not counted, such as a service. */
  stock: number | null
}

export interface Counter {
  merchant: {
    merchant_id: number
    code: string
    name: string
    settlement: 'goods' | 'cash'
    rate_fen_per_point: number
  }
  items: CounterItem[]
  today: { redemptions: number; points: number; payable_fen: number }
}

export interface CodeCheck {
  holder_masked: string
  points_available: number
  expires_at: string
}

export interface RedemptionLine {
  item_id: number
  name: string
  quantity: number
  unit: string
  points: number
}

export interface Redemption {
  redemption_id: number
  order_no: string
  at: string
  holder_masked: string
  points: number
  balance_after: number
  lines: RedemptionLine[]
  payable_fen: number | null
  entry_nos: string[]
  says: string
}

export interface Statement {
  month: string
  redemptions: number
  points: number
  payable_fen: number
  settled_fen: number
  by_item: { name: string; quantity: number; points: number; payable_fen: number }[]
  by_day: { on: string; points: number; payable_fen: number }[]
}

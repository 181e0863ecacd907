/** The month's statement as a CSV file that a spreadsheet opens with Chinese headings. */
import type { MerchantStatement } from '@/shared/contract'
import { plainMoney } from '@/shared/figures'

const BYTE_ORDER_MARK = '\ufeff'

export function statementCsv(statement: MerchantStatement): string {
  const rows: (string | number)[][] = [
    ['月份', statement.month],
    ['单数', statement.redemptions],
    ['积分', statement.points],
    ['月初应付(元)', yuan(statement.opening_fen)],
    ['本月应付(元)', yuan(statement.payable_fen)],
    ['本店交款等(元)', yuan(statement.added_fen)],
    ['消费积分抵扣(元)', yuan(statement.purchases_fen)],
    ['消费积分退回(元)', yuan(statement.purchases_back_fen)],
    ['已结算(元)', yuan(statement.settled_fen)],
    ['月末应付(元)', yuan(statement.closing_fen)],
    [],
    ['商品', '数量', '积分', '应付(元)'],
    ...statement.by_item.map((row) => [row.name, row.quantity, row.points, yuan(row.payable_fen)]),
    [],
    ['日期', '积分', '应付(元)'],
    ...statement.by_day.map((row) => [row.on, row.points, yuan(row.payable_fen)]),
  ]
  return BYTE_ORDER_MARK + rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

function yuan(fen: number): string {
  return plainMoney(fen).replaceAll(',', '').replace('−', '-')
}

/** A text that a spreadsheet would run as a formula is kept a text. */
function cell(value: string | number): string {
  const text = String(value)
  const isNumber = /^-?[0-9]+(\.[0-9]+)?$/.test(text)
  const safe = !isNumber && /^[=+\-@＝＋－＠\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

import type { ImportColumn, PreviewRow, RowStatus } from '@/shared/contract'
import { amount, dateText, unitWord } from '@/shared/figures'

import type { Cell, Column } from '../../parts/table'

export const STATUS_TITLES: Record<RowStatus, string> = {
  new: '可入账',
  known: '已有',
  doubtful: '存疑',
  waiting: '待补',
  refused: '不收',
}

export const STATUS_NOTES: Record<RowStatus, string> = {
  new: '没有问题，入账时收入。',
  known: '以前已经入账，会跳过。',
  doubtful: '请逐行看清原因，认可的才入账。',
  waiting: '缺签退或核实人等，先进待核实，不发分。',
  refused: '内容有误，不会入账；请改好文件后再导入。',
}

export const STATUSES = Object.keys(STATUS_TITLES) as RowStatus[]

/** What names a row to a person, the first that the file has. */
const HEAD_KEYS = ['narration', 'activity', 'dwelling', 'name', 'source', 'event_no']

const FIGURE_UNITS = new Set(['fen', 'points', 'minutes', 'hundredths_m2', 'grams'])

const MOVING_UNITS = new Set(['fen', 'minutes', 'points'])

/** Running balances and prices stand in a file, but booking a row does not move them. */
const STILL_KEYS = new Set(['balance_fen', 'market_price_fen', 'points_price', 'rate_fen_per_point'])

/** The file's own columns, with row number, status and reasons around them. */
export function previewColumns(columns: readonly ImportColumn[]): Column<PreviewRow>[] {
  const headKey = HEAD_KEYS.find((key) => columns.some((column) => column.key === key))
  return [
    { key: 'row_no', title: '行', isFigure: true, value: ({ row_no }) => row_no },
    { key: 'status', title: '状态', isShort: true, value: ({ status }) => STATUS_TITLES[status] },
    ...columns.map((column) => ({
      key: `value-${column.key}`,
      title: column.title,
      unit: column.unit && FIGURE_UNITS.has(column.unit) ? unitWord(column.unit) : undefined,
      isHead: column.key === headKey,
      isShort: /(^|_)on$|^occurred$|_no$/.test(column.key),
      isFigure: column.unit !== null && FIGURE_UNITS.has(column.unit),
      value: ({ values }: PreviewRow) => cellOf(values[column.key] ?? null, column.unit),
    })),
    { key: 'reasons', title: '原因', value: ({ reasons }) => reasons.map(({ message }) => message).join('；') },
  ]
}

function cellOf(value: string | number | null, unit: string | null): Cell {
  if (typeof value === 'number') {
    // Hundredths of a square metre have the same two decimals as fen.
    if (unit === 'fen' || unit === 'hundredths_m2') return { fen: value }
    if (unit === 'minutes') return { minutes: value }
    return value
  }
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) return dateText(value)
  return value
}

/** What booking a row would move: money, hours, points; null when that is not an amount. */
export function amountsOf(row: PreviewRow, columns: readonly ImportColumn[]): string | null {
  const parts = columns.flatMap(({ key, unit, title }) => {
    const value = row.values[key]
    const moves = unit !== null && MOVING_UNITS.has(unit) && !STILL_KEYS.has(key)
    return moves && typeof value === 'number' && value !== 0 ? [`${title} ${amount(value, unit)}`] : []
  })
  return parts.length ? parts.join('，') : null
}

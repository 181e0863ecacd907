import { plainHours, plainMoney } from '@/shared/figures'

import type { Cell, Column } from './table'

/** Spreadsheets take the wide signs, which Chinese keyboards write, for the plain ones. */
const FORMULA_START = /^[=+\-@＝＋－＠\t\r\n]/

/** One cell of a CSV file; text that a spreadsheet would run as a formula is made harmless by a quote. */
export function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'object') {
    const text = 'fen' in cell ? plainMoney(cell.fen) : plainHours(cell.minutes)
    return text.replace(/,/g, '').replace('−', '-')
  }
  const safe = FORMULA_START.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}

/** The rows as CSV in UTF-8 with a byte order mark, which spreadsheets need for Chinese. */
export function csvText<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const heading = columns.map(({ title, unit }) => csvCell(unit ? `${title}(${unit})` : title)).join(',')
  const lines = rows.map((row) => columns.map((column) => csvCell(column.value(row))).join(','))
  return `\uFEFF${[heading, ...lines].join('\r\n')}\r\n`
}

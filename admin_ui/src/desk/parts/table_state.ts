/** What a list shows of its rows: searched, narrowed, sorted. All of it can be said in an address. */
import { plainHours, plainMoney, wholeNumber } from '@/shared/figures'

import type { Cell, Column } from './table'

/** Rows of a list that are held in the browser are shown by so many at a time. */
export const ROWS_SHOWN = 100

/** So many rows are brought to sort or search them here; a longer list has to be narrowed first. */
export const ROWS_SORTED_MAX = 2_000

/** So many rows are exported from here; whoever needs more takes the audit package. */
export const ROWS_EXPORTED_MAX = 20_000

const collator = new Intl.Collator('zh-CN', { numeric: true })

/** A cell as a person reads it. */
export function plainCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return wholeNumber(cell)
  if (typeof cell === 'string') return cell
  return 'fen' in cell ? plainMoney(cell.fen) : plainHours(cell.minutes)
}

function magnitude(cell: Cell): number | null {
  if (cell === null || typeof cell === 'string') return null
  return typeof cell === 'number' ? cell : 'fen' in cell ? cell.fen : cell.minutes
}

export function isNegative(cell: Cell): boolean {
  return (magnitude(cell) ?? 0) < 0
}

function compared(one: Cell, other: Cell): number {
  const [oneSize, otherSize] = [magnitude(one), magnitude(other)]
  if (oneSize !== null && otherSize !== null) return oneSize - otherSize
  return collator.compare(plainCell(one), plainCell(other))
}

/** `sort` is a column's key, with a minus in front for largest first. Empty cells stand last both ways. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: string): readonly Row[] {
  const isDown = sort.startsWith('-')
  const column = columns.find(({ key }) => key === (isDown ? sort.slice(1) : sort))
  if (!column) return rows
  const isEmpty = (cell: Cell) => plainCell(cell) === ''
  return [...rows].sort((one, other) => {
    const [left, right] = [column.value(one), column.value(other)]
    if (isEmpty(left) || isEmpty(right)) return Number(isEmpty(left)) - Number(isEmpty(right))
    return isDown ? compared(right, left) : compared(left, right)
  })
}

/** A heading pressed again and again: smallest first, largest first, the list's own order. */
export function nextSort(key: string, sort: string): string {
  if (sort === key) return `-${key}`
  return sort === `-${key}` ? '' : key
}

/** Rows in which some cell holds the text, and whose cells equal every choice made. */
export function filterRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  find: string,
  choices: Readonly<Record<string, string>>,
): readonly Row[] {
  const wanted = find.normalize('NFKC').trim().toLowerCase()
  const chosen = columns.filter(({ key }) => choices[key])
  if (!wanted && !chosen.length) return rows
  return rows.filter(
    (row) =>
      chosen.every((column) => plainCell(column.value(row)) === choices[column.key]) &&
      (!wanted || columns.some((column) => plainCell(column.value(row)).toLowerCase().includes(wanted))),
  )
}

/** What can be chosen in a column; what is chosen already stays among it. */
export function choicesOf<Row>(rows: readonly Row[], column: Column<Row>, chosen: string): string[] {
  const found = new Set(rows.map((row) => plainCell(column.value(row))))
  if (chosen) found.add(chosen)
  found.delete('')
  return [...found].sort(collator.compare)
}

import type { ComputedRef } from 'vue'

/** Columns of a list: what stands in the heading, and each cell's plain text for reading and export. */
export interface Column<Row> {
  key: string
  title: string
  /** Stands in the heading after the title, e.g. 元. */
  unit?: string
  /** Right-aligned and exported as a number. */
  isFigure?: boolean
  /** A number exports as a number; money comes as `{ fen }` and exports as yuan with two decimals. */
  value: (row: Row) => Cell
  /** Stays on one line: dates, numbers of entries. */
  isShort?: boolean
  /** Something to do and not something to know: neither sorted nor exported. */
  isAct?: boolean
  /** On a narrow screen this cell is the heading of the row's card. */
  isHead?: boolean
  /** The list can be narrowed to one of this column's values; the choice stands in the address under `key`. */
  isChoice?: boolean
}

export type Cell = string | number | null | { fen: number } | { minutes: number }

/** The rest of a list of which one page is shown (useList): brought when it is sorted, searched, exported. */
export interface WholeList<Row> {
  /** All rows are here, not one page of them. */
  isOn: ComputedRef<boolean>
  /** There are more rows than are brought; what is shown is not the whole. */
  isCut: ComputedRef<boolean>
  loadAll: (rowsMax: number) => Promise<Row[]>
}

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
  /** On a narrow screen this cell is the heading of the row's card. */
  isHead?: boolean
}

export type Cell = string | number | null | { fen: number } | { minutes: number }

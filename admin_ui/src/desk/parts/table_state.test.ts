import { describe, expect, it } from 'vitest'

import type { Column } from './table'
import { choicesOf, filterRows, nextSort, sortRows } from './table_state'

interface Row {
  name: string
  on: string
  fen: number | null
}

const rows: Row[] = [
  { name: '青禾园艺', on: '2026年6月18日', fen: 60_000 },
  { name: '电梯广告', on: '2026年11月2日', fen: -150 },
  { name: 'ABC 物业', on: '2026年6月2日', fen: null },
]
const columns: Column<Row>[] = [
  { key: 'name', title: '对方', value: ({ name }) => name },
  { key: 'on', title: '日期', value: ({ on }) => on },
  { key: 'fen', title: '金额', value: ({ fen }) => (fen === null ? null : { fen }) },
]
const namesOf = (shown: readonly Row[]) => shown.map(({ name }) => name)

describe('sorting', () => {
  it('takes amounts as amounts, with empty cells last both ways', () => {
    expect(namesOf(sortRows(rows, columns, 'fen'))).toEqual(['电梯广告', '青禾园艺', 'ABC 物业'])
    expect(namesOf(sortRows(rows, columns, '-fen'))).toEqual(['青禾园艺', '电梯广告', 'ABC 物业'])
  })

  it('takes written dates by their numbers', () => {
    expect(namesOf(sortRows(rows, columns, 'on'))).toEqual(['ABC 物业', '青禾园艺', '电梯广告'])
  })

  it('leaves the list as it came for a column that is not there', () => {
    expect(sortRows(rows, columns, 'gone')).toBe(rows)
    expect(sortRows(rows, columns, '')).toBe(rows)
  })

  it('goes up, down and back to the own order of the list', () => {
    expect(nextSort('fen', '')).toBe('fen')
    expect(nextSort('fen', 'fen')).toBe('-fen')
    expect(nextSort('fen', '-fen')).toBe('')
    expect(nextSort('fen', 'on')).toBe('fen')
  })
})

describe('searching', () => {
  it('looks into every cell as it is read, whatever the width and case of the letters', () => {
    expect(namesOf(filterRows(rows, columns, 'ａｂｃ', {}))).toEqual(['ABC 物业'])
    expect(namesOf(filterRows(rows, columns, '600.00', {}))).toEqual(['青禾园艺'])
    expect(filterRows(rows, columns, ' ', {})).toBe(rows)
  })

  it('narrows by whole cells', () => {
    expect(namesOf(filterRows(rows, columns, '', { on: '2026年6月2日' }))).toEqual(['ABC 物业'])
    expect(filterRows(rows, columns, '青禾', { on: '2026年6月2日' })).toEqual([])
  })

  it('offers what is there, and what was chosen before', () => {
    expect(choicesOf(rows, columns[1]!, '2025年1月1日')).toEqual([
      '2025年1月1日',
      '2026年6月2日',
      '2026年6月18日',
      '2026年11月2日',
    ])
  })
})

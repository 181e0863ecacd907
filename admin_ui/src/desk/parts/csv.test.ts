import { describe, expect, it } from 'vitest'

import { csvCell, csvText } from './csv'

describe('a cell', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '＝1+1', '＠SUM(A1)'])('that a spreadsheet would run, "%s", is made text', (text) => {
    expect(csvCell(text)).toBe(`'${text}`)
  })

  it('keeps negative amounts numbers', () => {
    expect(csvCell({ fen: -123450 })).toBe('-1234.50')
    expect(csvCell(-2)).toBe('-2')
    expect(csvCell({ minutes: 150 })).toBe('2.50')
  })

  it('quotes separators and quotes', () => {
    expect(csvCell('甲,"乙"')).toBe('"甲,""乙"""')
  })
})

it('has a byte order mark, units in the heading and one line per row', () => {
  const columns = [
    { key: 'name', title: '名称', value: ({ name }: { name: string; fen: number }) => name },
    { key: 'fen', title: '金额', unit: '元', value: ({ fen }: { name: string; fen: number }) => ({ fen }) },
  ]
  expect(csvText(columns, [{ name: '=甲', fen: 120800 }])).toBe("\uFEFF名称,金额(元)\r\n'=甲,1208.00\r\n")
})

import { describe, expect, it } from 'vitest'

import * as figures from './figures'

describe('money', () => {
  it.each([
    [0, '¥0.00'],
    [5, '¥0.05'],
    [120800, '¥1,208.00'],
    [-120800, '−¥1,208.00'],
    [123456789012, '¥1,234,567,890.12'],
    [Number.MAX_SAFE_INTEGER, '¥90,071,992,547,409.91'],
  ])('%d fen is %s', (fen, text) => expect(figures.money(fen)).toBe(text))

  it.each([
    ['1,208.00', 120800],
    ['￥ 12.5', 1250],
    ['１２．３４', 1234],
    ['0.07', 7],
    ['12.', 1200],
    ['', null],
    ['1.005', null],
    ['-1', null],
    ['1,2,x', null],
  ])('"%s" is read as %s fen', (text, fen) => expect(figures.moneyFromText(text)).toBe(fen))
})

describe('points and hours', () => {
  it('keep their unit', () => {
    expect(figures.points(1234)).toBe('1,234 分')
    expect(figures.points(-2)).toBe('−2 分')
    expect(figures.hours(150)).toBe('2.50 小时')
  })

  it.each([
    [0, '0.00'],
    [1, '0.02'],
    [20, '0.33'],
    [50, '0.83'],
    [59, '0.98'],
    [60, '1.00'],
    [-90, '−1.50'],
  ])('%d minutes are %s hours, rounded half up', (minutes, text) => expect(figures.plainHours(minutes)).toBe(text))
})

describe('dates', () => {
  it('are written the Chinese way', () => {
    expect(figures.dateText('2026-06-08')).toBe('2026年6月8日')
    expect(figures.monthText('2026-06')).toBe('2026年6月')
    expect(figures.monthsText('2026-04', '2026-06')).toBe('2026年4月至6月')
    expect(figures.monthsText('2025-12', '2026-02')).toBe('2025年12月至2026年2月')
    expect(figures.monthsText('2026-04', '2026-04')).toBe('2026年4月')
  })

  it('show a moment in the estate’s time zone, whatever the machine’s', () => {
    expect(figures.momentText('2026-06-18T16:05:00Z')).toBe('2026年6月19日 00:05')
  })

  it('count months over the year’s end', () => {
    expect(figures.monthShifted('2026-01', -1)).toBe('2025-12')
    expect(figures.monthsBetween('2025-11', '2026-02')).toEqual(['2025-11', '2025-12', '2026-01', '2026-02'])
  })
})

describe('amounts in their unit', () => {
  it.each([
    [120800, 'fen', '¥1,208.00'],
    [12, 'points', '12 分'],
    [150, 'minutes', '2.50 小时'],
    [6, 'rows', '6 行'],
    [7605, 'hundredths_m2', '76.05 ㎡'],
  ])('%d %s is %s', (value, unit, text) => expect(figures.amount(value, unit)).toBe(text))
})

describe('the last day of a month', () => {
  it.each([
    ['2026-06', '2026-06-30'],
    ['2026-12', '2026-12-31'],
    ['2028-02', '2028-02-29'],
  ])('%s ends on %s', (month, day) => expect(figures.lastDayOf(month)).toBe(day))
})

import { describe, expect, it } from 'vitest'

import { quarterOf, quartersAround } from './estate'

describe('the quarters to choose from', () => {
  it('go from the one before to four after, over the years', () => {
    const shown = quartersAround('2026-11-22')
    expect(shown.map(({ firstDay }) => firstDay)).toEqual(['2026-07-01', '2026-10-01', '2027-01-01', '2027-04-01', '2027-07-01', '2027-10-01'])
    expect(shown[1]?.title).toBe('2026年第四季度（10月至12月），本季度')
    expect(quartersAround('2026-01-01')[0]?.title).toBe('2025年第四季度（10月至12月）')
  })

  it('begin where the quarter of any of their days begins', () => {
    for (const { firstDay } of quartersAround('2026-05-31')) expect(`${quarterOf(firstDay.slice(0, 7)).from}-01`).toBe(firstDay)
  })
})

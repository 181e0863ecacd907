import { describe, expect, it } from 'vitest'

import type { DeskChart } from '@/shared/contract'

import { sinceItBegan } from './chart_months'

const chart = (categories: string[], ...values: number[][]): DeskChart => ({
  key: 'test',
  title: '',
  kind: 'bar',
  unit: 'fen',
  categories,
  series: values.map((each, place) => ({ name: String(place), values: each })),
})

describe('the months of a chart', () => {
  it('begin with the first figure of any series', () => {
    const shown = sinceItBegan(chart(['2026-02', '2026-03', '2026-04', '2026-05'], [0, 0, 5, 0], [0, 3, 0, 0]))
    expect(shown.categories).toEqual(['2026-03', '2026-04', '2026-05'])
    expect(shown.series.map(({ values }) => values)).toEqual([
      [0, 5, 0],
      [3, 0, 0],
    ])
  })

  it('stay where there is no figure, or where there are no months', () => {
    expect(sinceItBegan(chart(['2026-02', '2026-03'], [0, 0])).categories).toHaveLength(2)
    expect(sinceItBegan(chart(['保洁', '绿化'], [0, 4])).categories).toHaveLength(2)
    expect(sinceItBegan(chart(['2026年2月', '2026年3月'], [0, 4])).categories).toEqual(['2026年3月'])
  })
})

import type { DeskChart } from '@/shared/contract'

const MONTH = /^\d{4}(-\d{2}|年\d{1,2}月)$/

/** The chart without the months before its first figure; a chart of nothing, or of other things, as it is. */
export function sinceItBegan(chart: DeskChart): DeskChart {
  if (!chart.categories.every((name) => MONTH.test(name))) return chart
  const first = chart.categories.findIndex((_, place) => chart.series.some(({ values }) => Boolean(values[place])))
  if (first <= 0) return chart
  return {
    ...chart,
    categories: chart.categories.slice(first),
    series: chart.series.map((each) => ({ ...each, values: each.values.slice(first) })),
  }
}

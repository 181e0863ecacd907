import type { DeskChart, Figures } from '@/shared/contract'
import { monthText } from '@/shared/figures'

export function incomeChart({ monthly }: Figures): DeskChart {
  return {
    key: 'income-by-month',
    title: '各月收入与支出',
    kind: 'bar',
    unit: 'fen',
    categories: monthly.map(({ month }) => monthText(month)),
    series: [
      { name: '收入', values: monthly.map(({ income_fen }) => income_fen) },
      { name: '支出', values: monthly.map(({ expense_fen }) => expense_fen) },
    ],
  }
}

export function pointsChart({ monthly }: Figures): DeskChart {
  return {
    key: 'points-by-month',
    title: '各月积分发放与核销',
    kind: 'bar',
    unit: 'points',
    categories: monthly.map(({ month }) => monthText(month)),
    series: [
      { name: '发放', values: monthly.map(({ issued_points }) => issued_points) },
      { name: '核销', values: monthly.map(({ redeemed_points }) => redeemed_points) },
    ],
  }
}

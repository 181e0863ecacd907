import type { PointsDeduction } from '@/shared/contract'

export const DEDUCTION_STATES: Readonly<Record<PointsDeduction['state'], string>> = {
  proposed: '等批准',
  refused: '已退回',
  posted: '已扣',
  appealed: '有申诉，等答复',
  upheld: '已答复，维持',
  restored: '申诉成立，已退回积分',
}

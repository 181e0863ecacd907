import type { AwardList } from '@/shared/contract'

export const STATES: Readonly<Record<AwardList['state'], string>> = {
  proposed: '等批准',
  approved: '已批准',
  refused: '已退回',
  withdrawn: '已撤回',
}

export const SOURCES: readonly { code: AwardList['source_code']; title: string; note: string }[] = [
  { code: 'P1103', title: '人居环境与移风易俗', note: '发放新的积分，有上限' },
  { code: 'P1105', title: '表彰', note: '发放新的积分，有上限' },
  { code: 'P2301', title: '公益池帮扶', note: '用居民捐出的积分，不能多于池里有的' },
]

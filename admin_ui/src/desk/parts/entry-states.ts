import type { PreparedEntryState } from '@/shared/contract'

export const ENTRY_STATE_TITLES: Record<PreparedEntryState, string> = {
  prepared: '待审核',
  approved: '待记账',
  posted: '已记账',
  rejected: '已退回',
}

export const ENTRY_STATE_CLASSES: Record<PreparedEntryState, string> = {
  prepared: 'attention',
  approved: 'attention',
  posted: 'done',
  rejected: 'quiet',
}

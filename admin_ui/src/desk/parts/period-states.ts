/** What the states of a month are called, and how their marks look. */
import type { Period } from '@/shared/contract'

export const PERIOD_STATE_TITLES: Record<Period['state'], string> = {
  open: '未结账',
  adjusting: '结账中',
  closed: '已结账',
}

export const PERIOD_STATE_CLASSES: Record<Period['state'], string> = {
  open: 'quiet',
  adjusting: 'attention',
  closed: 'done',
}

import type { Disclosure } from '@/shared/contract'

export const DISCLOSURE_STATE_TITLES: Record<Disclosure['state'], string> = {
  draft: '草稿',
  published: '已发布',
  superseded: '已被替代',
  discarded: '已作废',
}

export const DISCLOSURE_STATE_CLASSES: Record<Disclosure['state'], string> = {
  draft: 'attention',
  published: 'done',
  superseded: 'quiet',
  discarded: 'quiet',
}

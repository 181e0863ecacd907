import type { RouteComponent } from 'vue-router'

import type { Role } from '@/shared/contract'

/** What a folder of `pages/` says about its pages in its index.ts. */
export interface PhonePage {
  /** Below /ui; every address of the phone starts with /m. */
  path: string
  name: string
  title: string
  /** Who may open it: a role or some, everybody with a session, or people without one too. */
  for: Role | readonly Role[] | 'everybody' | 'anyone'
  load: () => Promise<{ default: RouteComponent }>
  /** The counter uses the whole width of a desk. */
  isWide?: boolean
  /** A line on the page 我的, in the order of these numbers; `note` says what it is for. */
  mine?: { order: number; label: string; note?: string }
}

/** The roles that a page is for; none where it asks for no role. */
export function rolesOf({ for: whom }: PhonePage): readonly Role[] {
  if (whom === 'everybody' || whom === 'anyone') return []
  return typeof whom === 'string' ? [whom] : whom
}

import type { RouteComponent } from 'vue-router'

import type { Role } from '@/shared/contract'

/** What a folder of `pages/` says about itself in its index.ts. */
export interface DeskPage {
  /** Below /ui; every address of the desk starts with /desk/. */
  path: string
  name: string
  title: string
  /** Who may open it; the server decides again on every request. `office`: those above the estates. */
  roles: readonly Role[] | 'anyone' | 'office'
  load: () => Promise<{ default: RouteComponent }>
  menu?: { group: MenuGroup; order: number }
}

export type MenuGroup = '日常' | '账簿' | '资金与积分' | '公示与审计' | '基础'

/** Who may read the books. */
export const BOOKS: readonly Role[] = ['treasurer', 'committee', 'supervisor', 'auditor']

/** Everyone who works at the desk. */
export const STAFF: readonly Role[] = [
  'organiser',
  'treasurer',
  'cashier',
  'committee',
  'supervisor',
  'auditor',
  'operator',
]

/** The menu: pages by what somebody wants to do, and the tasks of one's own post first. */
import type { Role } from '@/shared/contract'

import type { DeskPage, MenuGroup } from '../page'

interface Task {
  title: string
  /** Names of pages in their order; a page that is named nowhere goes where its own group points. */
  pages: readonly string[]
  groups: readonly MenuGroup[]
}

const TASKS: readonly Task[] = [
  { title: '记账', pages: ['imports', 'entries', 'entry-form', 'fund-grants', 'periods'], groups: ['日常'] },
  { title: '账簿', pages: ['trial-balance', 'account-ledger', 'journal'], groups: ['账簿'] },
  // An activity, who came, what is wrong with it, and what comes of it.
  { title: '志愿服务', pages: ['activities', 'service-records', 'service-appeals', 'teams', 'honours', 'certificates'], groups: [] },
  { title: '互助与时间银行', pages: ['help-requests', 'pool-grants', 'time-bank-pool'], groups: [] },
  // By how points come: the rules, what backs them, how they are given, and taken back.
  { title: '积分', pages: ['points', 'rules', 'participant-groups', 'points-budget', 'awards', 'purchases', 'deductions'], groups: ['资金与积分'] },
  { title: '公示', pages: ['disclosures'], groups: ['公示与审计'] },
  { title: '监督与审计', pages: ['exceptions', 'audit-package', 'status-board', 'audit-log'], groups: [] },
  { title: '小区与人', pages: ['dwellings', 'people', 'households', 'cards', 'consents', 'proxies'], groups: ['基础'] },
  { title: '系统', pages: ['users', 'region-roles', 'role-grants', 'permissions', 'sessions', 'api-keys', 'messages', 'jobs', 'health'], groups: [] },
]

/** Where a post's own work lies; the other tasks follow in their usual order. */
const FIRST: Partial<Record<Role, readonly string[]>> = {
  organiser: ['志愿服务', '互助与时间银行', '积分', '小区与人'],
  supervisor: ['监督与审计', '账簿'],
  auditor: ['监督与审计', '账簿'],
  operator: ['系统', '小区与人'],
}

export interface MenuPart {
  title: string
  pages: DeskPage[]
}

/** The menu of somebody who may open `open` and holds `roles`; the first role that has a task of its own decides. */
export function menuOf(open: readonly DeskPage[], roles: readonly Role[]): MenuPart[] {
  const listed = new Set(TASKS.flatMap(({ pages }) => pages))
  const rank = (task: Task, page: DeskPage) => {
    const at = task.pages.indexOf(page.name)
    return at >= 0 ? at : task.pages.length + (page.menu?.order ?? 0)
  }
  const parts = TASKS.map((task) => ({
    title: task.title,
    pages: open
      .filter((page) =>
        listed.has(page.name) ? task.pages.includes(page.name) : page.menu !== undefined && task.groups.includes(page.menu.group),
      )
      .sort((one, other) => rank(task, one) - rank(task, other)),
  })).filter(({ pages }) => pages.length > 0)

  const works = roles.some((role) => role === 'treasurer' || role === 'committee')
  const first = works ? [] : (roles.map((role) => FIRST[role]).find(Boolean) ?? [])
  const place = ({ title }: MenuPart) => (first.includes(title) ? first.indexOf(title) : first.length)
  return [...parts].sort((one, other) => place(one) - place(other))
}

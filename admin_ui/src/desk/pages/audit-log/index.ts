import type { DeskPage } from '../../page'

export default {
  path: '/desk/audit-log',
  name: 'audit-log',
  title: '操作日志',
  roles: ['supervisor', 'auditor', 'operator'],
  menu: { group: '公示与审计', order: 8 },
  load: () => import('./AuditLog.vue'),
} satisfies DeskPage

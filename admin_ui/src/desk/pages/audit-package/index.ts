import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/audit-package',
  name: 'audit-package',
  title: '审计数据包',
  roles: BOOKS,
  menu: { group: '公示与审计', order: 3 },
  load: () => import('./AuditPackage.vue'),
} satisfies DeskPage

import type { DeskPage } from '../../page'

export default {
  path: '/desk/service-appeals',
  name: 'service-appeals',
  title: '申诉与更正',
  roles: ['organiser', 'committee', 'treasurer', 'supervisor', 'auditor'],
  menu: { group: '资金与积分', order: 4 },
  load: () => import('./ServiceAppeals.vue'),
} satisfies DeskPage

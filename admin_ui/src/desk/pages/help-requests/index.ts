import type { DeskPage } from '../../page'

export default {
  path: '/desk/help-requests',
  name: 'help-requests',
  title: '互助',
  roles: ['organiser', 'treasurer', 'committee', 'supervisor', 'auditor'],
  menu: { group: '资金与积分', order: 6 },
  load: () => import('./HelpRequests.vue'),
} satisfies DeskPage

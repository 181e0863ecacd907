import type { DeskPage } from '../../page'

export default {
  path: '/desk/service-appeals',
  name: 'service-appeals',
  title: '申诉与更正',
  roles: ['organiser', 'committee', 'treasurer', 'supervisor', 'auditor'],
  menu: { group: '日常', order: 5 },
  load: () => import('./ServiceAppeals.vue'),
} satisfies DeskPage

import type { DeskPage } from '../../page'

export default {
  path: '/desk/deductions',
  name: 'deductions',
  title: '积分更正',
  roles: ['organiser', 'treasurer', 'committee', 'supervisor', 'auditor'],
  menu: { group: '资金与积分', order: 7 },
  load: () => import('./Deductions.vue'),
} satisfies DeskPage

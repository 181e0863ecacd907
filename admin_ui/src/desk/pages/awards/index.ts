import type { DeskPage } from '../../page'

export default {
  path: '/desk/awards',
  name: 'awards',
  title: '奖励名单',
  roles: ['organiser', 'treasurer', 'committee', 'supervisor', 'auditor'],
  menu: { group: '资金与积分', order: 6 },
  load: () => import('./Awards.vue'),
} satisfies DeskPage

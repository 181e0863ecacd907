import type { DeskPage } from '../../page'

export default {
  path: '/desk/teams',
  name: 'teams',
  title: '志愿服务队',
  roles: ['organiser', 'treasurer', 'committee', 'supervisor', 'auditor'],
  menu: { group: '资金与积分', order: 6 },
  load: () => import('./Teams.vue'),
} satisfies DeskPage

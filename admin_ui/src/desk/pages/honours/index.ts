import type { DeskPage } from '../../page'

export default {
  path: '/desk/honours',
  name: 'honours',
  title: '光荣榜',
  roles: ['organiser', 'treasurer', 'committee', 'supervisor', 'auditor'],
  menu: { group: '资金与积分', order: 7 },
  load: () => import('./Honours.vue'),
} satisfies DeskPage

import type { DeskPage } from '../../page'

export default {
  path: '/desk/purchases',
  name: 'purchases',
  title: '消费积分',
  roles: ['organiser', 'treasurer', 'committee', 'supervisor', 'auditor'],
  menu: { group: '资金与积分', order: 8 },
  load: () => import('./Purchases.vue'),
} satisfies DeskPage

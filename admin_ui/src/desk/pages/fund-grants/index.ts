import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/fund-grants',
  name: 'fund-grants',
  title: '共享发展金',
  roles: BOOKS,
  menu: { group: '资金与积分', order: 1 },
  load: () => import('./FundGrants.vue'),
} satisfies DeskPage

import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/points-budget',
  name: 'points-budget',
  title: '积分预算与保障',
  roles: BOOKS,
  menu: { group: '资金与积分', order: 2 },
  load: () => import('./PointsBudgets.vue'),
} satisfies DeskPage

import { STAFF, type DeskPage } from '../../page'

export default {
  path: '/desk/points',
  name: 'points',
  title: '积分概况',
  roles: STAFF,
  menu: { group: '资金与积分', order: 2 },
  load: () => import('./Points.vue'),
} satisfies DeskPage

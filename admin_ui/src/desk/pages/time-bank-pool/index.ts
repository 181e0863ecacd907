import { STAFF, type DeskPage } from '../../page'

export default {
  path: '/desk/time-bank-pool',
  name: 'time-bank-pool',
  title: '时长公益池',
  roles: STAFF,
  menu: { group: '资金与积分', order: 7 },
  load: () => import('./TimeBankPool.vue'),
} satisfies DeskPage

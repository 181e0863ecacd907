import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/periods',
  name: 'periods',
  title: '结账',
  roles: BOOKS,
  menu: { group: '公示与审计', order: 1 },
  load: () => import('./Periods.vue'),
} satisfies DeskPage

import { STAFF, type DeskPage } from '../../page'

export default {
  path: '/desk/dwellings',
  name: 'dwellings',
  title: '房屋业主',
  roles: STAFF,
  menu: { group: '基础', order: 1 },
  load: () => import('./Dwellings.vue'),
} satisfies DeskPage

import { STAFF, type DeskPage } from '../../page'

export default {
  path: '/desk/account',
  name: 'account',
  title: '账号与安全',
  roles: STAFF,
  menu: { group: '基础', order: 9 },
  load: () => import('./Account.vue'),
} satisfies DeskPage

import { STAFF, type DeskPage } from '../../page'

export default {
  path: '/desk/today',
  name: 'today',
  title: '今日',
  roles: STAFF,
  load: () => import('./Today.vue'),
} satisfies DeskPage

import { STAFF, type DeskPage } from '../../page'

export default {
  path: '/desk/messages',
  name: 'messages',
  title: '消息',
  roles: STAFF,
  menu: { group: '基础', order: 4 },
  load: () => import('./Messages.vue'),
} satisfies DeskPage

import type { DeskPage } from '../../page'

export default {
  path: '/desk/users',
  name: 'users',
  title: '用户与角色',
  roles: ['operator', 'committee', 'supervisor'],
  menu: { group: '基础', order: 2 },
  load: () => import('./Users.vue'),
} satisfies DeskPage

import type { DeskPage } from '../../page'

export default {
  path: '/desk/api-keys',
  name: 'api-keys',
  title: '接口密钥',
  roles: ['operator'],
  menu: { group: '基础', order: 5 },
  load: () => import('./ApiKeys.vue'),
} satisfies DeskPage

import type { DeskPage } from '../../page'

export default {
  path: '/desk/cards',
  name: 'cards',
  title: '居民卡',
  roles: ['organiser', 'committee', 'operator', 'supervisor'],
  menu: { group: '日常', order: 7 },
  load: () => import('./Cards.vue'),
} satisfies DeskPage

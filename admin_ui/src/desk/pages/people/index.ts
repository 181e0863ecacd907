import type { DeskPage } from '../../page'

export default {
  path: '/desk/people',
  name: 'people',
  title: '住户',
  roles: ['organiser', 'committee', 'operator'],
  menu: { group: '日常', order: 6 },
  load: () => import('./People.vue'),
} satisfies DeskPage

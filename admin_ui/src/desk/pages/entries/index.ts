import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/entries',
  name: 'entries',
  title: '凭证',
  roles: BOOKS,
  menu: { group: '日常', order: 2 },
  load: () => import('./Entries.vue'),
} satisfies DeskPage

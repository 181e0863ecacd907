import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/books/entries/:seq(\\d+)',
  name: 'posted-entry',
  title: '账簿中的一笔',
  roles: BOOKS,
  load: () => import('./PostedEntry.vue'),
} satisfies DeskPage

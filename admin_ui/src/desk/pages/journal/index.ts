import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/books/journal',
  name: 'journal',
  title: '序时账',
  roles: BOOKS,
  menu: { group: '账簿', order: 3 },
  load: () => import('./Journal.vue'),
} satisfies DeskPage

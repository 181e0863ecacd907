import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/books/account-ledger',
  name: 'account-ledger',
  title: '明细账',
  roles: BOOKS,
  menu: { group: '账簿', order: 2 },
  load: () => import('./AccountLedger.vue'),
} satisfies DeskPage

import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/books/trial-balance',
  name: 'trial-balance',
  title: '科目余额表',
  roles: BOOKS,
  menu: { group: '账簿', order: 1 },
  load: () => import('./TrialBalance.vue'),
} satisfies DeskPage

import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/entries/:preparedEntryId(\\d+)',
  name: 'entry',
  title: '一张凭证',
  roles: BOOKS,
  load: () => import('./Entry.vue'),
} satisfies DeskPage

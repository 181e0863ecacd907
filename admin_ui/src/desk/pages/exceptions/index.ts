import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/exceptions',
  name: 'exceptions',
  title: '例外清单',
  roles: BOOKS,
  menu: { group: '公示与审计', order: 4 },
  load: () => import('./Exceptions.vue'),
} satisfies DeskPage

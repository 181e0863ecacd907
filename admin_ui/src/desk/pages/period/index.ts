import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/periods/:month(\\d{4}-\\d{2})',
  name: 'period',
  title: '一个月的账',
  roles: BOOKS,
  load: () => import('./Period.vue'),
} satisfies DeskPage

import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/disclosures',
  name: 'disclosures',
  title: '公示',
  roles: BOOKS,
  menu: { group: '公示与审计', order: 2 },
  load: () => import('./Disclosures.vue'),
} satisfies DeskPage

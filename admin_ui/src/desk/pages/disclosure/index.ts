import { BOOKS, type DeskPage } from '../../page'

export default {
  path: '/desk/disclosures/:disclosureId(\\d+)',
  name: 'disclosure',
  title: '一期公示',
  roles: BOOKS,
  load: () => import('./Disclosure.vue'),
} satisfies DeskPage

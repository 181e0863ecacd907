import type { DeskPage } from '../../page'

export default {
  path: '/desk/households/:householdId(\\d+)',
  name: 'household',
  title: '家庭账户',
  roles: ['organiser', 'committee', 'operator'],
  load: () => import('./Household.vue'),
} satisfies DeskPage

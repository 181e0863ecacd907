import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/household',
    name: 'household',
    title: '家庭账户',
    for: 'resident',
    load: () => import('./HouseholdPage.vue'),
    mine: { order: 39, label: '家庭账户', note: '一家人合用的积分' },
  },
  {
    path: '/m/household/put-in',
    name: 'household-put-in',
    title: '转入家庭账户',
    for: 'resident',
    load: () => import('./PutInPage.vue'),
  },
  {
    path: '/m/household/history',
    name: 'household-history',
    title: '家庭账户明细',
    for: 'resident',
    load: () => import('./HouseholdHistoryPage.vue'),
  },
]

export default pages

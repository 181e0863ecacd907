import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/activities',
    name: 'activities',
    title: '活动',
    for: 'resident',
    load: () => import('./ActivitiesPage.vue'),
    mine: { order: 13, label: '小区活动' },
  },
]

export default pages

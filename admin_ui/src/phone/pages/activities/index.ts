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
  {
    path: '/m/activities/:activity(\\d+)',
    name: 'activity',
    title: '活动',
    for: 'resident',
    load: () => import('./ActivityPage.vue'),
  },
  {
    path: '/m/activities/:activity(\\d+)/check-in',
    name: 'activity_check_in',
    title: '签到',
    for: 'resident',
    load: () => import('./CheckInPage.vue'),
  },
]

export default pages

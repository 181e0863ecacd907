import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/service',
    name: 'service',
    title: '服务时长',
    for: 'resident',
    load: () => import('./ServicePage.vue'),
    mine: { order: 12, label: '服务时长' },
  },
  {
    path: '/m/service/:record(\\d+)',
    name: 'service_record',
    title: '服务记录',
    for: 'resident',
    load: () => import('./ServiceRecordPage.vue'),
  },
  {
    path: '/m/service/missing',
    name: 'service_missing',
    title: '没有记上的服务',
    for: 'resident',
    load: () => import('./MissingServicePage.vue'),
  },
  {
    path: '/m/ratings',
    name: 'ratings',
    title: '评价活动',
    for: 'resident',
    load: () => import('./RatingsPage.vue'),
    mine: { order: 14, label: '评价参加过的活动' },
  },
]

export default pages

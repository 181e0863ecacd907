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
]

export default pages

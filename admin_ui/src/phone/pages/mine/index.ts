import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/mine',
    name: 'mine',
    title: '我的',
    for: 'everybody',
    load: () => import('./MinePage.vue'),
  },
]

export default pages

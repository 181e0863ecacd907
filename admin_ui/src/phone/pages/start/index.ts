import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m',
    name: 'start',
    title: '邻里账本',
    for: 'anyone',
    load: () => import('./StartPage.vue'),
  },
]

export default pages

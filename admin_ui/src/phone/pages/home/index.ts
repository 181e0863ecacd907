import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/home',
    name: 'home',
    title: '首页',
    for: 'resident',
    load: () => import('./HomePage.vue'),
  },
]

export default pages

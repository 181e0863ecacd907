import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/disclosures',
    name: 'disclosures',
    title: '公示',
    for: 'resident',
    load: () => import('./DisclosuresPage.vue'),
    mine: { order: 14, label: '小区财务公示' },
  },
]

export default pages

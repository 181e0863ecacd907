import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/confirming',
    name: 'confirming',
    title: '核实服务',
    for: ['organiser', 'building_lead', 'grid_worker'],
    load: () => import('./ConfirmingPage.vue'),
  },
]

export default pages

import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/giving',
    name: 'giving',
    title: '转赠和捐出积分',
    for: 'resident',
    load: () => import('./GivingPage.vue'),
    mine: { order: 12, label: '转赠家人、捐入公益池' },
  },
]

export default pages

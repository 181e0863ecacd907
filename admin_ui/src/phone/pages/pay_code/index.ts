import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/pay-code',
    name: 'pay_code',
    title: '付款码',
    for: 'resident',
    load: () => import('./PayCodePage.vue'),
  },
]

export default pages

import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/time-bank',
    name: 'time-bank',
    title: '时间银行',
    for: 'resident',
    load: () => import('./TimeBankPage.vue'),
    mine: { order: 14, label: '时间银行', note: '存时长，转给家人，捐公益池' },
  },
]

export default pages

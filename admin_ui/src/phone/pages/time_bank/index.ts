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
  {
    path: '/m/time-bank/automatic',
    name: 'time-bank-automatic',
    title: '自动存入',
    for: 'resident',
    load: () => import('./AutomaticDepositPage.vue'),
  },
  {
    path: '/m/time-bank/pool',
    name: 'time-bank-pool',
    title: '时长公益池',
    for: 'resident',
    load: () => import('./PoolPage.vue'),
  },
]

export default pages

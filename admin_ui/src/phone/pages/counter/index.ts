import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/counter',
    name: 'counter',
    title: '收银台',
    for: 'shopkeeper',
    load: () => import('@/counter/CounterPage.vue'),
    isWide: true,
  },
  {
    path: '/m/counter/today',
    name: 'counter_today',
    title: '今日流水',
    for: 'shopkeeper',
    load: () => import('@/counter/TodayPage.vue'),
  },
  {
    path: '/m/counter/statement',
    name: 'counter_statement',
    title: '对账单',
    for: 'shopkeeper',
    load: () => import('@/counter/StatementPage.vue'),
  },
  {
    path: '/m/counter/purchases',
    name: 'counter_purchases',
    title: '消费积分',
    for: 'shopkeeper',
    load: () => import('@/counter/PurchasesPage.vue'),
  },
  {
    path: '/m/counter/purchases/file',
    name: 'counter_purchase_file',
    title: '导入小票文件',
    for: 'shopkeeper',
    load: () => import('@/counter/PurchaseFilePage.vue'),
  },
]

export default pages

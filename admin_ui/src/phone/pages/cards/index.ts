import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/cards',
    name: 'cards',
    title: '我的卡',
    for: 'resident',
    load: () => import('./CardsPage.vue'),
    mine: { order: 45, label: '我的卡', note: '丢了马上挂失，最近刷卡' },
  },
]

export default pages

import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/points',
    name: 'points',
    title: '积分明细',
    for: 'resident',
    load: () => import('./PointsPage.vue'),
    mine: { order: 10, label: '积分明细' },
  },
  {
    path: '/m/lots',
    name: 'lots',
    title: '积分批次',
    for: 'resident',
    load: () => import('./LotsPage.vue'),
    mine: { order: 11, label: '每一批积分的有效期' },
  },
  {
    path: '/m/points-cut',
    name: 'points-cut',
    title: '少计的积分',
    for: 'resident',
    load: () => import('./CutPage.vue'),
  },
  {
    path: '/m/points/corrections',
    name: 'points-corrections',
    title: '积分的更正',
    for: 'resident',
    load: () => import('./CorrectionsPage.vue'),
  },
]

export default pages

import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/honours',
    name: 'honours',
    title: '光荣榜',
    for: 'resident',
    load: () => import('./HonoursPage.vue'),
    mine: { order: 17, label: '光荣榜', note: '最美家庭、优秀志愿者' },
  },
  {
    path: '/m/leaderboard',
    name: 'leaderboard',
    title: '时长榜',
    for: 'resident',
    load: () => import('./LeaderboardPage.vue'),
    mine: { order: 18, label: '时长榜', note: '愿意上榜的才列出，自己的名次只有自己看得到' },
  },
]

export default pages

import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/teams',
    name: 'teams',
    title: '志愿服务队',
    for: 'resident',
    load: () => import('./TeamsPage.vue'),
    mine: { order: 16, label: '志愿服务队', note: '找一支队，和邻居一起服务' },
  },
  {
    path: '/m/teams/:team(\\d+)',
    name: 'team',
    title: '志愿服务队',
    for: 'resident',
    load: () => import('./TeamPage.vue'),
  },
  {
    path: '/m/teams/:team(\\d+)/sign-up',
    name: 'team-sign-up',
    title: '替队员报名',
    for: 'resident',
    load: () => import('./TeamSignUpPage.vue'),
  },
  {
    path: '/m/teams/:team(\\d+)/points',
    name: 'team-points',
    title: '队里的积分',
    for: 'resident',
    load: () => import('./TeamPointsPage.vue'),
  },
  {
    path: '/m/teams/:team(\\d+)/points/plan',
    name: 'team-plan',
    title: '写分配方案',
    for: 'resident',
    load: () => import('./TeamPlanPage.vue'),
  },
  {
    path: '/m/teams/:team(\\d+)/points/history',
    name: 'team-points-history',
    title: '队里积分的明细',
    for: 'resident',
    load: () => import('./TeamPointsHistoryPage.vue'),
  },
]

export default pages

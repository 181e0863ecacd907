import type { DeskPage } from '../../page'

export default {
  path: '/desk/pool-grants',
  name: 'pool-grants',
  title: '公益时长审批',
  roles: ['organiser', 'treasurer', 'committee', 'supervisor', 'auditor'],
  menu: { group: '资金与积分', order: 8 },
  load: () => import('./PoolGrants.vue'),
} satisfies DeskPage

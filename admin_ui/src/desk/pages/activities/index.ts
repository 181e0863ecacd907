import { type DeskPage } from '../../page'

export default {
  path: '/desk/activities',
  name: 'activities',
  title: '活动',
  roles: ['organiser', 'treasurer', 'committee', 'supervisor', 'auditor'],
  menu: { group: '资金与积分', order: 3 },
  load: () => import('./Activities.vue'),
} satisfies DeskPage

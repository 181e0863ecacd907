import { STAFF, type DeskPage } from '../../page'

export default {
  path: '/desk/rules',
  name: 'rules',
  title: '规则档案',
  roles: STAFF,
  menu: { group: '资金与积分', order: 3 },
  load: () => import('./RuleProfiles.vue'),
} satisfies DeskPage

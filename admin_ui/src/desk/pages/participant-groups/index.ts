import { STAFF, type DeskPage } from '../../page'

export default {
  path: '/desk/participant-groups',
  name: 'participant-groups',
  title: '参与人群',
  roles: STAFF,
  menu: { group: '资金与积分', order: 4 },
  load: () => import('./ParticipantGroups.vue'),
} satisfies DeskPage

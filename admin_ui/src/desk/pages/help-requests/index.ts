import type { DeskPage } from '../../page'

export default {
  path: '/desk/help-requests',
  name: 'help-requests',
  title: '互助仲裁',
  roles: ['organiser', 'treasurer', 'committee', 'supervisor', 'auditor'],
  menu: { group: '日常', order: 7 },
  load: () => import('./HelpRequests.vue'),
} satisfies DeskPage

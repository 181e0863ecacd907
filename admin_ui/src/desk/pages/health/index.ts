import type { DeskPage } from '../../page'

export default {
  path: '/desk/health',
  name: 'health',
  title: '账套健康',
  roles: ['operator', 'auditor', 'supervisor'],
  menu: { group: '基础', order: 3 },
  load: () => import('./Health.vue'),
} satisfies DeskPage

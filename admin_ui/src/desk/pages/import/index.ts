import type { DeskPage } from '../../page'

export default {
  path: '/desk/imports/:importId(\\d+)',
  name: 'import',
  title: '一次导入',
  roles: ['treasurer', 'organiser', 'committee', 'operator', 'supervisor', 'auditor'],
  load: () => import('./Import.vue'),
} satisfies DeskPage

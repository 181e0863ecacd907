import type { DeskPage } from '../../page'

export default {
  path: '/desk/imports',
  name: 'imports',
  title: '导入',
  roles: ['treasurer', 'organiser', 'committee', 'operator'],
  menu: { group: '日常', order: 1 },
  load: () => import('./Imports.vue'),
} satisfies DeskPage

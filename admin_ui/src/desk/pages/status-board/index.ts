import type { DeskPage } from '../../page'

export default {
  path: '/desk/status-board',
  name: 'status-board',
  title: '状态板',
  roles: 'office',
  menu: { group: '日常', order: 1 },
  load: () => import('./StatusBoard.vue'),
} satisfies DeskPage

import type { DeskPage } from '../../page'

export default {
  path: '/desk/jobs',
  name: 'jobs',
  title: '后台任务',
  roles: ['operator'],
  menu: { group: '基础', order: 5 },
  load: () => import('./Jobs.vue'),
} satisfies DeskPage

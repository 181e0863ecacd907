import type { DeskPage } from '../../page'

export default {
  path: '/desk/factor-reset',
  name: 'factor-reset',
  title: '重置两步验证',
  roles: ['operator'],
  menu: { group: '基础', order: 4 },
  load: () => import('./FactorReset.vue'),
} satisfies DeskPage

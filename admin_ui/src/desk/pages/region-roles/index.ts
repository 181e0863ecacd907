import type { DeskPage } from '../../page'

export default {
  path: '/desk/region-roles',
  name: 'region-roles',
  title: '地区工作人员',
  roles: 'office',
  menu: { group: '基础', order: 1 },
  load: () => import('./RegionRoles.vue'),
} satisfies DeskPage

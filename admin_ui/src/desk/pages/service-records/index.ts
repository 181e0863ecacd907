import type { DeskPage } from '../../page'

export default {
  path: '/desk/service-records',
  name: 'service-records',
  title: '服务核实',
  roles: ['organiser', 'committee', 'treasurer', 'supervisor', 'auditor'],
  menu: { group: '日常', order: 4 },
  load: () => import('./ServiceRecords.vue'),
} satisfies DeskPage

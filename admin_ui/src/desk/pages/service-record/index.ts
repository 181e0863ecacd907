import type { DeskPage } from '../../page'

export default {
  path: '/desk/service-records/:recordId(\\d+)',
  name: 'service-record',
  title: '服务记录',
  roles: ['organiser', 'committee', 'treasurer', 'supervisor', 'auditor'],
  load: () => import('./ServiceRecord.vue'),
} satisfies DeskPage

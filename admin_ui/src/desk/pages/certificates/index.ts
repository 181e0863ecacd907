import type { DeskPage } from '../../page'

export default {
  path: '/desk/certificates',
  name: 'certificates',
  title: '志愿服务证明',
  roles: ['organiser', 'treasurer', 'committee', 'supervisor', 'auditor'],
  menu: { group: '资金与积分', order: 5 },
  load: () => import('./Certificates.vue'),
} satisfies DeskPage

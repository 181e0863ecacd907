import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/roles',
    name: 'roles',
    title: '选择身份',
    for: 'everybody',
    load: () => import('./RolesPage.vue'),
  },
]

export default pages

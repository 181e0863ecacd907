import type { DeskPage } from '../../page'

export default {
  path: '/desk/sign-in',
  name: 'sign-in',
  title: '登录',
  roles: 'anyone',
  load: () => import('./SignIn.vue'),
} satisfies DeskPage

import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/sign-in',
    name: 'sign_in',
    title: '登录',
    for: 'anyone',
    load: () => import('./SignInPage.vue'),
  },
]

export default pages

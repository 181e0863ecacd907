import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/consents',
    name: 'consents',
    title: '同意书',
    for: 'resident',
    load: () => import('./ConsentsPage.vue'),
    mine: { order: 60, label: '同意书', note: '我同意了什么，随时可以撤回' },
  },
  {
    path: '/m/my-data',
    name: 'my-data',
    title: '我的数据',
    for: 'resident',
    load: () => import('./MyDataPage.vue'),
    mine: { order: 70, label: '导出我的数据、注销', note: '拿一份副本，或者不再使用' },
  },
]

export default pages

import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/devices',
    name: 'devices',
    title: '登录的设备',
    for: 'everybody',
    load: () => import('./DevicesPage.vue'),
    mine: { order: 80, label: '登录的设备', note: '哪些手机和电脑登录着' },
  },
]

export default pages

import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/certificates',
    name: 'certificates',
    title: '志愿服务证明',
    for: 'resident',
    load: () => import('./CertificatesPage.vue'),
    mine: { order: 13, label: '志愿服务证明', note: '免费开具，扫码验真' },
  },
]

export default pages

import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/proof/:seq(\\d+)',
    name: 'proof',
    title: '存证',
    for: 'resident',
    load: () => import('./ProofPage.vue'),
  },
]

export default pages

import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/help',
    name: 'help',
    title: '互助',
    for: 'resident',
    load: () => import('./HelpPage.vue'),
    mine: { order: 15, label: '互助', note: '我提供服务，我得到服务' },
  },
  {
    path: '/m/help/new',
    name: 'help-new',
    title: '发布求助',
    for: 'resident',
    load: () => import('./NewHelpPage.vue'),
  },
  {
    path: '/m/help/offer',
    name: 'help-offer',
    title: '我会什么、什么时候有空',
    for: 'resident',
    load: () => import('./OfferPage.vue'),
  },
]

export default pages

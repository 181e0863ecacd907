import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/family',
    name: 'family',
    title: '家庭与代办',
    for: 'resident',
    load: () => import('./FamilyPage.vue'),
    mine: { order: 40, label: '家庭与代办', note: '同住的人，谁能替我兑换' },
  },
  {
    path: '/m/family/ask',
    name: 'family-ask',
    title: '申请代办',
    for: 'resident',
    load: () => import('./AskProxyPage.vue'),
  },
  {
    path: '/m/family/children',
    name: 'children',
    title: '未满 14 岁的孩子',
    for: 'resident',
    load: () => import('./ChildrenPage.vue'),
  },
  {
    path: '/m/family/:proxy(\\d+)/pay-code',
    name: 'family-pay-code',
    title: '为家人付款',
    for: 'resident',
    load: () => import('./FamilyPayCodePage.vue'),
  },
]

export default pages

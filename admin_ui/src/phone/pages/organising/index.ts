import type { PhonePage } from '../../page'

/** Those who answer for buildings see and write down their own people. */
const FIELD = ['organiser', 'building_lead', 'grid_worker'] as const

const pages: PhonePage[] = [
  {
    path: '/m/organising',
    name: 'organising',
    title: '我组织的活动',
    for: FIELD,
    load: () => import('./OrganisingPage.vue'),
  },
  {
    path: '/m/organising/:activity(\\d+)',
    name: 'organised_activity',
    title: '活动名单',
    for: FIELD,
    load: () => import('./OrganisedActivityPage.vue'),
  },
  {
    path: '/m/organising/:activity(\\d+)/entries',
    name: 'attendance_entries',
    title: '补录',
    for: FIELD,
    load: () => import('./EntriesPage.vue'),
  },
  {
    path: '/m/organising/:activity(\\d+)/screen',
    name: 'check_in_screen',
    title: '签到屏',
    for: 'organiser',
    load: () => import('./ScreenPage.vue'),
    isWide: true,
  },
]

export default pages

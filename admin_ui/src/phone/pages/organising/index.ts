import type { PhonePage } from '../../page'

const pages: PhonePage[] = [
  {
    path: '/m/organising',
    name: 'organising',
    title: '我组织的活动',
    for: 'organiser',
    load: () => import('./OrganisingPage.vue'),
  },
  {
    path: '/m/organising/:activity(\\d+)',
    name: 'organised_activity',
    title: '活动名单',
    for: 'organiser',
    load: () => import('./OrganisedActivityPage.vue'),
  },
  {
    path: '/m/organising/:activity(\\d+)/entries',
    name: 'attendance_entries',
    title: '补录',
    for: 'organiser',
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

import type { DeskPage } from '../../page'

export default {
  path: '/desk/entries/new',
  name: 'entry-form',
  title: '填制凭证',
  roles: ['treasurer'],
  menu: { group: '日常', order: 3 },
  load: () => import('./EntryForm.vue'),
} satisfies DeskPage

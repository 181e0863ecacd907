import 'element-plus/theme-chalk/base.css'
import '@/shared/tokens.css'
import '@/shared/base.css'
import './desk.css'
import './table.css'
import './shell/shell.css'

import { createApp } from 'vue'

import { onSignedOut } from '@/shared/client'
import { forgetSession } from '@/shared/session'

import Desk from './Desk.vue'
import { router } from './router'

onSignedOut(() => {
  const { meta, fullPath } = router.currentRoute.value
  forgetSession()
  if (meta.page?.roles !== 'anyone') void router.push({ name: 'sign-in', query: { next: fullPath } })
})

createApp(Desk).use(router).mount('#desk')

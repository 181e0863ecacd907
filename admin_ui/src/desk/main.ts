import 'element-plus/theme-chalk/base.css'
import '@/shared/tokens.css'
import '@/shared/base.css'
import './desk.css'
import './table.css'
import './shell/shell.css'

import { createApp } from 'vue'

import { onSignedOut } from '@/shared/client'
import { useSession } from '@/shared/session'

import Desk from './Desk.vue'
import { hasExpired } from './parts/expiry'
import { router } from './router'

onSignedOut(() => {
  // Whoever was at work signs in again on top of the page; a first visit is the router's business.
  hasExpired.value = useSession().user.value !== null
})

createApp(Desk).use(router).mount('#desk')

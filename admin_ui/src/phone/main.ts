import '@/shared/tokens.css'
import '@/shared/base.css'
import './phone.css'

import { createApp } from 'vue'

import { onSignedOut } from '@/shared/client'

import App from './App.vue'
import { rememberElderMode } from './elder'
import { forgetPerson } from './leaving'
import { router } from './routes'
import { keepShell } from './shell'

rememberElderMode()

onSignedOut(() => {
  const { fullPath, name } = router.currentRoute.value
  if (name === 'sign_in') return
  forgetPerson()
  void router.replace({ name: 'sign_in', query: { next: fullPath, because: 'expired' } })
})

createApp(App).use(router).mount('#phone')

keepShell()

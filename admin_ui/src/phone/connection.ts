/** Whether the phone says it has a network. It may say so wrongly; a failed request says more. */
import { readonly, ref } from 'vue'

const online = ref(navigator.onLine)
addEventListener('online', () => {
  online.value = true
})
addEventListener('offline', () => {
  online.value = false
})

export const isOnline = readonly(online)

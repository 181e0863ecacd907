/** Keeps the shell on the phone, so that it opens without a network. The worker never sees /api. */
import { readonly, ref } from 'vue'

const waiting = ref<ServiceWorker | null>(null)

/** Whether a newer version is on the phone and waits to be used. */
export const newVersion = readonly(waiting)

export function keepShell(): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return
  addEventListener('load', () => {
    navigator.serviceWorker
      .register('/ui/sw.js', { scope: '/ui/m' })
      .then(watchForNewVersion)
      .catch(() => {
        // Without a worker (private window, plain http) everything works but the offline start.
      })
  })
}

function watchForNewVersion(registration: ServiceWorkerRegistration): void {
  const offer = (worker: ServiceWorker | null) => {
    // The first worker of a phone has nothing to replace.
    if (worker?.state === 'installed' && navigator.serviceWorker.controller) waiting.value = worker
  }
  offer(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => offer(worker))
  })
}

/** Never done unasked: a basket or a code may be on the screen. */
export function useNewVersion(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
    once: true,
  })
  waiting.value?.postMessage({ type: 'SKIP_WAITING' })
}

/** A page of an older version may be gone from the server; the newest one replaces it. */
addEventListener('vite:preloadError', (event) => {
  event.preventDefault()
  const RELOADED_UNDER = 'ledger.reloaded_at'
  const last = Number(sessionStorage.getItem(RELOADED_UNDER))
  if (Date.now() - last < 60_000) return
  sessionStorage.setItem(RELOADED_UNDER, String(Date.now()))
  location.reload()
})

/** Every page of the phone shell, and who may open it. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import type { Role } from '@/shared/contract'
import { asProblem } from '@/shared/problem'
import { loadSession } from '@/shared/session'

import { grant, mustChoose, phoneHomeOf } from './grant'
import { rolesOf } from './page'
import { pages } from './pages'

declare module 'vue-router' {
  interface RouteMeta {
    title: string
    /** Left out for pages that need no session. */
    roles?: readonly Role[]
    /** Open to everybody who is signed in, whatever the role. */
    isForAll?: boolean
    /** Open without a session. */
    isOpen?: boolean
    /** The counter uses the whole width of a desk. */
    isWide?: boolean
  }
}

const routes = pages.map(
  (page): RouteRecordRaw => ({
    path: page.path,
    name: page.name,
    component: page.load,
    meta: {
      title: page.title,
      isForAll: page.for === 'everybody',
      isOpen: page.for === 'anyone' && page.name !== 'start',
      ...(rolesOf(page).length ? { roles: rolesOf(page) } : {}),
      ...(page.isWide ? { isWide: true } : {}),
    },
  }),
)

export const router = createRouter({
  history: createWebHistory('/ui/'),
  routes: [
    { path: '/m.html', redirect: '/m' },
    ...routes,
    { path: '/:rest(.*)*', redirect: '/m' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  if (to.meta.isOpen) return true
  let session
  try {
    session = await loadSession()
  } catch (thrown) {
    asProblem(thrown)
    // No network: the start page says so and asks again; the person is not signed out.
    return to.name === 'start' ? true : { name: 'start', query: { next: to.fullPath } }
  }
  if (!session) return { name: 'sign_in', query: to.name === 'start' ? {} : { next: to.fullPath } }
  if (to.meta.isForAll) return true
  if (mustChoose(session)) return { name: 'roles' }
  const chosen = grant.value
  const home = chosen && phoneHomeOf(chosen)
  if (!chosen) return { name: 'roles' }
  if (!home) {
    // This person works at a desk; the phone shell has no page for the role.
    if (chosen.home.startsWith('/ui/m')) return { name: 'roles' }
    location.replace(chosen.home)
    return false
  }
  return to.meta.roles?.includes(chosen.role) ? true : { name: home }
})

router.afterEach((to) => {
  document.title = `${to.meta.title} · 邻里账本`
})

import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import { loadSession, useSession } from '@/shared/session'

import { STAFF, type DeskPage } from './page'
import { pages } from './pages'

declare module 'vue-router' {
  interface RouteMeta {
    page?: DeskPage
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/desk/today' },
  { path: '/index.html', redirect: '/desk/today' },
  { path: '/desk', redirect: '/desk/today' },
  ...pages.map((page): RouteRecordRaw => ({ path: page.path, name: page.name, component: page.load, meta: { page, title: page.title } })),
  { path: '/:rest(.*)*', component: () => import('./shell/NotHere.vue'), name: 'not-here' },
]

export const router = createRouter({
  history: createWebHistory('/ui/'),
  routes,
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

/** Somebody who typed the bare address on a phone wants the phone's pages; a link to a desk page stays one. */
function isBareAddress(path: string | undefined): boolean {
  return path === '/' || path === '/index.html'
}

function isPhone(): boolean {
  return matchMedia('(max-width: 600px), (pointer: coarse) and (max-width: 900px)').matches
}

router.beforeEach(async (to) => {
  if (to.meta.page?.roles === 'anyone') return true
  const session = await loadSession().catch(() => null)
  if (!session && isBareAddress(to.redirectedFrom?.path) && isPhone()) {
    location.replace('/ui/m/')
    return false
  }
  if (!session) return { name: 'sign-in', query: to.fullPath === '/desk/today' ? {} : { next: to.fullPath } }
  const { has, grants, offices } = useSession()
  const office = offices.value[0]
  // An office above the estates has no estate of its own to begin with.
  if (!has(...STAFF) && office) {
    const home = office.home.slice('/ui'.length)
    return to.meta.page?.roles === 'office' || to.path === home ? true : home
  }
  if (!has(...STAFF)) {
    // Residents and shopkeepers work on the phone pages.
    const home = grants.value[0]?.home
    if (home) location.replace(home)
    return false
  }
  return true
})

router.afterEach((to, from) => {
  // Another page begins at its own content for those who read by ear or move by keyboard.
  if (from.matched.length && to.path !== from.path) void nextTick(() => document.getElementById('content')?.focus())
  document.title = `${to.meta.page?.title ?? '没有这个页面'} · 邻里账本`
})

/** Every page of the phone shell, and who may open it. */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

import type { Role } from '@/shared/contract'
import { asProblem } from '@/shared/problem'
import { loadSession } from '@/shared/session'

import { grant, mustChoose, phoneHomeOf } from './grant'

declare module 'vue-router' {
  interface RouteMeta {
    title: string
    /** Left out for pages that need no session. */
    role?: Role
    /** Open to everybody who is signed in, whatever the role. */
    isForAll?: boolean
    /** The counter uses the whole width of a desk. */
    isWide?: boolean
  }
}

const pages: RouteRecordRaw[] = [
  {
    path: '/m/sign-in',
    name: 'sign_in',
    component: () => import('./pages/sign_in/SignInPage.vue'),
    meta: { title: '登录' },
  },
  {
    path: '/m/roles',
    name: 'roles',
    component: () => import('./pages/roles/RolesPage.vue'),
    meta: { title: '选择身份', isForAll: true },
  },
  {
    path: '/m/home',
    name: 'home',
    component: () => import('./pages/home/HomePage.vue'),
    meta: { title: '首页', role: 'resident' },
  },
  {
    path: '/m/pay-code',
    name: 'pay_code',
    component: () => import('./pages/pay_code/PayCodePage.vue'),
    meta: { title: '付款码', role: 'resident' },
  },
  {
    path: '/m/points',
    name: 'points',
    component: () => import('./pages/points/PointsPage.vue'),
    meta: { title: '积分明细', role: 'resident' },
  },
  {
    path: '/m/lots',
    name: 'lots',
    component: () => import('./pages/points/LotsPage.vue'),
    meta: { title: '积分批次', role: 'resident' },
  },
  {
    path: '/m/proof/:seq(\\d+)',
    name: 'proof',
    component: () => import('./pages/proof/ProofPage.vue'),
    meta: { title: '存证', role: 'resident' },
  },
  {
    path: '/m/service',
    name: 'service',
    component: () => import('./pages/service/ServicePage.vue'),
    meta: { title: '服务时长', role: 'resident' },
  },
  {
    path: '/m/mine',
    name: 'mine',
    component: () => import('./pages/mine/MinePage.vue'),
    meta: { title: '我的', isForAll: true },
  },
  {
    path: '/m/counter',
    name: 'counter',
    component: () => import('@/counter/CounterPage.vue'),
    meta: { title: '收银台', role: 'shopkeeper', isWide: true },
  },
  {
    path: '/m/counter/today',
    name: 'counter_today',
    component: () => import('@/counter/TodayPage.vue'),
    meta: { title: '今日流水', role: 'shopkeeper' },
  },
  {
    path: '/m/counter/statement',
    name: 'counter_statement',
    component: () => import('@/counter/StatementPage.vue'),
    meta: { title: '对账单', role: 'shopkeeper' },
  },
]

export const router = createRouter({
  history: createWebHistory('/ui/'),
  routes: [
    { path: '/m.html', redirect: '/m' },
    {
      path: '/m',
      name: 'start',
      component: () => import('./pages/start/StartPage.vue'),
      meta: { title: '邻里账本' },
    },
    ...pages,
    { path: '/:rest(.*)*', redirect: '/m' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to) => {
  if (to.name === 'sign_in') return true
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
  return to.meta.role === chosen.role ? true : { name: home }
})

router.afterEach((to) => {
  document.title = `${to.meta.title} · 邻里账本`
})

/** Who is signed in, for which estate, and in which roles. */
import { computed, reactive } from 'vue'

import { answer, api } from './client'
import type { Grant, Role, Session } from './contract'
import { asProblem } from './problem'

const ESTATE_KEPT_UNDER = 'ledger.estate'

interface State {
  session: Session | null
  /** The password was right; the second factor is still to be proved or set up. */
  pending: Session | null
  isKnown: boolean
  estateId: number | null
}

const state = reactive<State>({ session: null, pending: null, isKnown: false, estateId: null })

function accept(given: Session | null): void {
  const session = given?.standing === 'open' ? given : null
  state.pending = given && !session ? given : null
  state.session = session
  state.isKnown = true
  const kept = Number(localStorage.getItem(ESTATE_KEPT_UNDER))
  const grants = session?.grants ?? []
  state.estateId = (grants.find((grant) => grant.estate_id === kept) ?? grants[0])?.estate_id ?? null
}

/** After a step of signing in. Until it was the last one, whoever signs in again keeps the page below. */
function goOn(given: Session): void {
  if (given.standing === 'open') accept(given)
  else state.pending = given
}

/** Asks the server once who is signed in; `null` when nobody is, or not completely. */
export async function loadSession(): Promise<Session | null> {
  if (state.isKnown) return state.session
  try {
    accept(await answer(api.GET('/api/v1/session')))
  } catch (thrown) {
    const problem = asProblem(thrown)
    if (problem.status !== 401) throw problem
    accept(null)
  }
  return state.session
}

export async function signIn(login: string, password: string): Promise<Session> {
  const session = await answer(api.POST('/api/v1/session', { body: { login, password } }))
  goOn(session)
  return session
}

/** The second step: a one-time password of the authenticator, or a recovery code. */
export async function proveFactor(code: string): Promise<Session> {
  const session = await answer(api.POST('/api/v1/session/second-factor', { body: { code } }))
  goOn(session)
  return session
}

export async function signInByPhone(phone: string, code: string): Promise<Session> {
  const session = await answer(api.POST('/api/v1/session/phone', { body: { phone, code } }))
  goOn(session)
  return session
}

/** Asks again who is signed in, after something about the session has changed. */
export async function reloadSession(): Promise<Session | null> {
  state.isKnown = false
  return loadSession()
}

export async function signOut(): Promise<void> {
  await answer(api.DELETE('/api/v1/session'))
  accept(null)
}

/** Somebody who gave a password begins again with another login. */
export async function beginAgain(): Promise<void> {
  await answer(api.DELETE('/api/v1/session')).catch(() => {})
  state.pending = null
}

/** The server no longer knows the session; what was loaded with it must not stay. */
export function forgetSession(): void {
  accept(null)
}

export function chooseEstate(estateId: number): void {
  localStorage.setItem(ESTATE_KEPT_UNDER, String(estateId))
  state.estateId = estateId
}

/** The path part every estate route needs. Throws when nobody is signed in: no page asks before that. */
export function here(): { estate_id: number } {
  if (state.estateId === null) throw new Error('no estate is chosen')
  return { estate_id: state.estateId }
}

export function useSession() {
  const grants = computed<Grant[]>(() =>
    (state.session?.grants ?? []).filter((grant) => grant.estate_id === state.estateId),
  )
  const estates = computed(() => {
    const seen = new Map<number, string>()
    for (const grant of state.session?.grants ?? []) seen.set(grant.estate_id, grant.estate_name)
    return [...seen].map(([estateId, name]) => ({ estateId, name }))
  })
  return {
    user: computed(() => state.session?.user ?? null),
    pending: computed(() => state.pending),
    withheld: computed(() => state.session?.withheld ?? []),
    isKnown: computed(() => state.isKnown),
    grants,
    estates,
    estateId: computed(() => state.estateId),
    estateName: computed(() => grants.value[0]?.estate_name ?? ''),
    estateCode: computed(() => grants.value[0]?.estate_code ?? ''),
    /** Posts above the estates: a community, a subdistrict … */
    offices: computed(() => state.session?.region_grants ?? []),
    roles: computed<Role[]>(() => grants.value.map((grant) => grant.role)),
    has: (...roles: Role[]) => grants.value.some((grant) => roles.includes(grant.role)),
  }
}

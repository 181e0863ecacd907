/** In which role the signed-in person uses the phone: one grant of those the session carries. */
import { computed, ref } from 'vue'

import type { Grant, Session } from '@/shared/contract'
import { chooseEstate, useSession } from '@/shared/session'

const KEPT_UNDER = 'ledger.phone.role'

const { grants, estates } = useSession()
const role = ref(localStorage.getItem(KEPT_UNDER))

/** The chosen grant; with a single one there is nothing to choose. */
export const grant = computed<Grant | null>(() => {
  if (estates.value.length === 1 && grants.value.length === 1) return grants.value[0] ?? null
  return grants.value.find((one) => one.role === role.value) ?? null
})

export function chooseGrant(chosen: Grant): void {
  chooseEstate(chosen.estate_id)
  role.value = chosen.role
  localStorage.setItem(KEPT_UNDER, chosen.role)
}

export function forgetGrant(): void {
  role.value = null
  localStorage.removeItem(KEPT_UNDER)
}

/** Whether the person has to say in which role to go on. */
export function mustChoose(session: Session): boolean {
  return session.grants.length > 1 && grant.value === null
}

/** The page on this phone a grant starts at; null for roles that work at a desk. */
export function phoneHomeOf(one: Grant): 'home' | 'counter' | 'organising' | 'confirming' | null {
  if (one.role === 'resident') return 'home'
  // In the field, with a phone; at a desk the same person opens the desk.
  if (one.role === 'organiser') return 'organising'
  if (one.role === 'building_lead' || one.role === 'grid_worker') return 'confirming'
  return one.role === 'shopkeeper' ? 'counter' : null
}

/** The estate and its chart of accounts, asked for once per estate and kept while the desk is open. */
import { shallowRef, type ShallowRef } from 'vue'

import { answer, api } from '@/shared/client'
import type { Account, Estate } from '@/shared/contract'
import { here } from '@/shared/session'

interface Kept<Data> {
  estateId: number
  data: Promise<Data>
}

let estateKept: Kept<Estate> | null = null
let chartKept: Kept<Account[]> | null = null

export function loadEstate(): Promise<Estate> {
  const { estate_id } = here()
  if (estateKept?.estateId !== estate_id) {
    const data = answer(api.GET('/api/v1/estates/{estate_id}', { params: { path: { estate_id } } }))
    estateKept = { estateId: estate_id, data }
    data.catch(() => (estateKept = null))
  }
  return estateKept.data
}

export function loadChart(): Promise<Account[]> {
  const { estate_id } = here()
  if (chartKept?.estateId !== estate_id) {
    const data = answer(api.GET('/api/v1/estates/{estate_id}/chart', { params: { path: { estate_id } } })).then(
      ({ accounts }) => accounts,
    )
    chartKept = { estateId: estate_id, data }
    data.catch(() => (chartKept = null))
  }
  return chartKept.data
}

/** The months the book has, up to today's: what the books are shown for unless somebody chooses. */
export async function bookMonths(): Promise<{ from: string; to: string }> {
  const { first_month, today } = await loadEstate()
  const to = today.slice(0, 7)
  return { from: first_month ?? to, to }
}

export function useEstate(): { estate: ShallowRef<Estate | null> } {
  const estate = shallowRef<Estate | null>(null)
  loadEstate().then(
    (loaded) => (estate.value = loaded),
    () => {},
  )
  return { estate }
}

/** The quarter a month lies in, by its first and last month. */
export function quarterOf(month: string): { from: string; to: string } {
  const first = Math.floor((Number(month.slice(5, 7)) - 1) / 3) * 3 + 1
  const inYear = (number: number) => `${month.slice(0, 4)}-${String(number).padStart(2, '0')}`
  return { from: inYear(first), to: inYear(first + 2) }
}

const QUARTER_WORDS = ['一', '二', '三', '四'] as const

/** The quarters that a plan is made for: the one before today's, today's, and four to come. */
export function quartersAround(today: string): { firstDay: string; title: string }[] {
  const current = Number(today.slice(0, 4)) * 4 + Math.floor((Number(today.slice(5, 7)) - 1) / 3)
  return [-1, 0, 1, 2, 3, 4].map((away) => {
    const year = Math.floor((current + away) / 4)
    const place = (current + away) % 4
    const months = [place * 3 + 1, place * 3 + 3]
    return {
      firstDay: `${year}-${String(months[0]).padStart(2, '0')}-01`,
      title: `${year}年第${QUARTER_WORDS[place]}季度（${months[0]}月至${months[1]}月）${away === 0 ? '，本季度' : ''}`,
    }
  })
}

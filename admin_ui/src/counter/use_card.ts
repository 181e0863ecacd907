/** A card at the counter: its holder types a PIN, and it becomes a pay code of this till. */
import { ref, shallowRef } from 'vue'

import { answer, api } from '@/shared/client'
import type { CardOpening } from '@/shared/contract'
import { newKey } from '@/shared/intent'
import { asProblem } from '@/shared/problem'
import { here } from '@/shared/session'

/** Somebody who knows the holder by sight, for a card without a PIN. */
export interface Sight {
  holder_name: string
  vouched_by: string
  reason: string
}

export type CardProof = { pin: string } | { sight: Sight }

export function useCard(onOpened: (opening: CardOpening, serverDate: string | null) => void) {
  /** The number as it was read; never kept beyond this page. */
  const number = shallowRef<string | null>(null)
  const isAsking = ref(false)
  const fault = ref('')
  /** Answers that come after the card was taken away belong to nobody. */
  let turn = 0

  function lay(read: string): void {
    turn += 1
    number.value = read
    fault.value = ''
  }

  function takeAway(): void {
    turn += 1
    number.value = null
    fault.value = ''
    isAsking.value = false
  }

  async function open(proof: CardProof): Promise<void> {
    const card = number.value
    if (card === null || isAsking.value) return
    const mine = turn
    isAsking.value = true
    fault.value = ''
    try {
      const outcome = await api.POST('/api/v1/estates/{estate_id}/counter/card-openings', {
        params: { path: here(), header: { 'Idempotency-Key': newKey() } },
        body: { card, ...proof },
      })
      const opening = await answer(Promise.resolve(outcome))
      if (mine !== turn) return
      takeAway()
      onOpened(opening, outcome.response.headers.get('date'))
    } catch (thrown) {
      if (mine === turn) fault.value = asProblem(thrown).message
    } finally {
      if (mine === turn) isAsking.value = false
    }
  }

  return { number, isAsking, fault, lay, takeAway, open }
}

/** Joins the pure counter to the server: checks codes, submits, and keeps the order. */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'

import { answer, api } from '@/shared/client'
import type { Counter, Redemption } from '@/shared/contract'
import { newKey } from '@/shared/intent'
import { asProblem, type Problem } from '@/shared/problem'
import { here } from '@/shared/session'

import { advance, type CounterEvent, type CounterRefusal, type CounterState, type Intent } from './counter_state'
import { readCardNumber } from './card_digits'
import { findGoods } from './goods_number'
import { keepOrder, keptOrder } from './kept_order'
import { plainDigits, readPayCode } from './pay_code_digits'
import { LOCAL_REFUSALS, refusalFrom } from './refusals'
import { carryThrough, GIVE_UP_AFTER_MS, type Reply } from './submission'
import { soundFailure, soundRead, soundSuccess } from './tones'
import { useCard } from './use_card'

export interface Progress {
  attempt: number
  seconds: number
  share: number
}

/** What is shorter was meant as goods, whatever digits it starts with. */
const LONGEST_GOODS_NUMBER = 6

const pause = (ms: number) => new Promise<void>((resume) => setTimeout(resume, ms))

export function useCounter() {
  const state = shallowRef<CounterState>(keptOrder())
  const counter = shallowRef<Counter | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isReading = ref(false)
  const attempt = ref(1)
  const nowMs = ref(Date.now())
  /** Server time minus the time of this machine, from the answers' Date header. */
  const clockOffsetMs = ref(0)
  const lastRedemption = shallowRef<Redemption | null>(null)

  function dispatch(event: CounterEvent): boolean {
    const after = advance(state.value, event)
    const hasChanged = after !== state.value
    state.value = after
    if (hasChanged) keepOrder(after)
    return hasChanged
  }

  async function reload(): Promise<void> {
    if (isReading.value) return
    isReading.value = true
    try {
      counter.value = await answer(
        api.GET('/api/v1/estates/{estate_id}/counter', { params: { path: here() } }),
      )
      problem.value = null
      dispatch({ type: 'goods_reloaded', items: counter.value.items })
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      isReading.value = false
    }
  }

  const card = useCard((opening, serverDate) => {
    setClock(serverDate)
    dispatch({ type: 'code_read', digits: opening.code })
    dispatch({
      type: 'code_known',
      digits: opening.code,
      answer: {
        holder_masked: opening.holder_masked,
        points_available: Math.min(opening.points_available, opening.points_left_today),
        expires_at: opening.expires_at,
      },
    })
    cardLeftToday.value = opening.points_left_today < opening.points_available ? opening.points_left_today : null
    soundRead()
  })
  /** What the card may still spend today, where that is less than what its holder has. */
  const cardLeftToday = ref<number | null>(null)

  /** What a gun, a camera, a photo, a field or the keyboard gave: a pay code, a card, or goods. */
  function take(text: string): void {
    const reading = readPayCode(text)
    if (reading.kind === 'code') {
      card.takeAway()
      takeCode(reading.digits)
      return
    }
    const asCard = readCardNumber(text)
    if (asCard.kind === 'card') {
      takeCard(asCard.number)
      return
    }
    if (asCard.kind === 'mistyped') {
      misread(LOCAL_REFUSALS.card_mistyped)
      return
    }
    const wish = findGoods(plainDigits(text), counter.value?.items ?? [])
    if (wish) dispatch({ type: 'item_added', item: wish.item, quantity: wish.quantity })
    else if (text.length <= LONGEST_GOODS_NUMBER) misread(LOCAL_REFUSALS.short)
    else if (reading.kind !== 'empty') misread(LOCAL_REFUSALS[reading.kind])
  }

  function takeCard(number: string): void {
    if (state.value.phase === 'done') dispatch({ type: 'next_customer' })
    if (state.value.phase !== 'open') return
    dispatch({ type: 'code_removed' })
    dispatch({ type: 'refusal_read' })
    soundRead()
    card.lay(number)
  }

  function takeCode(digits: string): void {
    cardLeftToday.value = null
    if (!dispatch({ type: 'code_read', digits })) return
    soundRead()
    void checkCode(digits)
  }

  function misread(refusal: CounterRefusal): void {
    if (dispatch({ type: 'misread', refusal })) soundFailure(refusal.sentence)
  }

  function setClock(serverDate: string | null): void {
    const date = Date.parse(serverDate ?? '')
    if (!Number.isNaN(date)) clockOffsetMs.value = date - Date.now()
  }

  async function checkCode(digits: string): Promise<void> {
    try {
      const outcome = await api.POST('/api/v1/estates/{estate_id}/counter/code-checks', {
        params: { path: here(), header: { 'Idempotency-Key': newKey() } },
        body: { code: digits },
      })
      setClock(outcome.response.headers.get('date'))
      const known = await answer(Promise.resolve(outcome))
      dispatch({ type: 'code_known', digits, answer: known })
    } catch (thrown) {
      const refused = asProblem(thrown)
      if (refused.isUnclear || refused.status >= 500) {
        dispatch({ type: 'code_unanswered', digits })
        return
      }
      const refusal = refusalFrom(refused)
      if (dispatch({ type: 'code_refused', digits, refusal })) soundFailure(refusal.sentence)
    }
  }

  function checkAgain(): void {
    const digits = state.value.code?.digits
    if (digits && dispatch({ type: 'code_read', digits })) void checkCode(digits)
  }

  function confirm(): void {
    if (dispatch({ type: 'confirmed', key: newKey(), at_ms: Date.now() })) void submit()
  }

  function askAgain(): void {
    if (dispatch({ type: 'asked_again', at_ms: Date.now() })) void submit()
  }

  async function submit(): Promise<void> {
    const intent = state.value.intent
    if (!intent) return
    attempt.value = 1
    const sendOnce = sender(intent)
    const outcome = await carryThrough<Redemption, Problem>({
      send: sendOnce,
      pause,
      nowMs: () => performance.now(),
      onRepeat: (number) => {
        attempt.value = number
      },
    })
    settle(intent.key, outcome)
  }

  function settle(key: string, outcome: Awaited<ReturnType<typeof carryThrough<Redemption, Problem>>>): void {
    if (outcome.kind === 'unclear') {
      if (dispatch({ type: 'left_unclear', key })) soundFailure('结果不明，请先不要交货')
      return
    }
    if (outcome.kind === 'done') {
      lastRedemption.value = outcome.result
      if (dispatch({ type: 'redeemed', key, redemption: outcome.result })) soundSuccess(outcome.result.says)
    } else {
      const refusal = refusalFrom(outcome.refusal)
      if (dispatch({ type: 'refused', key, refusal })) soundFailure(refusal.sentence)
    }
    void reload()
  }

  let clock: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    void reload()
    clock = setInterval(() => {
      nowMs.value = Date.now()
    }, 500)
    if (state.value.phase === 'unclear') askAgain()
  })
  onBeforeUnmount(() => clearInterval(clock))

  const progress = computed<Progress>(() => {
    const spentMs = Math.max(0, nowMs.value - (state.value.intent?.since_ms ?? nowMs.value))
    return {
      attempt: attempt.value,
      seconds: Math.floor(spentMs / 1000),
      share: Math.min(1, spentMs / GIVE_UP_AFTER_MS),
    }
  })
  /** Seconds the scanned code still lives, by the server's clock; null while unknown. */
  const codeSeconds = computed(() => {
    const expiresAtMs = state.value.code?.expires_at_ms ?? 0
    if (expiresAtMs === 0) return null
    return Math.max(0, Math.ceil((expiresAtMs - nowMs.value - clockOffsetMs.value) / 1000))
  })

  return {
    state, counter, problem, isReading, progress, codeSeconds, lastRedemption, card, cardLeftToday,
    dispatch, take, checkAgain, confirm, askAgain, reload,
  }
}

/**
 * Sends an intent once per call. An answer to an earlier call counts as well: it belongs to the same
 * key, and on a slow network it may come while a later one is still on its way.
 */
function sender(intent: Intent): (withinMs: number) => Promise<Reply<Redemption, Problem>> {
  const underWay: Promise<Reply<Redemption, Problem>>[] = []
  return async (withinMs) => {
    const sent = sendRedemption(intent, underWay.length === 0)
    // A lost one must not end the race for the others.
    underWay.push(sent.then((reply) => (reply.kind === 'lost' ? new Promise<never>(() => {}) : reply)))
    const inTime = pause(withinMs).then((): Reply<Redemption, Problem> => ({ kind: 'lost' }))
    const ownLoss = sent.then((reply) => (underWay.length === 1 ? reply : inTime))
    return Promise.race([...underWay, ownLoss, inTime])
  }
}

/** Too many attempts is a refusal of the first sending; of a repetition it says nothing about the first. */
async function sendRedemption(intent: Intent, isFirst: boolean): Promise<Reply<Redemption, Problem>> {
  try {
    const result = await answer(
      api.POST('/api/v1/estates/{estate_id}/counter/redemptions', {
        params: { path: here(), header: { 'Idempotency-Key': intent.key } },
        body: { code: intent.code, lines: intent.lines },
      }),
    )
    return { kind: 'done', result }
  } catch (thrown) {
    const problem = asProblem(thrown)
    const isLost = problem.isUnclear || problem.status >= 500 || (problem.status === 429 && !isFirst)
    return isLost ? { kind: 'lost' } : { kind: 'refused', refusal: problem }
  }
}

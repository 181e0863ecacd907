/** Running one write: busy while it runs, its refusal kept for showing, one idempotency key per intent. */
import { ref, shallowRef } from 'vue'

import { useIntent, type IntentHeaders } from '@/shared/intent'
import { asProblem, type Problem } from '@/shared/problem'

export function useAct(keptUnder?: string) {
  const intent = useIntent(keptUnder)
  const isBusy = ref(false)
  const problem = shallowRef<Problem | null>(null)

  /** The answer, or null when it was refused (then `problem` says why). */
  async function run<Answer>(
    content: unknown,
    request: (headers: IntentHeaders) => Promise<Answer>,
  ): Promise<Answer | null> {
    isBusy.value = true
    problem.value = null
    try {
      return await intent.send(content, request)
    } catch (thrown) {
      problem.value = asProblem(thrown)
      return null
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, problem, run }
}

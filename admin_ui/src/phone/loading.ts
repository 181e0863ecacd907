/** Reading from the server with every state a page has to show: waiting, failed, stale, empty. */
import { computed, onMounted, ref, shallowRef } from 'vue'

import type { Page } from '@/shared/contract'
import { asProblem, type Problem } from '@/shared/problem'

/** One thing read when the page opens. What was shown stays on the screen when a later read fails. */
export function useReading<Data>(read: () => Promise<Data>) {
  const data = shallowRef<Data | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isReading = ref(false)
  const readAt = ref<string | null>(null)

  async function reload(): Promise<void> {
    if (isReading.value) return
    isReading.value = true
    try {
      data.value = await read()
      readAt.value = new Date().toISOString()
      problem.value = null
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      isReading.value = false
    }
  }

  onMounted(reload)
  return { data, problem, isReading, readAt, reload }
}

/** A list read page by page. Items already read stay when the next page fails. */
export function useKeyset<Item>(read: (after: string | undefined) => Promise<Page<Item>>) {
  const items = shallowRef<Item[]>([])
  const next = ref<string | null | undefined>(undefined)
  const problem = shallowRef<Problem | null>(null)
  const isReading = ref(false)
  let generation = 0

  async function readMore(): Promise<void> {
    if (isReading.value || next.value === null) return
    const asked = generation
    isReading.value = true
    try {
      const page = await read(next.value)
      if (asked !== generation) return
      items.value = [...items.value, ...page.items]
      next.value = page.next
      problem.value = null
    } catch (thrown) {
      if (asked === generation) problem.value = asProblem(thrown)
    } finally {
      if (asked === generation) isReading.value = false
    }
  }

  /** Starts again from the first page, after the filter has changed. */
  async function restart(): Promise<void> {
    generation += 1
    items.value = []
    next.value = undefined
    isReading.value = false
    await readMore()
  }

  onMounted(readMore)
  return {
    items,
    problem,
    isReading,
    isFinished: computed(() => next.value === null),
    isEmpty: computed(() => next.value === null && items.value.length === 0),
    readMore,
    restart,
  }
}

/** Loading of one thing, and of lists by keyset pages whose filters stand in the address. */
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { useRoute, useRouter, type LocationQuery } from 'vue-router'

import type { Page } from '@/shared/contract'
import { asProblem, type Problem } from '@/shared/problem'

import { timesResumed } from './expiry'
import type { WholeList } from './table'
import { ROWS_SORTED_MAX } from './table_state'

export interface Loaded<Data> {
  data: ShallowRef<Data | null>
  problem: ShallowRef<Problem | null>
  isLoading: Ref<boolean>
  reload: () => Promise<void>
}

/** Loads now and again whenever `dependsOn` changes; an answer that was overtaken is dropped. */
export function useLoad<Data>(load: () => Promise<Data>, dependsOn?: () => unknown): Loaded<Data> {
  const data = shallowRef<Data | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isLoading = ref(true)
  let latest = 0

  async function reload() {
    const mine = ++latest
    isLoading.value = true
    try {
      const loaded = await load()
      if (mine !== latest) return
      data.value = loaded
      problem.value = null
    } catch (thrown) {
      if (mine !== latest) return
      problem.value = asProblem(thrown)
    } finally {
      if (mine === latest) isLoading.value = false
    }
  }

  onScopeDispose(() => (latest += 1))
  if (dependsOn) watch(dependsOn, reload)
  watch(timesResumed, () => {
    if (problem.value?.status === 401) void reload()
  })
  void reload()
  return { data, problem, isLoading, reload }
}

/** Where in a list one is: another filter begins at its start. */
export const PLACES = ['after', 'page'] as const

const ROWS_A_PAGE = 50
const ROWS_A_PAGE_MAX = 200

/** Filters as plain texts, kept in the address; an empty text is left out of it. */
export function useFilters<Filters extends Record<string, string>>(initial: Filters) {
  const route = useRoute()
  const router = useRouter()
  const path = route.path

  const filters = computed<Filters>(() => {
    const read = { ...initial }
    for (const name of Object.keys(initial) as (keyof Filters & string)[]) {
      const given = textOf(route.query, name)
      if (given !== null) read[name] = given as Filters[typeof name]
    }
    return read
  })

  /** Changing a filter starts again at the first page; typing on in one is no further step of the history. */
  function change(changed: Partial<Filters>): void {
    const query: Record<string, string | null | (string | null)[] | undefined> = { ...route.query }
    for (const name of PLACES) delete query[name]
    for (const [name, text] of Object.entries({ ...filters.value, ...changed })) {
      if (text !== initial[name]) query[name] = text as string
      else delete query[name]
    }
    const names = Object.keys(changed)
    const isTypedOn = names.length === 1 && names[0] === 'q' && textOf(route.query, 'q') !== null
    void (isTypedOn ? router.replace({ query }) : router.push({ query }))
  }

  const after = computed(() => textOf(route.query, 'after') ?? '')
  const isHere = () => route.path === path
  return { filters, change, after, isHere }
}

/**
 * One keyset page of a list. Where the address sorts or searches in the table itself (`sort`, `find` and
 * the columns named by `narrowedBy`), the pages are put together, up to ROWS_SORTED_MAX rows.
 */
export function useList<Item, Filters extends Record<string, string>>(
  initial: Filters,
  load: (filters: Filters, after: string | undefined, limit: number) => Promise<Page<Item>>,
  narrowedBy: readonly string[] = [],
) {
  const router = useRouter()
  const route = useRoute()
  const { filters, change, after, isHere } = useFilters(initial)
  const pagesBehind = ref(0)

  const isOn = computed(() => ['sort', 'find', ...narrowedBy].some((name) => Boolean(textOf(route.query, name))))

  async function loadAll(rowsMax: number): Promise<Item[]> {
    return (await loadMany(rowsMax)).items
  }

  async function loadMany(rowsMax: number): Promise<Page<Item>> {
    const items: Item[] = []
    let next: string | null = null
    do {
      const page: Page<Item> = await load(filters.value, next ?? undefined, ROWS_A_PAGE_MAX)
      items.push(...page.items)
      next = page.next
    } while (next !== null && items.length < rowsMax)
    return { items, next }
  }

  const loaded = useLoad(
    () => (isOn.value ? loadMany(ROWS_SORTED_MAX) : load(filters.value, after.value || undefined, ROWS_A_PAGE)),
    () => (isHere() ? JSON.stringify([filters.value, after.value, isOn.value]) : null),
  )
  const isCut = computed(() => isOn.value && Boolean(loaded.data.value?.next))

  function goNext(): void {
    const next = loaded.data.value?.next
    if (!next) return
    pagesBehind.value += 1
    void router.push({ query: { ...route.query, after: next } })
  }

  function goBack(): void {
    if (pagesBehind.value > 0) {
      pagesBehind.value -= 1
      router.back()
    } else {
      goFirst()
    }
  }

  function goFirst(): void {
    pagesBehind.value = 0
    const { after: _, ...query } = route.query
    void _
    void router.push({ query })
  }

  return {
    ...loaded,
    items: computed(() => loaded.data.value?.items ?? []),
    filters,
    change,
    whole: { isOn, isCut, loadAll } satisfies WholeList<Item>,
    pager: {
      hasNext: computed(() => !isOn.value && Boolean(loaded.data.value?.next)),
      isFirst: computed(() => after.value === ''),
      goNext,
      goBack,
      goFirst,
    },
  }
}

export function textOf(query: LocationQuery, name: string): string | null {
  const given = query[name]
  const text = Array.isArray(given) ? given[0] : given
  return text ?? null
}

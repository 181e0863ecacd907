/** The state of one list table, kept in the address: reload, back, and a copied link show the same. */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { PLACES, textOf } from './load'
import type { Column } from './table'
import { filterRows, nextSort, ROWS_SHOWN, sortRows } from './table_state'

export interface Table<Row> {
  find: ComputedRef<string>
  sort: ComputedRef<string>
  choices: ComputedRef<Record<string, string>>
  /** Searched and narrowed and sorted, but for the page. */
  fitting: ComputedRef<readonly Row[]>
  shown: ComputedRef<readonly Row[]>
  isNarrowed: ComputedRef<boolean>
  page: ComputedRef<number>
  pages: ComputedRef<number>
  /** The same search, choices and order over other rows of the list. */
  fit: (rows: readonly Row[], columns: readonly Column<Row>[]) => readonly Row[]
  search: (text: string) => void
  choose: (key: string, value: string) => void
  sortBy: (key: string) => void
  goTo: (page: number) => void
  forget: () => void
}

export function useTable<Row>(given: {
  isList: () => boolean
  rows: () => readonly Row[]
  columns: () => readonly Column<Row>[]
}): Table<Row> {
  const route = useRoute()
  const router = useRouter()
  const path = route.path

  const read = (name: string) => (given.isList() && route.path === path ? (textOf(route.query, name) ?? '') : '')
  const choosable = computed(() => given.columns().filter(({ isChoice }) => isChoice))

  const find = computed(() => read('find'))
  const sort = computed(() => read('sort'))
  const choices = computed(() => Object.fromEntries(choosable.value.map(({ key }) => [key, read(key)])))

  const fit: Table<Row>['fit'] = (rows, columns) =>
    sortRows(filterRows(rows, columns, find.value, choices.value), columns, sort.value)
  const fitting = computed(() => fit(given.rows(), given.columns()))
  const pages = computed(() => (given.isList() ? Math.max(1, Math.ceil(fitting.value.length / ROWS_SHOWN)) : 1))
  const page = computed(() => Math.min(Math.max(1, Number(read('page')) || 1), pages.value))
  const shown = computed(() =>
    pages.value === 1 ? fitting.value : fitting.value.slice((page.value - 1) * ROWS_SHOWN, page.value * ROWS_SHOWN),
  )

  function go(changed: Record<string, string>, isTypedOn = false): void {
    const query = { ...route.query }
    for (const name of PLACES) delete query[name]
    for (const [name, text] of Object.entries(changed)) {
      if (text) query[name] = text
      else delete query[name]
    }
    void (isTypedOn ? router.replace({ query }) : router.push({ query }))
  }

  return {
    find,
    sort,
    choices,
    fitting,
    shown,
    isNarrowed: computed(() => find.value !== '' || Object.values(choices.value).some(Boolean)),
    page,
    pages,
    fit,
    search: (text) => go({ find: text }, find.value !== ''),
    choose: (key, value) => go({ [key]: value }),
    sortBy: (key) => go({ sort: nextSort(key, sort.value) }),
    goTo: (to) => void router.push({ query: { ...route.query, page: String(to) } }),
    forget: () => go({ find: '', ...Object.fromEntries(choosable.value.map(({ key }) => [key, ''])) }),
  }
}

/**
 * What is typed into a form waits on the server for its writer alone, and is there again after a
 * reload, another computer, or a session that ended. Nothing of it stays in the browser.
 */
import { onScopeDispose, ref, watch } from 'vue'

import { answer, api, csrfHeader } from '@/shared/client'
import { momentText } from '@/shared/figures'
import { newKey } from '@/shared/intent'
import { asProblem } from '@/shared/problem'
import { here } from '@/shared/session'

import { timesResumed } from './expiry'

const SAVED_AFTER_MS = 1_500
const KEEPALIVE_BYTES_MAX = 60_000

/** The last write of each form: a form that opens again waits for it, or it would get back what was sent. */
const lastWrites = new Map<string, Promise<void>>()

export function useDraft<Form>(
  form: string,
  /** What is filled in now; null while there is nothing worth keeping. */
  filledIn: () => Form | null,
) {
  const path = { ...here(), form }
  /** A sentence about the draft, for a line below the heading. */
  const said = ref('')
  let isWatching = false
  let kept = 'null'
  let timer: ReturnType<typeof setTimeout> | undefined
  const key = `${path.estate_id}/${form}`
  let running: Promise<void> = lastWrites.get(key) ?? Promise.resolve()

  const textOf = () => JSON.stringify(filledIn())

  async function write(): Promise<void> {
    clearTimeout(timer)
    const text = textOf()
    if (!isWatching || text === kept) return
    const before = kept
    kept = text
    const header = { 'Idempotency-Key': newKey() }
    try {
      if (text === 'null') {
        await answer(api.DELETE('/api/v1/estates/{estate_id}/drafts/{form}', { params: { path, header } }))
        said.value = ''
      } else {
        const { saved_at } = await answer(
          api.PUT('/api/v1/estates/{estate_id}/drafts/{form}', { params: { path, header }, body: { body: text } }),
        )
        said.value = `草稿已保存，${momentText(saved_at)}。`
      }
    } catch (thrown) {
      const problem = asProblem(thrown)
      said.value = `${problem.message}草稿没有保存，请先不要关这一页。`
      // The server decided against this text; anything else may go better in a while.
      if (problem.status === 400 || problem.status === 403 || problem.status === 413) return
      kept = before
      timer = setTimeout(writeSoon, 4 * SAVED_AFTER_MS)
    }
  }

  /** One at a time, so that an older text never replaces a newer one. */
  function inTurn(work: () => Promise<void>): void {
    running = running.then(work)
    lastWrites.set(key, running)
  }

  function writeSoon(): void {
    inTurn(write)
  }

  /** What was kept before, or null; from now on what is filled in is kept. */
  async function load(): Promise<Form | null> {
    try {
      await running
      const { draft } = await answer(api.GET('/api/v1/estates/{estate_id}/drafts/{form}', { params: { path } }))
      if (!draft) return null
      kept = draft.body
      return JSON.parse(draft.body) as Form
    } catch {
      // A form can be filled in without its draft.
      return null
    } finally {
      isWatching = true
      // Typed while the answer was on its way.
      if (textOf() !== 'null') timer = setTimeout(writeSoon, SAVED_AFTER_MS)
    }
  }

  /** The form was sent or emptied. */
  function forget(): void {
    clearTimeout(timer)
    said.value = ''
    inTurn(async () => {
      kept = 'null'
      const header = { 'Idempotency-Key': newKey() }
      await answer(api.DELETE('/api/v1/estates/{estate_id}/drafts/{form}', { params: { path, header } })).catch(() => {})
    })
  }

  /** Sent: nothing that is still in the fields is a draft any more. */
  function end(): void {
    isWatching = false
    forget()
  }

  watch(
    textOf,
    () => {
      clearTimeout(timer)
      if (isWatching) timer = setTimeout(writeSoon, SAVED_AFTER_MS)
    },
    { flush: 'post' },
  )

  // What could not be kept while nobody was signed in.
  watch(timesResumed, writeSoon)

  /** The window closes: the last words go along without waiting for the answer. */
  function leaving(): void {
    const text = textOf()
    if (!isWatching || text === kept || text === 'null' || text.length > KEEPALIVE_BYTES_MAX / 3) return
    kept = text
    void csrfHeader().then((csrf) =>
      fetch(`/api/v1/estates/${path.estate_id}/drafts/${form}`, {
        method: 'PUT',
        keepalive: true,
        credentials: 'same-origin',
        headers: { 'content-type': 'application/json', 'Idempotency-Key': newKey(), ...csrf },
        body: JSON.stringify({ body: text }),
      }).catch(() => {}),
    )
  }

  addEventListener('pagehide', leaving)
  onScopeDispose(() => {
    removeEventListener('pagehide', leaving)
    clearTimeout(timer)
    writeSoon()
  })

  return { said, load, forget, end }
}

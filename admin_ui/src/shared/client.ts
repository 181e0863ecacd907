/**
 * The one way to the server: typed by the API's routes, with the CSRF header on every write, and every
 * refusal thrown as a `Problem` whose message can be shown as it is.
 */
import createClient, { type Middleware } from 'openapi-fetch'

import type { Answered } from './contract'
import type { paths } from './paths'
import { Problem, problemFrom, unreachable } from './problem'

const ANSWER_WITHIN_MS = 30_000
const UPLOAD_WITHIN_MS = 300_000
const SAFE_METHODS = new Set(['GET', 'HEAD'])

let signedOut: () => void = () => {}

/** Says what a shell does when the server no longer knows the session. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler
}

function csrfToken(): string | null {
  const match = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)
  return match?.[1] ? decodeURIComponent(match[1]) : null
}

/** The CSRF header for a write; the cookie it repeats comes with any read, so ask for one when missing. */
export async function csrfHeader(): Promise<Record<string, string>> {
  if (!csrfToken()) await fetch('/api/v1/health', { credentials: 'same-origin' }).catch(() => null)
  const token = csrfToken()
  return token ? { 'x-csrftoken': token } : {}
}

const csrf: Middleware = {
  async onRequest({ request }) {
    if (SAFE_METHODS.has(request.method)) return undefined
    for (const [name, value] of Object.entries(await csrfHeader())) request.headers.set(name, value)
    return request
  },
}

async function fetchInTime(request: Request): Promise<Response> {
  const isUpload = (request.headers.get('content-type') ?? '').startsWith('multipart/')
  // AbortSignal.timeout is missing in the browsers that older phones carry inside their chat programs.
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), isUpload ? UPLOAD_WITHIN_MS : ANSWER_WITHIN_MS)
  try {
    return await fetch(new Request(request, { signal: stop.signal }))
  } catch {
    throw unreachable()
  } finally {
    clearTimeout(timer)
  }
}

export const api = createClient<paths>({ baseUrl: '', fetch: fetchInTime, credentials: 'same-origin' })
api.use(csrf)

interface Outcome<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/** The answer's body, or the refusal thrown as a `Problem`. */
export async function answer<Data>(outcome: Promise<Outcome<Data>>): Promise<Answered<Data>> {
  const { data, error, response } = await outcome
  if (response.ok) return data as Answered<Data>
  const problem = problemFrom(response.status, error)
  if (problem.code === 'sign_in_required' || problem.code === 'second_factor_is_missing') signedOut()
  throw problem
}

/** A body for multipart routes, passed through openapi-fetch as it is; its fields are not type-checked. */
export function asForm(form: FormData): { body: never; bodySerializer: () => FormData } {
  return { body: form as never, bodySerializer: () => form }
}

/** Downloads a file the API sends as an attachment, under its own name; a refusal is thrown as a `Problem`. */
export async function download(url: string, fallbackName: string): Promise<void> {
  const response = await fetch(url, { credentials: 'same-origin' }).catch(() => {
    throw unreachable()
  })
  if (!response.ok) throw problemFrom(response.status, await response.json().catch(() => null))
  const name = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('content-disposition') ?? '')
  saveBlob(await response.blob(), name?.[1] ? decodeURIComponent(name[1]) : fallbackName)
}

export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

export { Problem }

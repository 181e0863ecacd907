/**
 * One Idempotency-Key for one thing a person means to do.
 *
 * The key stays the same while the same request is repeated (double click, lost answer, retry) and is
 * replaced when the request was answered or its content has changed. A refusal is an answer: the server
 * keeps it under its key, and what was refused may be right once something else has been put right.
 */
import { Problem } from './problem'

export interface Intent {
  /** Calls `request` with the header for this content; the key is used up when it returns. */
  send<Answer>(content: unknown, request: (headers: IntentHeaders) => Promise<Answer>): Promise<Answer>
}

export interface IntentHeaders {
  'Idempotency-Key': string
}

interface Kept {
  key: string
  content: string
}

/**
 * With `keptUnder` the key also survives leaving and reopening the page (sessionStorage), for forms
 * whose draft does.
 */
export function useIntent(keptUnder?: string): Intent {
  let kept: Kept | null = keptUnder ? read(keptUnder) : null
  let running: Promise<unknown> | null = null

  return {
    async send(content, request) {
      const text = JSON.stringify(content ?? null)
      if (kept?.content !== text) {
        kept = { key: newKey(), content: text }
        running = null
        if (keptUnder) sessionStorage.setItem(keptUnder, JSON.stringify(kept))
      }
      // A second click while the first is on its way waits for the same answer.
      if (running) return running as ReturnType<typeof request>
      const answer = request({ 'Idempotency-Key': kept.key })
      running = answer
      const settle = (isAnswered: boolean) => {
        if (running !== answer) return
        running = null
        if (!isAnswered) return
        kept = null
        if (keptUnder) sessionStorage.removeItem(keptUnder)
      }
      try {
        const value = await answer
        settle(true)
        return value
      } catch (thrown) {
        settle(isRefusal(thrown))
        throw thrown
      }
    },
  }
}

/** The server decided against it; anything else (no answer, a failure, too many requests) may be repeated. */
function isRefusal(thrown: unknown): boolean {
  return thrown instanceof Problem && thrown.status >= 400 && thrown.status < 500 && thrown.status !== 429
}

function read(keptUnder: string): Kept | null {
  try {
    return JSON.parse(sessionStorage.getItem(keptUnder) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

/** A random UUID; `crypto.randomUUID` is missing on plain http, where a shop's tablet may be. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

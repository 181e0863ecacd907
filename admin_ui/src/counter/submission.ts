/**
 * Carries one submission through a bad network.
 *
 * No answer within five seconds means nothing: the server may have booked it. So the same body is
 * sent again with the same key, which the server answers with the first result, until 45 seconds
 * have gone. After that the outcome is unclear and the shopkeeper is told so; the key is kept.
 */

export const ANSWER_WITHIN_MS = 5_000
export const GIVE_UP_AFTER_MS = 45_000

export type Reply<Result, Refused> =
  | { kind: 'done'; result: Result }
  | { kind: 'refused'; refusal: Refused }
  | { kind: 'lost' }

export type Outcome<Result, Refused> =
  | { kind: 'done'; result: Result }
  | { kind: 'refused'; refusal: Refused }
  | { kind: 'unclear' }

export interface SubmissionMeans<Result, Refused> {
  /** Sends once; resolves as lost when no answer came within the given time. Never rejects. */
  send: (withinMs: number) => Promise<Reply<Result, Refused>>
  pause: (ms: number) => Promise<void>
  nowMs: () => number
  /** Called before every repetition with its number (from 2). */
  onRepeat: (attempt: number) => void
}

export async function carryThrough<Result, Refused>(
  means: SubmissionMeans<Result, Refused>,
): Promise<Outcome<Result, Refused>> {
  const startedMs = means.nowMs()
  for (let attempt = 1; ; attempt += 1) {
    if (attempt > 1) means.onRepeat(attempt)
    const sentMs = means.nowMs()
    const reply = await means.send(ANSWER_WITHIN_MS)
    if (reply.kind !== 'lost') return reply
    // A refused connection fails at once; asking again at once would only hammer.
    const spentMs = means.nowMs() - sentMs
    await means.pause(Math.max(0, ANSWER_WITHIN_MS - spentMs))
    if (means.nowMs() - startedMs >= GIVE_UP_AFTER_MS) return { kind: 'unclear' }
  }
}

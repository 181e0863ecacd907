/**
 * Learns within a second that a shop has taken the code on the screen.
 *
 * The server's event stream says so at once. Where the stream is cut (WeChat's browser, a proxy, a
 * phone that slept) it is opened again with growing pauses, and meanwhile the history is asked.
 */

import type { History, RedemptionEvent } from '@/shared/contract'

/** A movement of the account that pays: one's own, or the household's. */
export type Movement = Pick<History, 'seq' | 'kind' | 'points' | 'balance_after' | 'text'> & {
  from_household?: boolean
}

export interface Taken {
  points: number
  balance_after: number
  at: string | null
  merchant_name: string | null
  lines: { name: string; quantity: number; points: number }[]
  /** Whether the household's account paid. */
  from_household: boolean
  /** The sentence of the history when the stream was not there to tell more. */
  text: string | null
}

export interface Stream {
  close: () => void
}

export interface WatchMeans {
  /**
   * Opens the stream; calls back for every redemption, when it stands, when it was interrupted and
   * comes back by itself with what was missed, and when it is lost for good.
   */
  openStream: (on: {
    taken: (event: RedemptionEvent) => void
    stands: () => void
    interrupted: () => void
    lost: () => void
  }) => Stream
  /** The newest items of the history, newest first. */
  readLatest: () => Promise<Movement[]>
  onTaken: (taken: Taken) => void
}

const ASK_WITHOUT_STREAM_MS = 3_000
/** A proxy may hold a stream open and deliver nothing, so the history is asked even then. */
const ASK_BESIDE_STREAM_MS = 15_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 15_000

/** Starts watching; returns how to stop. */
export function watchRedemptions(means: WatchMeans): () => void {
  let stream: Stream | null = null
  let isStanding = false
  let isStopped = false
  let pauseMs = FIRST_PAUSE_MS
  let newestSeq: number | null = null
  let reopening: ReturnType<typeof setTimeout> | undefined
  let asking: ReturnType<typeof setTimeout> | undefined

  function tell(taken: Taken): void {
    if (isStopped) return
    stop()
    means.onTaken(taken)
  }

  function open(): void {
    if (isStopped) return
    stream = means.openStream({
      taken: (event) => tell({ ...event, text: null }),
      stands: () => {
        isStanding = true
        pauseMs = FIRST_PAUSE_MS
      },
      interrupted: () => {
        isStanding = false
        askSoon()
      },
      lost: () => {
        isStanding = false
        stream?.close()
        stream = null
        clearTimeout(reopening)
        reopening = setTimeout(open, pauseMs)
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
        askSoon()
      },
    })
  }

  async function ask(): Promise<void> {
    try {
      const latest = await means.readLatest()
      const taken = newestSeq === null ? undefined : latest.find((item) => isTakenSince(item))
      newestSeq = Math.max(newestSeq ?? 0, ...latest.map((item) => item.seq))
      if (taken) tell(takenFrom(taken))
    } catch {
      // The page shows its own connection state; the next question comes anyway.
    }
    askSoon()
  }

  function isTakenSince(item: Movement): boolean {
    return item.seq > (newestSeq ?? Infinity) && item.kind === 'redemption' && item.points < 0
  }

  function askSoon(): void {
    clearTimeout(asking)
    if (isStopped) return
    asking = setTimeout(ask, isStanding ? ASK_BESIDE_STREAM_MS : ASK_WITHOUT_STREAM_MS)
  }

  function stop(): void {
    isStopped = true
    clearTimeout(reopening)
    clearTimeout(asking)
    stream?.close()
    stream = null
  }

  open()
  void ask()
  return stop
}

function takenFrom(item: Movement): Taken {
  return {
    points: -item.points,
    balance_after: item.balance_after,
    at: null,
    merchant_name: null,
    lines: [],
    from_household: item.from_household ?? false,
    text: item.text,
  }
}

/** The stream of the browser; the cookie of the session goes with it. */
export function browserStream(url: string): WatchMeans['openStream'] {
  return (on) => {
    const source = new EventSource(url)
    source.addEventListener('open', on.stands)
    source.addEventListener('redemption', (event) => {
      on.taken(JSON.parse((event as MessageEvent<string>).data) as RedemptionEvent)
    })
    source.addEventListener('error', () => {
      // While connecting, the browser goes on with the id of the last event; a new stream would not.
      if (source.readyState === EventSource.CLOSED) on.lost()
      else on.interrupted()
    })
    return source
  }
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { History, RedemptionEvent } from '@/shared/contract'

import { type Taken, watchRedemptions, type WatchMeans } from './redemption_watch'

const EVENT: RedemptionEvent = {
  redemption_id: 7,
  merchant_name: '邻里超市',
  points: 44,
  balance_after: 2,
  at: '2026-06-18T02:00:00Z',
  lines: [{ name: '东北大米5kg', quantity: 1, points: 44 }],
  card_way: null,
  from_household: false,
}

function item(seq: number, change: Partial<History> = {}): History {
  return {
    seq,
    entry_no: `积-2026-06-${seq}`,
    on: '2026-06-18',
    text: '兑换 东北大米5kg',
    points: -44,
    balance_after: 2,
    kind: 'redemption',
    is_sealed: true,
    ...change,
  }
}

function watching(history: History[]) {
  const streams: { on: Parameters<WatchMeans['openStream']>[0]; isOpen: boolean }[] = []
  const told: Taken[] = []
  const readLatest = vi.fn(async () => history)
  const stop = watchRedemptions({
    openStream: (on) => {
      const stream = { on, isOpen: true }
      streams.push(stream)
      return {
        close: () => {
          stream.isOpen = false
        },
      }
    },
    readLatest,
    onTaken: (taken) => told.push(taken),
  })
  return { streams, told, readLatest, stop }
}

describe('watching for a redemption', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('tells what the stream says, once, and closes', async () => {
    const { streams, told } = watching([])
    streams[0]?.on.stands()
    streams[0]?.on.taken(EVENT)
    streams[0]?.on.taken(EVENT)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(told).toEqual([{ ...EVENT, text: null }])
    expect(streams.every((stream) => !stream.isOpen)).toBe(true)
  })

  it('finds it in the history within three seconds when there is no stream', async () => {
    const history = [item(1, { points: 2, kind: 'service_points' })]
    const { streams, told } = watching(history)
    streams[0]?.on.lost()
    await vi.advanceTimersByTimeAsync(100)
    history.unshift(item(2))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(told).toEqual([
      {
        points: 44,
        balance_after: 2,
        at: null,
        merchant_name: null,
        lines: [],
        from_household: false,
        text: '兑换 东北大米5kg',
      },
    ])
  })

  it('finds it in the history when the stream stands but delivers nothing', async () => {
    const history: History[] = []
    const { streams, told } = watching(history)
    streams[0]?.on.stands()
    await vi.advanceTimersByTimeAsync(100)
    history.unshift(item(2))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(told).toHaveLength(1)
  })

  it('takes no older redemption, no expiry and no grant for the one at the till', async () => {
    const history = [item(5)]
    const { told } = watching(history)
    await vi.advanceTimersByTimeAsync(10_000)
    history.unshift(item(6, { kind: 'points_expiry' }), item(7, { kind: 'service_points', points: 2 }))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(told).toEqual([])
  })

  it('opens a lost stream again, with growing pauses', async () => {
    const { streams } = watching([])
    streams[0]?.on.lost()
    await vi.advanceTimersByTimeAsync(999)
    expect(streams).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(streams).toHaveLength(2)
    streams[1]?.on.lost()
    await vi.advanceTimersByTimeAsync(1_999)
    expect(streams).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(streams).toHaveLength(3)
  })

  it('leaves an interrupted stream to come back by itself, and asks meanwhile', async () => {
    const history: History[] = []
    const { streams, told } = watching(history)
    streams[0]?.on.stands()
    await vi.advanceTimersByTimeAsync(100)
    streams[0]?.on.interrupted()
    history.unshift(item(2))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(streams).toHaveLength(1)
    expect(told).toHaveLength(1)
  })

  it('asks and opens nothing more once stopped', async () => {
    const { streams, readLatest, stop } = watching([])
    await vi.advanceTimersByTimeAsync(0)
    stop()
    streams[0]?.on.lost()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(streams).toHaveLength(1)
    expect(readLatest).toHaveBeenCalledTimes(1)
  })
})

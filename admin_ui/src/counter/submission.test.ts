import { describe, expect, it } from 'vitest'
import { carryThrough, type Reply } from './submission'

type Answer = { afterMs: number; reply: Reply<string, string> }

/** A network with a clock of its own: each send takes the next answer, or is lost after `withinMs`. */
function network(answers: Answer[]) {
  let clockMs = 0
  const sentAtMs: number[] = []
  const repeats: number[] = []
  return {
    sentAtMs,
    repeats,
    outcome: carryThrough<string, string>({
      nowMs: () => clockMs,
      pause: async (ms) => {
        clockMs += ms
      },
      onRepeat: (attempt) => repeats.push(attempt),
      send: async (withinMs) => {
        sentAtMs.push(clockMs)
        const answer = answers[Math.min(sentAtMs.length, answers.length) - 1] as Answer
        clockMs += Math.min(answer.afterMs, withinMs)
        return answer.afterMs > withinMs ? { kind: 'lost' } : answer.reply
      },
    }),
  }
}

const done: Reply<string, string> = { kind: 'done', result: 'R-7' }
const refused: Reply<string, string> = { kind: 'refused', refusal: '积分不够' }
const lost: Reply<string, string> = { kind: 'lost' }

describe('a submission', () => {
  it('answered at once is sent once', async () => {
    const net = network([{ afterMs: 80, reply: done }])
    expect(await net.outcome).toEqual(done)
    expect(net.sentAtMs).toEqual([0])
  })

  it('refused is not repeated', async () => {
    const net = network([{ afterMs: 80, reply: refused }])
    expect(await net.outcome).toEqual(refused)
    expect(net.sentAtMs).toEqual([0])
  })

  it('whose reply was lost is asked about after five seconds', async () => {
    const net = network([
      { afterMs: 60_000, reply: done },
      { afterMs: 50, reply: done },
    ])
    expect(await net.outcome).toEqual(done)
    expect(net.sentAtMs).toEqual([0, 5000])
    expect(net.repeats).toEqual([2])
  })

  it('on a refused connection waits out the five seconds instead of hammering', async () => {
    const net = network([
      { afterMs: 1, reply: lost },
      { afterMs: 1, reply: lost },
      { afterMs: 50, reply: done },
    ])
    expect(await net.outcome).toEqual(done)
    expect(net.sentAtMs).toEqual([0, 5000, 10_000])
  })

  it('is unclear after 45 seconds without any answer', async () => {
    const net = network([{ afterMs: 60_000, reply: done }])
    expect(await net.outcome).toEqual({ kind: 'unclear' })
    expect(net.sentAtMs).toHaveLength(9)
    expect(net.sentAtMs.at(-1)).toBe(40_000)
  })
})

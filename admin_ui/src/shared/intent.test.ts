import { describe, expect, it } from 'vitest'

import { useIntent } from './intent'
import { Problem, unreachable } from './problem'

describe('the key of an intent', () => {
  it('stays the same while the same request is repeated after a lost answer', async () => {
    const keys: string[] = []
    const intent = useIntent()
    const lost = (header: { 'Idempotency-Key': string }) => {
      keys.push(header['Idempotency-Key'])
      return Promise.reject(unreachable())
    }
    await expect(intent.send({ a: 1 }, lost)).rejects.toThrow()
    await expect(intent.send({ a: 1 }, lost)).rejects.toThrow()
    expect(keys[0]).toBe(keys[1])
  })

  it('is new for other content, and new after success', async () => {
    const keys: string[] = []
    const intent = useIntent()
    const done = async (header: { 'Idempotency-Key': string }) => void keys.push(header['Idempotency-Key'])
    await intent.send({ a: 1 }, done)
    await intent.send({ a: 1 }, done)
    await intent.send({ a: 2 }, done)
    expect(new Set(keys).size).toBe(3)
  })

  it('is new after a refusal, which the server keeps under the old one', async () => {
    const keys: string[] = []
    const intent = useIntent()
    const refused = (header: { 'Idempotency-Key': string }) => {
      keys.push(header['Idempotency-Key'])
      return Promise.reject(new Problem(409, 'period_is_closed', '本月已结账。'))
    }
    await expect(intent.send('close', refused)).rejects.toThrow('本月已结账。')
    await expect(intent.send('close', refused)).rejects.toThrow('本月已结账。')
    expect(keys[0]).not.toBe(keys[1])
  })

  it('makes one request of a double click', async () => {
    let requests = 0
    const intent = useIntent()
    const slow = () => new Promise<number>((resolve) => setTimeout(() => resolve((requests += 1)), 5))
    expect(await Promise.all([intent.send('x', slow), intent.send('x', slow)])).toEqual([1, 1])
  })
})

import { describe, expect, it } from 'vitest'

import { changedFields, fittingFields, refuseSecrets } from './draft_fields'

describe('what a draft keeps', () => {
  it('is what was changed, and nothing while nothing was', () => {
    const initial = { name: '', on: '2026-06-18', paper: null }
    expect(changedFields(initial, initial)).toBeNull()
    expect(changedFields(initial, { ...initial, name: '王' })).toEqual({ name: '王' })
    expect(changedFields(initial, { name: '', on: '2026-06-18', paper: { id: 3 } })).toEqual({ paper: { id: 3 } })
  })

  it('comes back only into fields of its kind', () => {
    const initial = { name: '', points: 30, lines: [1], paper: null }
    expect(fittingFields(initial, { name: '王', points: '30', lines: {}, paper: { id: 3 }, gone: 1 })).toEqual({
      name: '王',
      paper: { id: 3 },
    })
  })

  it('is never a secret', () => {
    for (const name of ['password', 'newPassword', 'oneTimeCode', 'code', 'cardPin', 'identityNumber', 'apiToken']) {
      expect(() => refuseSecrets(['name', name]), name).toThrow(name)
    }
    expect(() => refuseSecrets(['name', 'login', 'points', 'startsOn', 'spinner'])).not.toThrow()
  })
})

import { describe, expect, it } from 'vitest'

import { pointsOf, whoText } from './household_words'

describe('the words of the household account', () => {
  it('names who did what', () => {
    expect(whoText({ who: '张秀兰', kind: 'household_points_in' })).toBe('，张秀兰转入')
    expect(whoText({ who: '李小明', kind: 'redemption' })).toBe('，李小明使用')
    expect(whoText({ who: null, kind: 'points_expiry' })).toBe('')
  })

  it.each([
    ['20', 20],
    [' ２０ ', 20],
    ['0', null],
    ['-5', null],
    ['1.5', null],
    ['', null],
    ['二十', null],
    ['99999999', null],
  ])('reads %j as %j', (text, points) => {
    expect(pointsOf(text)).toBe(points)
  })
})

import { describe, expect, it } from 'vitest'

import { fieldsOf, rulesOf } from './rule_form'
import { ruleLines, type Rules } from './words'

const none = { day: null, week: null, month: null, year: null, lifetime: null }
const RULES: Rules = {
  service: {
    points_per_hour: 1,
    sources: { 人居环境: 'P1103' },
    default_source: 'P1101',
    quality_percent: { 助老: 150 },
    validity_months: null,
    minutes_per_day_max: 720,
    frequency: {
      巡逻: { times: 2, per: 'week' },
      托幼: { times: 1, per: 'month' },
      助老: { times: 1, per: 'day' },
      环境整治: { times: 40, per: 'year' },
    },
    group_percent: {},
    caps: { ...none, week: 10 },
  },
  sorting: {
    source: 'P1102',
    points: { 可回收: 3 },
    weight_grams_min: 100,
    points_per_day_max: 8,
    validity_months: 12,
    caps: none,
  },
  points: { rate_fen: 100, refund_grace_days: 0, coverage_floor_percent: null, notice_days: 0, appeal_days: 15 },
  disclosure: { frequency: 'quarterly', posting_days: 30 },
  time_bank: { minutes_lifetime_max: 90_000 },
  recognition: { star_hours: [100, 300], star_source: '《志愿服务记录办法》', honours_notice_days: 7 },
  awards: { validity_months: 24, caps: none },
  purchases: { fen_per_point: 1000, validity_months: 12, caps: none },
}

describe('rule fields', () => {
  it('say the rules again that they were filled from', () => {
    expect(rulesOf(fieldsOf(RULES), RULES)).toEqual(RULES)
  })

  it('leave what is no whole number to the server', () => {
    const fields = { ...fieldsOf(RULES), pointsPerHour: '1.5', serviceCaps: { ...fieldsOf(RULES).serviceCaps, day: '-3' } }
    const said = rulesOf(fields, RULES)
    expect(said.service.points_per_hour).toBe('1.5')
    expect(said.service.caps.day).toBe(-3)
  })

  it('say what awards and purchases come to', () => {
    const fields = fieldsOf({ ...RULES, purchases: { ...RULES.purchases, fen_per_point: 1250 } })
    expect([fields.yuanPerPoint, fields.purchaseMonths, fields.awardMonths]).toEqual(['12.50', '12', '24'])
    const said = rulesOf(
      {
        ...fields,
        yuanPerPoint: ' 20.5 ',
        purchaseMonths: '',
        purchaseCaps: { ...fields.purchaseCaps, month: '30' },
        awardCaps: { ...fields.awardCaps, year: '200' },
      },
      RULES,
    )
    expect(said.purchases).toEqual({ fen_per_point: 2050, validity_months: null, caps: { ...none, month: 30 } })
    expect(said.awards).toEqual({ validity_months: 24, caps: { ...none, year: 200 } })
    expect(rulesOf({ ...fields, yuanPerPoint: '十元' }, RULES).purchases.fen_per_point).toBe('十元')
  })

  it('forget rows without a name', () => {
    const fields = { ...fieldsOf(RULES), quality: [{ name: ' ', value: '7' }], often: [{ name: '', times: '3', per: 'day' as const }] }
    const said = rulesOf(fields, RULES)
    expect(said.service.quality_percent).toEqual({})
    expect(said.service.frequency).toEqual({})
  })

  it('say how often of any span', () => {
    const fields = { ...fieldsOf(RULES), often: [{ name: ' 巡逻 ', times: '12', per: 'year' as const }] }
    expect(rulesOf(fields, RULES).service.frequency).toEqual({ 巡逻: { times: 12, per: 'year' } })
  })
})

describe('rules in words', () => {
  it('name the caps and the frequency', () => {
    const words = Object.fromEntries(ruleLines(RULES).map(({ what, says }) => [what, says]))
    expect(words['服务积分上限']).toBe('每周最多 10 分')
    expect(words['服务计分的次数']).toBe('巡逻每周计 2 次，托幼每月计 1 次，助老每天计 1 次，环境整治每年计 40 次')
    expect(words['分类积分上限']).toBe('每天最多 8 分')
    expect(words['奖励积分上限']).toBe('不设上限；公益池发的不算')
    expect(words['消费积分']).toContain('每满 ¥10.00 计 1 分')
    expect(words['时间银行']).toContain('1,500.00')
  })
})

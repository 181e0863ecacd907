/** Rules in words, as the page and its table say them. */
import type { RuleVersion } from '@/shared/contract'
import { money, plainHours } from '@/shared/figures'

export type Rules = RuleVersion['rules']
export type Caps = Rules['service']['caps']

export const SPANS = ['day', 'week', 'month', 'year', 'lifetime'] as const
export type Span = (typeof SPANS)[number]
/** Of how long a span a service type's frequency may be. */
export const PERS = ['day', 'week', 'month', 'year'] as const
export type Per = (typeof PERS)[number]
export const SPAN_TITLES: Record<Span, string> = {
  day: '每天',
  week: '每周',
  month: '每月',
  year: '每年',
  lifetime: '累计',
}
export const FREQUENCY_TITLES = { monthly: '每月', quarterly: '每季度', half_yearly: '每半年' }

export interface RuleLine {
  what: string
  says: string
}

function capsText(caps: Caps): string {
  const said = SPANS.filter((span) => caps[span] !== null).map((span) => `${SPAN_TITLES[span]}最多 ${caps[span]} 分`)
  return said.join('，') || '不设上限'
}

function pairsText(pairs: Record<string, number>, unit: string, otherwise: string): string {
  const said = Object.entries(pairs).map(([name, value]) => `${name} ${value}${unit}`)
  return said.join('，') || otherwise
}

function validity(months: number | null): string {
  return months === null ? '长期有效' : `${months} 个月后的月底到期`
}

export function ruleLines(rules: Rules): RuleLine[] {
  const { service, sorting, points, disclosure, time_bank: timeBank } = rules
  const often = Object.entries(service.frequency).map(([name, { times, per }]) => `${name}${SPAN_TITLES[per]}计 ${times} 次`)
  return [
    { what: '服务积分', says: `每满 1 小时 ${service.points_per_hour} 分，${validity(service.validity_months)}` },
    { what: '服务类型的系数', says: pairsText(service.quality_percent, '%', '都按 100%') },
    { what: '人群的系数', says: pairsText(service.group_percent, '%', '不分人群') },
    { what: '服务计分的次数', says: often.join('，') || '不限次数' },
    { what: '服务积分上限', says: capsText(service.caps) },
    { what: '一天服务时长', says: `超过 ${plainHours(service.minutes_per_day_max)} 小时要核对` },
    { what: '分类积分', says: `${pairsText(sorting.points, ' 分', '不计分')}；不到 ${sorting.weight_grams_min} 克不计，${validity(sorting.validity_months)}` },
    { what: '分类积分上限', says: capsText({ ...sorting.caps, day: Math.min(sorting.points_per_day_max, sorting.caps.day ?? Infinity) }) },
    { what: '一分折合', says: money(points.rate_fen) },
    { what: '过期后退回的积分', says: points.refund_grace_days ? `宽限 ${points.refund_grace_days} 天` : '不宽限' },
    { what: '时间银行', says: `一生最多存 ${plainHours(timeBank.minutes_lifetime_max)} 小时，超过的只能捐出` },
    { what: '财务公示', says: `${FREQUENCY_TITLES[disclosure.frequency]}一次，张贴 ${disclosure.posting_days} 天` },
  ]
}

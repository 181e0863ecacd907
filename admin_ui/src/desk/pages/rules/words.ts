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
  const { service, sorting, awards, purchases, points, disclosure, recognition, time_bank: timeBank } = rules
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
    { what: '奖励积分', says: `按名单发放，${validity(awards.validity_months)}` },
    { what: '奖励积分上限', says: `${capsText(awards.caps)}；公益池发的不算` },
    { what: '消费积分', says: `在合作商户消费每满 ${money(purchases.fen_per_point)} 计 1 分，由商户出钱，${validity(purchases.validity_months)}` },
    { what: '消费积分上限', says: capsText(purchases.caps) },
    { what: '一分折合', says: money(points.rate_fen) },
    { what: '发放的保障底线', says: points.coverage_floor_percent === null ? '没有底线' : `未用积分折合的钱，至少有 ${points.coverage_floor_percent}% 有资金保障，才能再发` },
    { what: '积分的公示', says: points.notice_days ? `没有扫码核对的，公示 ${points.notice_days} 天以后才能用` : '不用公示，发放当天能用' },
    { what: '积分被扣回的申诉', says: `${points.appeal_days} 天以内` },
    { what: '过期后退回的积分', says: points.refund_grace_days ? `宽限 ${points.refund_grace_days} 天` : '不宽限' },
    { what: '时间银行', says: `一生最多存 ${plainHours(timeBank.minutes_lifetime_max)} 小时，超过的只能捐出` },
    { what: '星级志愿者', says: `累计满 ${recognition.star_hours.join('、')} 小时，一到 ${recognition.star_hours.length} 星；依据 ${recognition.star_source}` },
    { what: '光荣榜', says: `审定后公示 ${recognition.honours_notice_days} 天` },
    { what: '财务公示', says: `${FREQUENCY_TITLES[disclosure.frequency]}一次，张贴 ${disclosure.posting_days} 天` },
  ]
}

/** The fields of the form, filled from rules and read back into rules. */
import type { Pair } from './PairRows.vue'
import { SPANS, type Caps, type Per, type Rules, type Span } from './words'

/** How often a service type earns; a row without a name counts for nothing. */
export interface Often {
  name: string
  times: string
  per: Per
}

export interface RuleFields {
  pointsPerHour: string
  serviceMonths: string
  minutesPerDay: string
  quality: Pair[]
  groups: Pair[]
  often: Often[]
  serviceCaps: Record<Span, string>
  sortingPoints: Pair[]
  sortingMonths: string
  weightMin: string
  sortingCaps: Record<Span, string>
  awardMonths: string
  awardCaps: Record<Span, string>
  yuanPerPoint: string
  purchaseMonths: string
  purchaseCaps: Record<Span, string>
  rateFen: string
  graceDays: string
  timeBankHours: string
  postingDays: string
  coverageFloor: string
  noticeDays: string
  appealDays: string
  honoursDays: string
}

function pairsOf(given: Record<string, number>): Pair[] {
  return Object.entries(given).map(([name, value]) => ({ name, value: String(value) }))
}

function capsOf(caps: Caps): Record<Span, string> {
  return Object.fromEntries(SPANS.map((span) => [span, caps[span] === null ? '' : String(caps[span])])) as Record<Span, string>
}

function text(value: number | null): string {
  return value === null ? '' : String(value)
}

export function fieldsOf({ service, sorting, awards, purchases, points, disclosure, recognition, time_bank: bank }: Rules): RuleFields {
  return {
    pointsPerHour: text(service.points_per_hour),
    serviceMonths: text(service.validity_months),
    minutesPerDay: text(service.minutes_per_day_max),
    quality: pairsOf(service.quality_percent),
    groups: pairsOf(service.group_percent),
    often: Object.entries(service.frequency).map(([name, { times, per }]) => ({ name, times: String(times), per })),
    serviceCaps: capsOf(service.caps),
    sortingPoints: pairsOf(sorting.points),
    sortingMonths: text(sorting.validity_months),
    weightMin: text(sorting.weight_grams_min),
    sortingCaps: { ...capsOf(sorting.caps), day: String(Math.min(sorting.points_per_day_max, sorting.caps.day ?? Infinity)) },
    awardMonths: text(awards.validity_months),
    awardCaps: capsOf(awards.caps),
    yuanPerPoint: yuanText(purchases.fen_per_point),
    purchaseMonths: text(purchases.validity_months),
    purchaseCaps: capsOf(purchases.caps),
    rateFen: text(points.rate_fen),
    graceDays: text(points.refund_grace_days),
    timeBankHours: text(bank.minutes_lifetime_max / 60),
    postingDays: text(disclosure.posting_days),
    coverageFloor: text(points.coverage_floor_percent),
    noticeDays: text(points.notice_days),
    appealDays: text(points.appeal_days),
    honoursDays: text(recognition.honours_notice_days),
  }
}

function yuanText(fen: number): string {
  return fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2)
}

/** Yuan with at most two decimals as fen; anything else goes to the server as it was typed. */
function fenOf(typed: string): number {
  const plain = typed.trim()
  return (/^\d{1,7}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : plain) as number
}

/** What is not a whole number goes to the server as it was typed, which then says what is wrong. */
function number(typed: string): number {
  const plain = typed.trim()
  return (/^-?\d+$/.test(plain) ? Number(plain) : plain) as number
}

function numberOrNone(typed: string): number | null {
  return typed.trim() === '' ? null : number(typed)
}

function pairs(given: Pair[]): Record<string, number> {
  return Object.fromEntries(given.filter(({ name }) => name.trim()).map(({ name, value }) => [name.trim(), number(value)]))
}

function caps(given: Record<Span, string>): Caps {
  return Object.fromEntries(SPANS.map((span) => [span, numberOrNone(given[span])])) as Caps
}

/** The rules that the fields say; what has no field stays as it was. */
export function rulesOf(fields: RuleFields, before: Rules): Rules {
  const sortingCaps = caps(fields.sortingCaps)
  return {
    ...before,
    service: {
      ...before.service,
      points_per_hour: number(fields.pointsPerHour),
      validity_months: numberOrNone(fields.serviceMonths),
      minutes_per_day_max: number(fields.minutesPerDay),
      quality_percent: pairs(fields.quality),
      group_percent: pairs(fields.groups),
      frequency: Object.fromEntries(
        fields.often.filter(({ name }) => name.trim()).map(({ name, times, per }) => [name.trim(), { times: number(times), per }]),
      ),
      caps: caps(fields.serviceCaps),
    },
    sorting: {
      ...before.sorting,
      points: pairs(fields.sortingPoints),
      validity_months: numberOrNone(fields.sortingMonths),
      weight_grams_min: number(fields.weightMin),
      points_per_day_max: sortingCaps.day ?? before.sorting.points_per_day_max,
      caps: { ...sortingCaps, day: null },
    },
    awards: { ...before.awards, validity_months: numberOrNone(fields.awardMonths), caps: caps(fields.awardCaps) },
    purchases: {
      ...before.purchases,
      fen_per_point: fenOf(fields.yuanPerPoint),
      validity_months: numberOrNone(fields.purchaseMonths),
      caps: caps(fields.purchaseCaps),
    },
    points: {
      ...before.points,
      rate_fen: number(fields.rateFen),
      refund_grace_days: number(fields.graceDays),
      coverage_floor_percent: numberOrNone(fields.coverageFloor),
      notice_days: number(fields.noticeDays),
      appeal_days: number(fields.appealDays),
    },
    recognition: { ...before.recognition, honours_notice_days: number(fields.honoursDays) },
    time_bank: { ...before.time_bank, minutes_lifetime_max: (number(fields.timeBankHours) * 60) as number },
    disclosure: { ...before.disclosure, posting_days: number(fields.postingDays) },
  }
}

/**
 * The one place where amounts, points, hours and dates become text.
 *
 * Amounts are whole fen, points whole points, service time whole minutes; nothing here touches a
 * floating point amount. Dates of the books are plain calendar days ("2026-06-18"); moments are
 * RFC 3339 in UTC and are shown in the estates' time zone.
 */

const MINUS = '−'
const TIME_ZONE = 'Asia/Shanghai'

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}

/** "1,208.00" from 120800 fen; the sign stands in front. */
export function plainMoney(fen: number): string {
  const whole = Math.abs(fen)
  const text = `${grouped(String(Math.trunc(whole / 100)))}.${String(whole % 100).padStart(2, '0')}`
  return fen < 0 ? MINUS + text : text
}

/** "¥1,208.00" from 120800 fen. */
export function money(fen: number): string {
  const text = plainMoney(Math.abs(fen))
  return fen < 0 ? `${MINUS}¥${text}` : `¥${text}`
}

/** "1,208" from 1208; the sign stands in front. */
export function wholeNumber(count: number): string {
  const text = grouped(String(Math.abs(Math.trunc(count))))
  return count < 0 ? MINUS + text : text
}

/** "12 分". */
export function points(count: number): string {
  return `${wholeNumber(count)} 分`
}

/** "2.50" from 150 minutes, rounded half up to a hundredth of an hour. */
export function plainHours(minutes: number): string {
  const hundredths = Math.floor((Math.abs(minutes) * 100 + 30) / 60)
  const text = `${grouped(String(Math.trunc(hundredths / 100)))}.${String(hundredths % 100).padStart(2, '0')}`
  return minutes < 0 && hundredths > 0 ? MINUS + text : text
}

/** "2.50 小时" from 150 minutes. */
export function hours(minutes: number): string {
  return `${plainHours(minutes)} 小时`
}

/** "85.37 ㎡" from hundredths of a square metre. */
export function area(hundredths: number): string {
  return `${plainMoney(hundredths)} ㎡`
}

/** "12.3 KB"; sizes of files, not of money. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** A unit the server names: fen, points, minutes, rows … */
export type Unit = string

const UNITS_OF_CURRENCIES: Record<string, Unit> = { CNY: 'fen', PTS: 'points', MIN: 'minutes' }

const UNIT_WORDS: Record<string, string> = {
  fen: '元',
  points: '分',
  minutes: '小时',
  rows: '行',
  entries: '笔',
  items: '件',
  people: '人',
  residents: '人',
  dwellings: '户',
  merchants: '家',
  records: '条',
  bytes: '字节',
  hundredths_m2: '㎡',
  grams: '克',
}

/** The unit as a person reads it: 元, 分, 小时, 行 … */
export function unitWord(unit: Unit): string {
  return UNIT_WORDS[unit] ?? unit
}

/** A whole amount in its unit, with the unit's word: "¥1,208.00", "12 分", "2.50 小时", "6 行". */
export function amount(value: number, unit: Unit): string {
  if (unit === 'fen') return money(value)
  if (unit === 'points') return points(value)
  if (unit === 'minutes') return hours(value)
  if (unit === 'bytes') return fileSize(value)
  if (unit === 'hundredths_m2') return area(value)
  const word = unitWord(unit)
  return word ? `${wholeNumber(value)} ${word}` : wholeNumber(value)
}

/** The amount without its unit, for columns whose heading carries the unit. */
export function plainAmount(value: number, currency: string): string {
  if (currency === 'CNY') return plainMoney(value)
  if (currency === 'MIN') return plainHours(value)
  return wholeNumber(value)
}

export function unitOfCurrency(currency: string): Unit {
  return UNITS_OF_CURRENCIES[currency] ?? currency
}

/** Whole fen from what a person typed ("1,208", "1208.5", "￥12.00", full-width digits); null when it is no amount. */
export function moneyFromText(text: string): number | null {
  const plain = text.normalize('NFKC').replace(/[,\s¥]/g, '')
  const match = /^(\d{1,12})(?:\.(\d{0,2}))?$/.exec(plain)
  if (!match) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** "2026年6月18日" from "2026-06-18". */
export function dateText(day: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(day)
  return match ? `${match[1]}年${Number(match[2])}月${Number(match[3])}日` : day
}

/** "2026年6月" from "2026-06". */
export function monthText(month: string): string {
  const match = /^(\d{4})-(\d{2})$/.exec(month)
  return match ? `${match[1]}年${Number(match[2])}月` : month
}

/** "2026年4月至6月", "2026年12月至2027年2月", or one month alone. */
export function monthsText(from: string, to: string): string {
  if (from === to) return monthText(from)
  if (from.slice(0, 4) === to.slice(0, 4)) return `${monthText(from)}至${Number(to.slice(5))}月`
  return `${monthText(from)}至${monthText(to)}`
}

const momentParts = new Intl.DateTimeFormat('en-CA', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** "2026年6月18日 14:05" in the estates' time zone, from an RFC 3339 moment. */
export function momentText(moment: string): string {
  const at = new Date(moment)
  if (Number.isNaN(at.getTime())) return moment
  const part = Object.fromEntries(momentParts.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${dateText(`${part.year}-${part.month}-${part.day}`)} ${part.hour}:${part.minute}`
}

/** "2026-04" moved by a number of months. */
export function monthShifted(month: string, by: number): string {
  const months = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + by
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`
}

/** "2026-04-30" from "2026-04". */
export function lastDayOf(month: string): string {
  const [year, number] = month.split('-').map(Number)
  const days = new Date(Date.UTC(year ?? 0, number ?? 0, 0)).getUTCDate()
  return `${month}-${String(days).padStart(2, '0')}`
}

/** Every month from `from` to `to`, both included. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to && months.length < 600; month = monthShifted(month, 1)) months.push(month)
  return months
}

/** A long hash in groups of four, so that two people can compare it aloud. */
export function hashGroups(hash: string): string {
  return hash.replace(/(.{4})(?=.)/g, '$1 ')
}

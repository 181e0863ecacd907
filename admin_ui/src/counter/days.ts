/** Days and months of the shop, which keeps Beijing time wherever its computer thinks it is. */
const PARTS = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** "2026-06-18" at the moment `now`. */
export function todayInChina(now: Date): string {
  const part = Object.fromEntries(PARTS.formatToParts(now).map(({ type, value }) => [type, value]))
  return `${part.year}-${part.month}-${part.day}`
}

/** "2026-06" at the moment `now`. */
export function monthInChina(now: Date): string {
  return todayInChina(now).slice(0, 7)
}

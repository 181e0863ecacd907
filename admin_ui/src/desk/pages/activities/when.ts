/** The plain fields of a date and a time, and the moments that the server takes; all by the clock of China. */

/** "2026-07-11T09:00:00+08:00". */
export function momentOf(day: string, clock: string): string {
  return `${day}T${clock}:00+08:00`
}

const PARTS = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** ["2026-07-11", "09:00"]. */
export function fieldsOf(moment: string): [string, string] {
  const part = Object.fromEntries(PARTS.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]))
  return [`${part.year}-${part.month}-${part.day}`, `${part.hour}:${part.minute}`]
}

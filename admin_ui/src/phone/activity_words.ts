/** When an activity is, as a person says it: by the clock of China. */
const DAY = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', month: 'long', day: 'numeric', weekday: 'short' })
const CLOCK = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', hour12: false })

/** "7月11日周六 09:00–11:00". */
export function whenText(activity: { starts_at: string; ends_at: string }): string {
  return `${DAY.format(new Date(activity.starts_at))} ${clockText(activity.starts_at)}–${clockText(activity.ends_at)}`
}

/** "7月10日周五 21:00". */
export function untilText(moment: string): string {
  return `${DAY.format(new Date(moment))} ${clockText(moment)}`
}

/** "09:00". */
export function clockText(moment: string): string {
  return CLOCK.format(new Date(moment))
}

/** "已报 8 人，名额 20 人", and how many wait. */
export function placesText(activity: { taken: number; capacity: number | null; waiting: number }): string {
  const places = activity.capacity === null ? `已报 ${activity.taken} 人，不限名额` : `已报 ${activity.taken} 人，名额 ${activity.capacity} 人`
  return activity.waiting > 0 ? `${places}，候补 ${activity.waiting} 人` : places
}

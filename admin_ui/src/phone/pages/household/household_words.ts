/** What a movement of the household's account says of a member: who put in, used, or got back. */
import type { HouseholdLine } from '@/shared/contract'

const DID: Record<string, string> = {
  household_points_in: '转入',
  household_points_back: '收回',
  redemption: '使用',
}

/** Words to follow the day of a movement: `，张秀兰转入`; empty where nobody is named. */
export function whoText(line: Pick<HouseholdLine, 'who' | 'kind'>): string {
  return line.who ? `，${line.who}${DID[line.kind] ?? ''}` : ''
}

/** The points that a text asks for, or null where it is no whole number above zero. */
export function pointsOf(text: string): number | null {
  const digits = text.normalize('NFKC').trim()
  if (!/^\d{1,7}$/.test(digits)) return null
  const points = Number(digits)
  return points > 0 ? points : null
}

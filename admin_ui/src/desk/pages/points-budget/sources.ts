/** The accounts that issue out of a budget, as people call them. */
export const SOURCES = [
  { code: 'P1101', title: '志愿服务' },
  { code: 'P1102', title: '绿色账户' },
  { code: 'P1103', title: '人居环境与移风易俗' },
  { code: 'P1104', title: '消费累积' },
  { code: 'P1105', title: '表彰' },
] as const

export type SourceCode = (typeof SOURCES)[number]['code']

/** Typed points: null where nothing was typed, undefined for what is no whole number. */
export function pointsFromText(typed: string): number | null | undefined {
  const plain = typed.trim()
  if (plain === '') return null
  return /^\d{1,9}$/.test(plain) ? Number(plain) : undefined
}

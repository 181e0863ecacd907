/** What a pay code looks like, so that a slip of the finger is told before the server is asked. */

export const PAY_CODE_LENGTH = 20
const PAY_CODE_PREFIX = '90'

export type PayCodeReading =
  | { kind: 'code'; digits: string }
  | { kind: 'empty' }
  | { kind: 'short'; missing: number }
  | { kind: 'mistyped' }
  | { kind: 'not_a_pay_code' }

/** Chinese input methods may send full-width digits; people type blanks and dashes between groups. */
export function plainDigits(text: string): string {
  return text.normalize('NFKC').replace(/[\s\-‐-―]/g, '')
}

export function inGroupsOfFour(digits: string): string {
  return digits.replace(/(.{4})(?=.)/g, '$1 ')
}

/** The Luhn digit that makes `payload` plus itself valid. `payload` holds ASCII digits only. */
export function checkDigitOf(payload: string): string {
  let sum = 0
  for (let place = 0; place < payload.length; place += 1) {
    const digit = Number(payload[payload.length - 1 - place])
    const weighed = place % 2 === 0 ? digit * 2 : digit
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return String((10 - (sum % 10)) % 10)
}

export function readPayCode(text: string): PayCodeReading {
  const digits = plainDigits(text)
  if (digits === '') return { kind: 'empty' }
  if (!/^[0-9]+$/.test(digits) || digits.length > PAY_CODE_LENGTH) return { kind: 'not_a_pay_code' }
  if (!PAY_CODE_PREFIX.startsWith(digits.slice(0, PAY_CODE_PREFIX.length))) {
    return { kind: 'not_a_pay_code' }
  }
  if (digits.length < PAY_CODE_LENGTH) {
    return { kind: 'short', missing: PAY_CODE_LENGTH - digits.length }
  }
  const payload = digits.slice(0, -1)
  return checkDigitOf(payload) === digits.slice(-1)
    ? { kind: 'code', digits }
    : { kind: 'mistyped' }
}

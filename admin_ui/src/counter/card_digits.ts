/** What a card's number looks like, so that the counter asks for a PIN and not for a pay code. */
import { checkDigitOf, plainDigits } from './pay_code_digits'

export const CARD_NUMBER_LENGTH = 16
const CARD_PREFIX = '8'

export type CardReading = { kind: 'card'; number: string } | { kind: 'mistyped' } | { kind: 'short' } | { kind: 'not_a_card' }

export function readCardNumber(text: string): CardReading {
  const digits = plainDigits(text)
  if (!/^[0-9]+$/.test(digits) || !digits.startsWith(CARD_PREFIX) || digits.length > CARD_NUMBER_LENGTH) {
    return { kind: 'not_a_card' }
  }
  if (digits.length < CARD_NUMBER_LENGTH) return { kind: 'short' }
  return checkDigitOf(digits.slice(0, -1)) === digits.slice(-1) ? { kind: 'card', number: digits } : { kind: 'mistyped' }
}

import { describe, expect, it } from 'vitest'

import { readCardNumber } from './card_digits'
import { checkDigitOf, readPayCode } from './pay_code_digits'

const BODY = '812345678901234'
const NUMBER = BODY + checkDigitOf(BODY)

describe("a card's number", () => {
  it('is read with blanks, full-width digits and the gun’s return', () => {
    for (const text of [NUMBER, `${NUMBER}\r`, NUMBER.replace(/(.{4})/g, '$1 '), NUMBER.replace(/[0-9]/g, (d) => String.fromCharCode(0xff10 + Number(d)))]) {
      expect(readCardNumber(text)).toEqual({ kind: 'card', number: NUMBER })
    }
  })

  it('is never taken for a pay code, nor a pay code for a card', () => {
    expect(readPayCode(NUMBER).kind).toBe('not_a_pay_code')
    const code = '9012345678901234567'
    expect(readCardNumber(code + checkDigitOf(code)).kind).toBe('not_a_card')
  })

  it('says what is wrong with it', () => {
    expect(readCardNumber(NUMBER.slice(0, 9)).kind).toBe('short')
    expect(readCardNumber(`${BODY}${(Number(checkDigitOf(BODY)) + 1) % 10}`).kind).toBe('mistyped')
    expect(readCardNumber(`${NUMBER}1`).kind).toBe('not_a_card')
    expect(readCardNumber('S001').kind).toBe('not_a_card')
  })
})

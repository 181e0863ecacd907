import { describe, expect, it } from 'vitest'
import { checkDigitOf, inGroupsOfFour, plainDigits, readPayCode } from './pay_code_digits'

const PAYLOAD = '9012345678901234567'

describe('check digit', () => {
  it.each([
    ['7992739871', '3'], // the textbook Luhn number
    ['411111111111111', '1'],
    ['0', '0'],
  ])('of %s is %s', (payload, digit) => {
    expect(checkDigitOf(payload)).toBe(digit)
  })

  it('finds every single wrong digit', () => {
    const code = PAYLOAD + checkDigitOf(PAYLOAD)
    for (let place = 2; place < code.length; place += 1) {
      for (let digit = 0; digit < 10; digit += 1) {
        if (String(digit) === code[place]) continue
        const wrong = code.slice(0, place) + digit + code.slice(place + 1)
        expect(readPayCode(wrong).kind).toBe('mistyped')
      }
    }
  })

  it('finds neighbours that changed places, but for 0 and 9', () => {
    const code = PAYLOAD + checkDigitOf(PAYLOAD)
    for (let place = 2; place < code.length - 1; place += 1) {
      const left = code[place] as string
      const right = code[place + 1] as string
      if (left === right || ['09', '90'].includes(left + right)) continue
      const swapped = code.slice(0, place) + right + left + code.slice(place + 2)
      expect(readPayCode(swapped).kind).toBe('mistyped')
    }
  })
})

describe('reading a pay code', () => {
  const code = PAYLOAD + checkDigitOf(PAYLOAD)
  const fullWidth = [...code].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join('')

  it.each([
    ['plain', code],
    ['in groups of four', inGroupsOfFour(code)],
    ['with dashes', inGroupsOfFour(code).replaceAll(' ', '-')],
    ['in full-width digits', fullWidth],
    ['with an ideographic blank', inGroupsOfFour(code).replaceAll(' ', '\u3000')],
  ])('takes it %s', (_, text) => {
    expect(readPayCode(text)).toEqual({ kind: 'code', digits: code })
  })

  it('says how many digits are missing', () => {
    expect(readPayCode('9012 34')).toEqual({ kind: 'short', missing: 14 })
    expect(readPayCode('9')).toEqual({ kind: 'short', missing: 19 })
  })

  it.each([
    ['another kind of code', '6901234567892'],
    ['letters', '90ab'],
    ['too many digits', `${code}1`],
    ['a poster address', 'https://example.org/s/1'],
  ])('refuses %s', (_, text) => {
    expect(readPayCode(text)).toEqual({ kind: 'not_a_pay_code' })
  })

  it('knows nothing from something', () => {
    expect(readPayCode('  ')).toEqual({ kind: 'empty' })
  })

  it('groups by four', () => {
    expect(inGroupsOfFour('90123456789')).toBe('9012 3456 789')
    expect(plainDigits('9012 3456')).toBe('90123456')
  })
})

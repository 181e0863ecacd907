import { describe, expect, it } from 'vitest'
import { BurstReader, characterOf, type KeyStroke, type StrokeMeaning } from './scanner_burst'

const CODE = '90123456789012345675'

function strokes(text: string, fromMs: number, gapMs: number): KeyStroke[] {
  return [...text, 'Enter'].map((key, index) => ({
    key,
    code: key === 'Enter' ? 'Enter' : `Digit${key}`,
    atMs: fromMs + index * gapMs,
  }))
}

function lastMeaning(reader: BurstReader, typed: KeyStroke[]): StrokeMeaning {
  let meaning: StrokeMeaning = { kind: 'other' }
  for (const stroke of typed) meaning = reader.take(stroke)
  return meaning
}

describe('a scanner gun', () => {
  it.each([1, 8, 30, 60])('with %i ms between characters is a burst', (gapMs) => {
    const meaning = lastMeaning(new BurstReader(), strokes(CODE, 1000, gapMs))
    expect(meaning).toEqual({ kind: 'finished', text: CODE, isBurst: true })
  })

  it('is told apart from somebody who types the same digits', () => {
    const meaning = lastMeaning(new BurstReader(), strokes(CODE, 1000, 150))
    expect(meaning).toEqual({ kind: 'finished', text: CODE, isBurst: false })
  })

  it('may hiccup once', () => {
    const typed = strokes(CODE, 0, 15).map((stroke, index) => ({
      ...stroke,
      atMs: stroke.atMs + (index >= 9 ? 180 : 0),
    }))
    const meaning = lastMeaning(new BurstReader(), typed)
    expect(meaning).toEqual({ kind: 'finished', text: CODE, isBurst: true })
  })

  it('says where it began, so that the digits can be taken out of a field again', () => {
    const reader = new BurstReader()
    reader.take({ key: '5', code: 'Digit5', atMs: 0 })
    const starts = strokes(CODE, 1000, 10)
      .map((stroke) => reader.take(stroke))
      .map((meaning) => meaning.kind === 'collecting' && meaning.startsRun)
    expect(starts).toEqual([true, ...Array<boolean>(20).fill(false)])
  })

  it('may be set to end with Tab', () => {
    const typed = strokes(CODE, 0, 10)
    typed[typed.length - 1] = { key: 'Tab', code: 'Tab', atMs: 210 }
    const meaning = lastMeaning(new BurstReader(), typed)
    expect(meaning).toEqual({ kind: 'finished', text: CODE, isBurst: true })
  })

  it('reads two codes one after the other as two', () => {
    const reader = new BurstReader()
    const texts = [...strokes(CODE, 0, 10), ...strokes('6901234567892', 400, 10)]
      .map((stroke) => reader.take(stroke))
      .filter((meaning) => meaning.kind === 'finished')
    expect(texts).toEqual([
      { kind: 'finished', text: CODE, isBurst: true },
      { kind: 'finished', text: '6901234567892', isBurst: true },
    ])
  })

  it('leaves digits behind that stood there unfinished', () => {
    const reader = new BurstReader()
    reader.take({ key: '1', code: 'Digit1', atMs: 0 })
    reader.take({ key: '2', code: 'Digit2', atMs: 400 })
    const meaning = lastMeaning(reader, strokes(CODE, 900, 10))
    expect(meaning).toEqual({ kind: 'finished', text: CODE, isBurst: true })
  })

  it('leaves a whole code behind that somebody typed a moment ago', () => {
    const reader = new BurstReader()
    for (const stroke of strokes(CODE, 0, 90).slice(0, -1)) reader.take(stroke)
    const meaning = lastMeaning(reader, strokes(CODE, 20 * 90 + 600, 10))
    expect(meaning).toEqual({ kind: 'finished', text: CODE, isBurst: true })
  })

  it('starts afresh after a burst that never ended', () => {
    const reader = new BurstReader()
    for (const stroke of strokes('90123456', 0, 10).slice(0, -1)) reader.take(stroke)
    const meaning = lastMeaning(reader, strokes(CODE, 500, 10))
    expect(meaning).toEqual({ kind: 'finished', text: CODE, isBurst: true })
  })
})

describe('a person at the keyboard', () => {
  it('adds a goods number with a few digits and Enter', () => {
    const meaning = lastMeaning(new BurstReader(), strokes('12', 0, 250))
    expect(meaning).toEqual({ kind: 'finished', text: '12', isBurst: false })
  })

  it('may give a quantity with an asterisk', () => {
    const meaning = lastMeaning(new BurstReader(), [
      { key: '3', code: 'Digit3', atMs: 0 },
      { key: 'Shift', code: 'ShiftLeft', atMs: 100 },
      { key: '*', code: 'Digit8', atMs: 150 },
      ...strokes('1', 300, 200),
    ])
    expect(meaning).toEqual({ kind: 'finished', text: '3*1', isBurst: false })
  })

  it('finishes nothing with Enter alone', () => {
    expect(lastMeaning(new BurstReader(), strokes('', 0, 10))).toEqual({ kind: 'other' })
  })

  it('finishes nothing with an Enter long after the digits', () => {
    const reader = new BurstReader()
    reader.take({ key: '1', code: 'Digit1', atMs: 0 })
    expect(reader.take({ key: 'Enter', code: 'Enter', atMs: 10_000 })).toEqual({ kind: 'other' })
  })

  it('forgets digits that turn into a word', () => {
    const reader = new BurstReader()
    reader.take({ key: '5', code: 'Digit5', atMs: 0 })
    reader.take({ key: 'k', code: 'KeyK', atMs: 200 })
    expect(reader.take({ key: 'Enter', code: 'Enter', atMs: 300 })).toEqual({ kind: 'other' })
  })
})

describe('characters of a key stroke', () => {
  it.each([
    [{ key: '7', code: 'Digit7', atMs: 0 }, '7'],
    [{ key: '７', code: 'Digit7', atMs: 0 }, '7'],
    [{ key: 'Process', code: 'Digit7', atMs: 0 }, '7'],
    [{ key: 'Process', code: 'Numpad0', atMs: 0 }, '0'],
    [{ key: 'Process', code: 'KeyA', atMs: 0 }, null],
    [{ key: 'a', code: 'KeyA', atMs: 0 }, null],
    [{ key: 'F9', code: 'F9', atMs: 0 }, null],
  ])('%o gives %s', (stroke, character) => {
    expect(characterOf(stroke)).toBe(character)
  })
})

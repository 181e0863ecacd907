/**
 * Tells a scanner gun from a person.
 *
 * A gun is a keyboard that types a whole code within a few hundredths of a second and ends with
 * Enter, wherever the focus happens to be. A person types slower. The reader keeps what came in
 * since the last pause; the page decides what the finished text means.
 */

export interface KeyStroke {
  /** KeyboardEvent.key; 'Process' while an input method holds the key back. */
  key: string
  /** KeyboardEvent.code, the place on the keyboard whatever the input method makes of it. */
  code: string
  /** Milliseconds on any clock that does not jump, such as KeyboardEvent.timeStamp. */
  atMs: number
}

export type StrokeMeaning =
  | { kind: 'other' }
  | { kind: 'collecting'; text: string; isBurst: boolean }
  | { kind: 'finished'; text: string; isBurst: boolean }

/** Slow guns over Bluetooth leave up to about 60 ms; people rarely stay under 80. */
export const LONGEST_GAP_IN_BURST_MS = 70
/** Somebody who types a goods number and thinks in between has started afresh after this. */
export const LONGEST_GAP_WHILE_TYPING_MS = 3000
const SHORTEST_BURST = 6

/** The character of a stroke that may stand in a code or a goods number, else null. */
export function characterOf(stroke: KeyStroke): string | null {
  const plain = stroke.key.normalize('NFKC')
  if (/^[0-9*]$/.test(plain)) return plain
  if (stroke.key === 'Process' || stroke.key === 'Unidentified') {
    const place = /^(?:Digit|Numpad)([0-9])$/.exec(stroke.code)
    return place?.[1] ?? null
  }
  return null
}

export function isEnter(stroke: KeyStroke): boolean {
  return stroke.key === 'Enter' || stroke.code === 'Enter' || stroke.code === 'NumpadEnter'
}

export class BurstReader {
  private text = ''
  private lastAtMs = Number.NEGATIVE_INFINITY
  private longestGapMs = 0

  take(stroke: KeyStroke): StrokeMeaning {
    // Some guns are set to end with Tab; a person's Tab goes to the next field.
    if (isEnter(stroke) || (stroke.key === 'Tab' && this.isBurst())) return this.finish(stroke)
    const character = characterOf(stroke)
    if (character === null) {
      // Shift and the like come between the characters of some guns and mean nothing.
      if (stroke.key.length === 1) this.forget()
      return { kind: 'other' }
    }
    const gapMs = stroke.atMs - this.lastAtMs
    if (gapMs > LONGEST_GAP_WHILE_TYPING_MS || this.startsBurstAfterTyping(gapMs)) this.forget()
    if (this.text !== '') this.longestGapMs = Math.max(this.longestGapMs, gapMs)
    this.text += character
    this.lastAtMs = stroke.atMs
    return { kind: 'collecting', text: this.text, isBurst: this.isBurst() }
  }

  forget(): void {
    this.text = ''
    this.longestGapMs = 0
    this.lastAtMs = Number.NEGATIVE_INFINITY
  }

  private finish(stroke: KeyStroke): StrokeMeaning {
    const { text } = this
    const isBurst = this.isBurst() && stroke.atMs - this.lastAtMs <= LONGEST_GAP_IN_BURST_MS * 2
    const isStale = stroke.atMs - this.lastAtMs > LONGEST_GAP_WHILE_TYPING_MS
    this.forget()
    return text === '' || isStale ? { kind: 'other' } : { kind: 'finished', text, isBurst }
  }

  /** A person left digits standing and the gun fires a moment later: only the gun's count. */
  private startsBurstAfterTyping(gapMs: number): boolean {
    return this.isBurst() && gapMs > LONGEST_GAP_IN_BURST_MS
  }

  private isBurst(): boolean {
    return this.text.length >= SHORTEST_BURST && this.longestGapMs <= LONGEST_GAP_IN_BURST_MS
  }
}

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
  /** `startsRun`: the first of what may become a burst; what stood in a field before belongs there. */
  | { kind: 'collecting'; text: string; startsRun: boolean }
  | { kind: 'finished'; text: string; isBurst: boolean }

/** Guns leave 1 to 60 ms between characters, a hiccup of Bluetooth now and then more; people 120 and up. */
export const USUAL_GAP_IN_BURST_MS = 70
export const LONGEST_GAP_IN_BURST_MS = 250
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

interface Mark {
  character: string
  gapMs: number
}

export class BurstReader {
  private marks: Mark[] = []
  private lastAtMs = Number.NEGATIVE_INFINITY

  take(stroke: KeyStroke): StrokeMeaning {
    const gapMs = stroke.atMs - this.lastAtMs
    // Some guns are set to end with Tab; a person's Tab goes to the next field.
    if (isEnter(stroke) || (stroke.key === 'Tab' && isBurst(trailingRun(this.marks)))) {
      return this.finish(gapMs)
    }
    const character = characterOf(stroke)
    if (character === null) {
      // Shift and the like come between the characters of some guns and mean nothing.
      if (stroke.key.length === 1) this.forget()
      return { kind: 'other' }
    }
    if (gapMs > LONGEST_GAP_WHILE_TYPING_MS) this.marks = []
    this.marks.push({ character, gapMs })
    this.lastAtMs = stroke.atMs
    return {
      kind: 'collecting',
      text: textOf(this.marks),
      startsRun: trailingRun(this.marks).length === 1,
    }
  }

  forget(): void {
    this.marks = []
    this.lastAtMs = Number.NEGATIVE_INFINITY
  }

  private finish(gapMs: number): StrokeMeaning {
    const { marks } = this
    this.forget()
    if (marks.length === 0 || gapMs > LONGEST_GAP_WHILE_TYPING_MS) return { kind: 'other' }
    // Digits that somebody left standing before the gun fired are not part of the code.
    const run = trailingRun(marks)
    return isBurst(run) && gapMs <= LONGEST_GAP_IN_BURST_MS
      ? { kind: 'finished', text: textOf(run), isBurst: true }
      : { kind: 'finished', text: textOf(marks), isBurst: false }
  }
}

/** What came since the last pause that no gun makes. */
function trailingRun(marks: readonly Mark[]): Mark[] {
  let start = marks.length - 1
  while (start > 0 && (marks[start]?.gapMs ?? 0) <= LONGEST_GAP_IN_BURST_MS) start -= 1
  return marks.slice(Math.max(0, start))
}

/** Judged by the usual gap, not the longest: one hiccup does not make a gun a person. */
function isBurst(run: readonly Mark[]): boolean {
  if (run.length < SHORTEST_BURST) return false
  const gapsMs = run.slice(1).map((mark) => mark.gapMs)
  gapsMs.sort((one, other) => one - other)
  return (gapsMs[Math.floor(gapsMs.length / 2)] ?? Infinity) <= USUAL_GAP_IN_BURST_MS
}

function textOf(marks: readonly Mark[]): string {
  return marks.map((mark) => mark.character).join('')
}

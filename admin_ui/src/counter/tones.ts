/** Tells by ear how it ended: the shopkeeper may be looking at the goods. The device remembers the choice. */
import { ref } from 'vue'

const SOUND_UNDER = 'ledger.counter.sound'
const SPEECH_UNDER = 'ledger.counter.speech'

export const hasSound = ref(localStorage.getItem(SOUND_UNDER) !== 'no')
export const hasSpeech = ref(localStorage.getItem(SPEECH_UNDER) === 'yes')

export function setSound(isOn: boolean): void {
  hasSound.value = isOn
  localStorage.setItem(SOUND_UNDER, isOn ? 'yes' : 'no')
}

export function setSpeech(isOn: boolean): void {
  hasSpeech.value = isOn
  localStorage.setItem(SPEECH_UNDER, isOn ? 'yes' : 'no')
}

interface Tone {
  hertz: number
  atS: number
  forS: number
}

const SUCCESS: Tone[] = [
  { hertz: 660, atS: 0, forS: 0.14 },
  { hertz: 990, atS: 0.15, forS: 0.3 },
]
const FAILURE: Tone[] = [
  { hertz: 220, atS: 0, forS: 0.25 },
  { hertz: 220, atS: 0.32, forS: 0.35 },
]
const READ: Tone[] = [{ hertz: 1200, atS: 0, forS: 0.06 }]

let context: AudioContext | null = null

/** Browsers let a page sound only after somebody has touched it; call this on the first touch. */
export function wakeSound(): void {
  if (!hasSound.value || typeof AudioContext === 'undefined') return
  context ??= new AudioContext()
  if (context.state === 'suspended') void context.resume()
}

export function soundSuccess(says: string): void {
  play(SUCCESS)
  speak(says)
}

export function soundFailure(says: string): void {
  play(FAILURE)
  speak(says)
}

export function soundRead(): void {
  play(READ)
}

function play(tones: readonly Tone[]): void {
  wakeSound()
  if (!hasSound.value || !context) return
  for (const { hertz, atS, forS } of tones) {
    const start = context.currentTime + atS
    const voice = context.createOscillator()
    const loudness = context.createGain()
    voice.frequency.value = hertz
    loudness.gain.setValueAtTime(0.0001, start)
    loudness.gain.exponentialRampToValueAtTime(0.4, start + 0.02)
    loudness.gain.exponentialRampToValueAtTime(0.0001, start + forS)
    voice.connect(loudness).connect(context.destination)
    voice.start(start)
    voice.stop(start + forS)
  }
}

function speak(sentence: string): void {
  if (!hasSpeech.value || !('speechSynthesis' in window)) return
  speechSynthesis.cancel()
  const spoken = new SpeechSynthesisUtterance(sentence)
  spoken.lang = 'zh-CN'
  speechSynthesis.speak(spoken)
}

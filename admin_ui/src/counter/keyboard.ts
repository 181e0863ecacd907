/** Listens to the whole page for the scanner gun and the counter's keys, wherever the focus is. */
import { onBeforeUnmount, onMounted } from 'vue'

import { BurstReader } from './scanner_burst'

export interface CounterKeys {
  /** A gun has read something, or somebody typed digits outside of any field and pressed Enter. */
  onText: (text: string, isBurst: boolean) => void
  onConfirm: () => void
  onCancel: () => void
  onSearch: () => void
  onTypeCode: () => void
}

interface FieldBefore {
  field: HTMLInputElement | HTMLTextAreaElement
  value: string
}

export function useCounterKeys(keys: CounterKeys): void {
  const reader = new BurstReader()
  let before: FieldBefore | null = null

  function onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    if (command(event)) return
    const meaning = reader.take({ key: event.key, code: event.code, atMs: event.timeStamp })
    const field = fieldOf(event.target)
    if (meaning.kind === 'collecting') {
      if (meaning.startsRun) before = field && { field, value: field.value }
      return
    }
    if (meaning.kind !== 'finished') return
    // Typed slowly into a field: the field's own affair.
    if (field && !meaning.isBurst) return
    // The gun's Enter must press no button and send no form.
    event.preventDefault()
    event.stopPropagation()
    if (before) putBack(before)
    before = null
    keys.onText(meaning.text, meaning.isBurst)
  }

  function command(event: KeyboardEvent): boolean {
    const does = { F9: keys.onConfirm, Escape: keys.onCancel, F2: keys.onSearch, F4: keys.onTypeCode }
    const run = does[event.key as keyof typeof does]
    // While an input method composes, Escape belongs to it.
    if (!run || event.isComposing) return false
    reader.forget()
    event.preventDefault()
    // A key held down repeats; one press is one wish.
    if (!event.repeat) run()
    return true
  }

  function onPaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text') ?? ''
    if (fieldOf(event.target) || !/[0-9０-９]{4}/.test(text)) return
    event.preventDefault()
    keys.onText(text, false)
  }

  onMounted(() => {
    addEventListener('keydown', onKeydown, { capture: true })
    addEventListener('paste', onPaste)
  })
  onBeforeUnmount(() => {
    removeEventListener('keydown', onKeydown, { capture: true })
    removeEventListener('paste', onPaste)
  })
}

function fieldOf(target: EventTarget | null): FieldBefore['field'] | null {
  if (target instanceof HTMLTextAreaElement) return target
  if (!(target instanceof HTMLInputElement)) return null
  return ['checkbox', 'radio', 'button', 'file'].includes(target.type) ? null : target
}

/** What the gun typed into the field that had the focus is taken out again. */
function putBack({ field, value }: FieldBefore): void {
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

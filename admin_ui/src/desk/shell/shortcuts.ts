/** Keys of the desk: they work outside of fields, and can be switched off on this computer. */
import { onMounted, onScopeDispose, ref } from 'vue'

const KEPT_UNDER = 'ledger.desk.shortcuts'
const SECOND_KEY_WITHIN_MS = 1500

export interface Shortcut {
  /** One key, or two pressed one after the other. */
  keys: string
  title: string
  act: () => void
}

/** Single keys disturb those who speak to their computer; such a person switches them off. */
export const areOn = ref(localStorage.getItem(KEPT_UNDER) !== 'off')

export function switchShortcuts(isOn: boolean): void {
  areOn.value = isOn
  if (isOn) localStorage.removeItem(KEPT_UNDER)
  else localStorage.setItem(KEPT_UNDER, 'off')
}

/** Whether a key belongs to what has the focus and not to the page. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], dialog, [role=listbox]') !== null
}

export function useShortcuts(shortcuts: () => readonly Shortcut[]): void {
  let first = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function pressed(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target)) return
    // The list of keys can always be opened: that is where they are switched on again.
    if (!areOn.value && event.key !== '?') return
    clearTimeout(timer)
    const keys = first + event.key
    const found = shortcuts().find((shortcut) => shortcut.keys === keys) ?? shortcuts().find(({ keys: all }) => all === event.key)
    first = ''
    if (found) {
      event.preventDefault()
      found.act()
    } else if (shortcuts().some(({ keys: all }) => all.length > 1 && all.startsWith(event.key))) {
      first = event.key
      timer = setTimeout(() => (first = ''), SECOND_KEY_WITHIN_MS)
    }
  }

  onMounted(() => document.addEventListener('keydown', pressed))
  onScopeDispose(() => {
    clearTimeout(timer)
    document.removeEventListener('keydown', pressed)
  })
}

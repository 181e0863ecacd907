/**
 * Keeps the fields of a form as a draft (use_draft.ts), and fills them in again when the form opens.
 *
 * Give every field but secrets; a form that is sent calls `clear`, which empties it and forgets the draft.
 */
import { ref, type Ref } from 'vue'

import { changedFields, fittingFields, refuseSecrets, type Fields } from './draft_fields'
import { useDraft } from './use_draft'

export interface FormDraft {
  /** What is in the fields was typed earlier. */
  isRestored: Ref<boolean>
  /** A form that stands folded up opens for what was typed, and stays open. */
  wasRestored: Ref<boolean>
  /** A sentence about the last time it was kept. */
  said: Ref<string>
  clear: () => void
}

export function useFormDraft(form: string, fields: Readonly<Record<string, Ref<any>>>): FormDraft {
  refuseSecrets(Object.keys(fields))
  const values = (): Fields => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]))
  // Values that are lists or objects would change with the form.
  const initial = JSON.parse(JSON.stringify(values())) as Fields
  const isRestored = ref(false)
  const wasRestored = ref(false)
  const kept = useDraft<Fields>(form, () => changedFields(initial, values()))

  function fill(given: Fields): void {
    for (const [name, value] of Object.entries(given)) fields[name]!.value = JSON.parse(JSON.stringify(value))
  }

  async function restore(): Promise<void> {
    const before = await kept.load()
    // Whoever has begun to type meanwhile is not interrupted.
    if (!before || changedFields(initial, values())) return
    const fitting = fittingFields(initial, before)
    fill(fitting)
    isRestored.value = wasRestored.value = Object.keys(fitting).length > 0
  }

  function clear(): void {
    fill(initial)
    isRestored.value = false
    kept.forget()
  }

  void restore()
  return { isRestored, wasRestored, said: kept.said, clear }
}

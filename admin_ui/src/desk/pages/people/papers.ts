import { answer, api, asForm } from '@/shared/client'
import { useIntent } from '@/shared/intent'
import { here } from '@/shared/session'

export const PAPER_TYPES = '.pdf,.jpg,.jpeg,.png'

/** Sends a scanned paper about a person, which is kept sealed; returns its number. */
export function usePaper() {
  const intent = useIntent()
  return async (file: File): Promise<number> => {
    const kept = await intent.send([file.name, file.size, file.lastModified], (header) => {
      const form = new FormData()
      form.append('file', file)
      return answer(
        api.POST('/api/v1/estates/{estate_id}/personal-papers', {
          params: { path: here(), header },
          ...asForm(form),
        }),
      )
    })
    return kept.personal_paper_id
  }
}

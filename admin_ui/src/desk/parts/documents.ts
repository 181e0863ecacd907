import { answer, api, asForm } from '@/shared/client'
import type { SourceDocument } from '@/shared/contract'
import { useIntent } from '@/shared/intent'
import { here } from '@/shared/session'

export const DOCUMENT_TYPES = '.pdf,.ofd,.xml,.jpg,.jpeg,.png,.webp,.xlsx,.xls,.csv,.docx,.doc,.zip'

/** Where the original bytes of a document are. */
export function documentUrl(documentId: number): string {
  return `/api/v1/estates/${here().estate_id}/documents/${documentId}/content`
}

/** Sends one file; the same file sent again after a lost answer is not stored twice. */
export function useUpload() {
  const intent = useIntent()
  return (file: File): Promise<SourceDocument> =>
    intent.send([file.name, file.size, file.lastModified], (header) => {
      const form = new FormData()
      form.append('file', file)
      return answer(
        api.POST('/api/v1/estates/{estate_id}/documents', { params: { path: here(), header }, ...asForm(form) }),
      )
    })
}

/** One's own messages: what they are, where they lead, and marking them as read. */
import { answer, api } from './client'
import type { components } from './api'
import type { Answered, Page } from './contract'
import type { IntentHeaders } from './intent'
import { here } from './session'
import { setUnread } from './unread'

export type Message = Answered<components['schemas']['MessageView']>
export type MessageWishes = Answered<components['schemas']['WishesView']>

export function readMessages(after: string | undefined, isUnreadOnly: boolean, limit: number): Promise<Page<Message>> {
  return answer(
    api.GET('/api/v1/estates/{estate_id}/me/messages', {
      params: { path: here(), query: { after, limit, unread_only: isUnreadOnly } },
    }),
  )
}

/** One message (`message_id`), or all up to one (`until_message_id`). */
export async function markRead(
  what: { message_id: number } | { until_message_id: number },
  header: IntentHeaders,
): Promise<void> {
  const { unread } = await answer(
    api.POST('/api/v1/estates/{estate_id}/me/messages/read', { params: { path: here(), header }, body: what }),
  )
  setUnread(unread)
}

export function readWishes(): Promise<MessageWishes> {
  return answer(api.GET('/api/v1/estates/{estate_id}/me/message-settings', { params: { path: here() } }))
}

export function changeWishes(wishes: MessageWishes, header: IntentHeaders): Promise<MessageWishes> {
  return answer(
    api.POST('/api/v1/estates/{estate_id}/me/message-settings', { params: { path: here(), header }, body: wishes }),
  )
}

/** The address inside this shell's own routes, or null where the link leaves it. */
export function innerPath(link: string, shell: '/m' | '/desk'): string | null {
  return link.startsWith(`/ui${shell}/`) ? link.slice('/ui'.length) : null
}

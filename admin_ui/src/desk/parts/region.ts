/** The region that a page is about: one's own, or one below it, as the address says. */
import { computed } from 'vue'

import { answer, api } from '@/shared/client'
import type { RegionPlace } from '@/shared/contract'
import { useSession } from '@/shared/session'

import { useLoad } from './load'

/** Above every region; only its own operators come here. */
export const PLATFORM = 'platform'

export function useRegion(asked: () => string) {
  const { offices } = useSession()
  const isPlatformOperator = computed(() => offices.value.some(({ role }) => role === 'platform_operator'))
  const mine = useLoad(() => answer(api.GET('/api/v1/regions')))
  /** The region of the address, or the first of those the office has; null for the platform, and before it is known. */
  const regionId = computed(() => {
    if (asked() === PLATFORM) return null
    return Number(asked()) || mine.data.value?.items[0]?.region_id || null
  })
  const place = useLoad<RegionPlace | null>(
    async () =>
      regionId.value === null
        ? null
        : answer(api.GET('/api/v1/regions/{region_id}', { params: { path: { region_id: regionId.value } } })),
    () => regionId.value,
  )
  return { isPlatformOperator, mine, regionId, place }
}

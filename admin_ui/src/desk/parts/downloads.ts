import { ref } from 'vue'

import { download } from '@/shared/client'

/** How many downloads are being prepared; the shell shows it on every page. */
export const openDownloads = ref(0)

/** Downloads a file that may take long; the wait survives going to another page. */
export async function downloadInBackground(url: string, fallbackName: string): Promise<void> {
  openDownloads.value += 1
  try {
    await download(url, fallbackName)
  } finally {
    openDownloads.value -= 1
  }
}

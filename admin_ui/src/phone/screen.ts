/** Keeps the screen from going dark while a code is on it. */
let lock: WakeLockSentinel | null = null

export async function keepScreenOn(): Promise<void> {
  if (lock && !lock.released) return
  try {
    lock = (await navigator.wakeLock?.request('screen')) ?? null
  } catch {
    // Low battery or an old browser: the screen goes dark as usual.
    lock = null
  }
}

export function letScreenGoDark(): void {
  void lock?.release().catch(() => undefined)
  lock = null
}

import { useSyncExternalStore } from 'react'
import type { Instant } from '../../src/kernel/time.ts'

const EVERY_MS = 30_000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now: Instant = new Date().toISOString()

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) now = new Date().toISOString() // it stood still while nobody looked
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = new Date().toISOString()
    for (const one of listeners) one()
  }, EVERY_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The time, for clocks on the screen: moves on every half minute, for all of them at once. */
export function useNow(): Instant {
  return useSyncExternalStore(subscribe, () => now)
}

type Waiting = { resolve: () => void; reject: () => void }

const waiting: Waiting[] = []
const listeners = new Set<() => void>()
let shut = false

const tell = () => {
  for (const listener of listeners) listener()
}

/**
 * Resolves when the person has signed in again; rejects where they leave instead.
 * While somebody waits, the gate is shut and the app shows its sign-in dialog over the page.
 */
export function signedInAgain(): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push({ resolve, reject })
    shut = true
    tell()
  })
}

/** Opens the gate: all requests that waited are sent again (`again`), or given up. */
export function openGate(again: boolean): void {
  shut = false
  for (const one of waiting.splice(0)) again ? one.resolve() : one.reject()
  tell()
}

/** For `useSyncExternalStore`: whether somebody has to sign in again before the page can go on. */
export const sessionGate = {
  isShut: () => shut,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

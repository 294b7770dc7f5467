import { useSyncExternalStore } from 'react'

const queries = new Map<string, MediaQueryList>()

function queryFor(text: string): MediaQueryList {
  const known = queries.get(text)
  if (known) return known
  const made = window.matchMedia(text)
  queries.set(text, made)
  return made
}

/** Whether the window is at most `width` pixels wide; follows changes. */
export function useNarrow(width = 768): boolean {
  const query = queryFor(`(max-width: ${width}px)`)
  return useSyncExternalStore(
    (tell) => {
      query.addEventListener('change', tell)
      return () => query.removeEventListener('change', tell)
    },
    () => query.matches,
  )
}

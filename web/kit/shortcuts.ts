import { useEffect, useRef } from 'react'

/** What a key does; `false` leaves the key to the browser after all. */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => unknown>>

/**
 * Runs the action of a key while mounted: `{ j: down, enter: open, '/': search, 'mod+k': palette }`; `mod` is ⌘ or Ctrl.
 * Plain keys are left to whoever is typing, and to an open dialog; `mod+…` works everywhere.
 */
export function useShortcuts(shortcuts: Shortcuts, active = true): void {
  const current = useRef(shortcuts)
  useEffect(() => {
    current.current = shortcuts
  })
  useEffect(() => {
    if (!active) return
    const listen = (event: KeyboardEvent) => {
      const key = keyOf(event)
      const action = current.current[key]
      if (!action || event.isComposing || event.defaultPrevented) return
      if (!key.startsWith('mod+') && isBusy(event.target)) return
      if (action(event) !== false) event.preventDefault()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [active])
}

/** The name of a key press: `mod+k`, `j`, `?`, `enter`, `arrowdown`: lower case. */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'altKey'>): string {
  return `${event.metaKey || event.ctrlKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${event.key.toLowerCase()}`
}

function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return (
    target.closest(
      'input, textarea, select, [contenteditable=true], [role=dialog], [role=menu], [role=combobox]',
    ) !== null
  )
}

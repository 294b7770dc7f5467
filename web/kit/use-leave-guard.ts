import { useBlocker } from '@tanstack/react-router'

/** Asks before the page is left while there is something unsaved, in the app and when the window is closed. */
export function useLeaveGuard(unsaved: boolean, question: string): void {
  useBlocker({
    shouldBlockFn: () => !window.confirm(question),
    enableBeforeUnload: () => unsaved,
    disabled: !unsaved,
  })
}

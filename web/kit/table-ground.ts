import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect } from 'react'

const ROWS_AHEAD = 15

/** Asks for more rows shortly before the reader gets to the end of those there are. */
export function useMoreAhead(
  virtual: Virtualizer<HTMLDivElement, Element>,
  rows: number,
  { hasMore, loadingMore, onMore }: { hasMore?: boolean; loadingMore?: boolean; onMore?: () => void },
): void {
  const lastShown = virtual.getVirtualItems().at(-1)?.index ?? -1
  const near = hasMore === true && !loadingMore && lastShown >= rows - ROWS_AHEAD
  useEffect(() => {
    if (near) onMore?.()
  }, [near, onMore])
}

import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** A change made anywhere, as the live stream tells it. */
export type Change = { object: string; id: string; version?: number; gone?: boolean }

/**
 * Makes everything stale that shows the changed record: lists and figures under `['records', object, …]`,
 * the record under `['record', object, id, …]`, and what belongs to the object under `['about', object, …]`.
 */
export function applyChange(queries: QueryClient, change: Change): void {
  void queries.invalidateQueries({ queryKey: ['records', change.object] })
  void queries.invalidateQueries({ queryKey: ['about', change.object] })
  if (change.gone) queries.removeQueries({ queryKey: ['record', change.object, change.id], type: 'inactive' })
  void queries.invalidateQueries({ queryKey: ['record', change.object, change.id] })
  if (change.object === 'metadata') void queries.invalidateQueries({ queryKey: ['metadata'] })
}

const listeners = new Set<(change: Change) => void>()

/** Hears of every change while the live stream is open; answers what stops it. */
export function onChange(listener: (change: Change) => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** The change in a message of the stream; undefined where it is none. */
export function readChange(text: string): Change | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    const { object, id } = value as Record<string, unknown>
    return typeof object === 'string' && typeof id === 'string' ? (value as Change) : undefined
  } catch {
    return undefined
  }
}

const AFTER_CLOSED_MS = 15_000

/**
 * Keeps open lists, boards and pages current while mounted. The browser reconnects by itself; after a gap everything
 * shown is asked for again, since nobody knows what was missed.
 */
export function useLive(): void {
  const queries = useQueryClient()
  useEffect(() => {
    let stream: EventSource
    let again: ReturnType<typeof setTimeout> | undefined
    let gap = false
    const open = () => {
      stream = new EventSource('/api/v1/live')
      stream.addEventListener('change', (event) => {
        const change = readChange(String((event as MessageEvent).data))
        if (!change) return
        applyChange(queries, change)
        for (const listener of listeners) listener(change)
      })
      stream.addEventListener('open', () => {
        if (gap)
          void queries.invalidateQueries({ predicate: ({ queryKey }) => LIVE.has(String(queryKey[0])) })
        gap = false
      })
      stream.addEventListener('error', () => {
        gap = true
        // A refusal (signed out, server starting) closes the stream for good: try again later.
        if (stream.readyState === EventSource.CLOSED) again = setTimeout(open, AFTER_CLOSED_MS)
      })
    }
    open()
    return () => {
      clearTimeout(again)
      stream.close()
    }
  }, [queries])
}

const LIVE = new Set(['records', 'record', 'about'])

import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

/** A change made anywhere, as the live stream tells it. */
export type Change = { object: string; id: string; version?: number; gone?: boolean }

/**
 * Makes everything stale that shows the changed records: lists and figures under `['records', object, …]`, a record under
 * `['record', object, id, …]`, and what belongs to an object under `['about', object, …]`; each asked for again once, however many changed.
 */
export function applyChanges(queries: QueryClient, changes: readonly Change[]): void {
  for (const [object, of] of Map.groupBy(changes, (change) => change.object)) {
    void queries.invalidateQueries({ queryKey: ['records', object] })
    void queries.invalidateQueries({ queryKey: ['about', object] })
    for (const { id, gone } of of)
      if (gone) queries.removeQueries({ queryKey: ['record', object, id], type: 'inactive' })
    const ids = new Set(of.map(({ id }) => id))
    void queries.invalidateQueries({
      queryKey: ['record', object],
      predicate: ({ queryKey }) => ids.has(String(queryKey[2])),
    })
    if (object === 'metadata') void queries.invalidateQueries({ queryKey: ['metadata'] })
  }
}

const TOGETHER_MS = 100
const MANY = 20
const AFTER_MANY_MS = 2000

/** Gathers changes that come together, so that an import does not ask for a list anew with each of its rows. Answers what takes one, and what ends it. */
export function gathering(apply: (changes: readonly Change[]) => void) {
  let waiting: Change[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let pause = TOGETHER_MS
  const flush = () => {
    const changes = waiting
    waiting = []
    timer = undefined
    pause = changes.length > MANY ? AFTER_MANY_MS : TOGETHER_MS
    apply(changes)
  }
  return {
    take: (change: Change) => {
      waiting.push(change)
      timer ??= setTimeout(flush, pause)
    },
    end: () => clearTimeout(timer),
  }
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
    const changes = gathering((gathered) => applyChanges(queries, gathered))
    const open = () => {
      stream = new EventSource('/api/v1/live')
      stream.addEventListener('change', (event) => {
        const change = readChange(String((event as MessageEvent).data))
        if (!change) return
        changes.take(change)
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
      changes.end()
      stream.close()
    }
  }, [queries])
}

const LIVE = new Set(['records', 'record', 'about'])

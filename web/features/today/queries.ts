import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { output } from 'zod'
import { putOffNextStep } from '../../../src/features/activities/contract.ts'
import { moreDue, type TodayLine, today } from '../../../src/features/today/contract.ts'
import { call } from '../../client/call.ts'

export type Today = output<NonNullable<typeof today.result>>

export const todayQuery = queryOptions({
  queryKey: ['about', 'today'],
  queryFn: ({ signal }) => call(today, { signal }),
  refetchInterval: 60_000,
})

/** The due lines that do not fit on Today, from `first` on. */
export function moreDueQuery(first: string) {
  return infiniteQueryOptions({
    queryKey: ['about', 'today', 'more', first],
    queryFn: ({ pageParam, signal }) => call(moreDue, { query: { cursor: pageParam }, signal }),
    initialPageParam: first,
    getNextPageParam: (page) => page.next,
  })
}

/** Takes a line away before the server is asked again; answers what puts it back. */
export function takeLine(queries: QueryClient, id: string): () => void {
  const before = queries.getQueryData(todayQuery.queryKey)
  queries.setQueryData(todayQuery.queryKey, (shown) => {
    const line = shown?.due.find((one) => one.id === id)
    if (!shown || !line) return shown
    const { section } = line
    return {
      ...shown,
      due: shown.due.filter((one) => one.id !== id),
      counts: { ...shown.counts, [section]: Math.max(0, shown.counts[section] - 1) },
    }
  })
  return () => {
    if (before) queries.setQueryData(todayQuery.queryKey, before)
  }
}

export function takeTask(queries: QueryClient, id: string): () => void {
  const before = queries.getQueryData(todayQuery.queryKey)
  queries.setQueryData(
    todayQuery.queryKey,
    (shown) => shown && { ...shown, tasks: shown.tasks.filter((one) => one.id !== id) },
  )
  return () => {
    if (before) queries.setQueryData(todayQuery.queryKey, before)
  }
}

export function sendPutOff({ id, version }: TodayLine, body: { on: string; reason: string }) {
  return call(putOffNextStep, { params: { id }, ifMatch: version, body })
}

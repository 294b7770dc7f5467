import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query'
import { listRecycling, type WHOSE } from '../../../src/features/recycling/contract.ts'
import { call } from '../../client/call.ts'
import { createRecord } from '../../records/queries.ts'

export type Whose = (typeof WHOSE)[number]

/** What goes back to a pool within so many days, soonest first. */
export function recyclingQuery(whose: Whose, days: number) {
  return infiniteQueryOptions({
    queryKey: ['about', 'opportunity', 'recycling', whose, days],
    queryFn: ({ signal, pageParam }) =>
      call(listRecycling, {
        query: { whose, within: `${days}d`, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next,
  })
}

/** Writes that somebody was in contact: the one deed that stops most countdowns. */
export async function followUpOnce(
  queries: QueryClient,
  opportunity: string,
  content: string,
): Promise<void> {
  await createRecord('follow-ups', { opportunity, kind: 'call', content })
  for (const key of [
    ['about', 'opportunity', 'recycling'],
    ['record', 'opportunity', opportunity],
    ['records', 'opportunity'],
    ['records', 'follow-up'],
    ['about', 'today'],
  ])
    void queries.invalidateQueries({ queryKey: key })
}

import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { type asked, query, readMeasures } from '../../../src/features/insights/contract/query.ts'
import { pipeline } from '../../../src/features/insights/contract.ts'
import { call } from '../../client/call.ts'

export type Question = z.input<typeof asked>

export function pipelineQuery(filter: string | undefined) {
  return queryOptions({
    queryKey: ['records', 'opportunity', 'pipeline', filter],
    queryFn: ({ signal }) => call(pipeline, { query: filter ? { filter } : {}, signal }),
    placeholderData: (before) => before,
  })
}

/** What may be asked for: it changes only with rights and fields. */
export const measuresQuery = queryOptions({
  queryKey: ['insights', 'measures'],
  queryFn: ({ signal }) => call(readMeasures, { signal }),
  staleTime: 60_000,
})

const COUNTING_MS = 3000

/** Asked again while something is still being counted. */
export function questionQuery(question: Question) {
  return queryOptions({
    queryKey: ['records', 'opportunity', 'question', question],
    queryFn: ({ signal }) => call(query, { body: question as never, signal }),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data && state.data.uncounted > 0 ? COUNTING_MS : false),
  })
}

import { queryOptions } from '@tanstack/react-query'
import { breakdown, type Dimension, pipeline } from '../../../src/features/insights/contract.ts'
import { call } from '../../client/call.ts'

export function pipelineQuery(filter: string | undefined) {
  return queryOptions({
    queryKey: ['records', 'opportunity', 'pipeline', filter],
    queryFn: ({ signal }) => call(pipeline, { query: filter ? { filter } : {}, signal }),
    placeholderData: (before) => before,
  })
}

export function breakdownQuery(by: Dimension, filter: string | undefined) {
  return queryOptions({
    queryKey: ['records', 'opportunity', 'breakdown', by, filter],
    queryFn: ({ signal }) => call(breakdown, { query: { by, ...(filter ? { filter } : {}) }, signal }),
    placeholderData: (before) => before,
  })
}

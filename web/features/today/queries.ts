import { queryOptions } from '@tanstack/react-query'
import { today } from '../../../src/features/today/contract.ts'
import { call } from '../../client/call.ts'

export const todayQuery = queryOptions({
  queryKey: ['about', 'today'],
  queryFn: ({ signal }) => call(today, { signal }),
  refetchInterval: 60_000,
})

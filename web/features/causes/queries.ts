import { queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/causes/contract.ts'
import { call } from '../../client/call.ts'

export type Asked = { from?: string; to?: string; filter?: string }

/** What loses opportunities or time; looked for anew whenever it is asked for. */
export function causesQuery(asked: Asked) {
  return queryOptions({
    queryKey: ['about', 'causes', asked],
    queryFn: ({ signal }) => call(contract.listCauses, { query: asked, signal }),
    staleTime: 60_000,
    placeholderData: (before) => before,
  })
}

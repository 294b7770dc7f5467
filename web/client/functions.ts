import { queryOptions, useQuery } from '@tanstack/react-query'
import { listFunctions } from '../../src/features/organisation/contract.ts'
import { useLabel } from '../kit/text.tsx'
import { call } from './call.ts'

export const functionsQuery = queryOptions({
  queryKey: ['functions'],
  queryFn: ({ signal }) => call(listFunctions, { signal }),
  staleTime: 5 * 60_000,
})

/** The name of a function by its key. */
export function useFunctionName(): (key: string) => string {
  const label = useLabel()
  const { data } = useQuery(functionsQuery)
  return (key) => {
    const found = data?.items.find((fn) => fn.key === key)
    return found ? label(found.label) : key
  }
}

import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { whoIsAway } from '../../src/features/absences/contract.ts'
import { call } from './call.ts'

const SOON_MS = 1000
const LONG_MS = 3_600_000

/** Everybody who is away now; asked again when an absence begins or ends by the clock. */
export const awayQuery = queryOptions({
  queryKey: ['about', 'absence', 'now'],
  queryFn: ({ signal }) => call(whoIsAway, { signal }),
  refetchInterval: ({ state }) => {
    const changesAt = state.data?.changesAt
    if (!changesAt) return LONG_MS
    return Math.min(LONG_MS, Math.max(SOON_MS, Date.parse(changesAt) - Date.now() + SOON_MS))
  },
})

/** Who is away, by their ids. When it changes, what one sees changes with it: everything shown is asked for again. */
export function useEverybodyAway() {
  const queries = useQueryClient()
  const items = useQuery(awayQuery).data?.items
  const away = useMemo(() => new Map((items ?? []).map((one) => [one.person.id, one])), [items])
  const now = items && items.map((one) => `${one.person.id} ${one.acting.id}`).join()
  const before = useRef<string>(undefined)
  useEffect(() => {
    if (now === undefined) return
    if (before.current !== undefined && before.current !== now)
      void queries.invalidateQueries({ predicate: ({ queryKey }) => SEEN_BY_IT.has(String(queryKey[0])) })
    before.current = now
  }, [now, queries])
  return away
}

const SEEN_BY_IT = new Set(['records', 'record', 'about', 'me'])

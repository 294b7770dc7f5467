import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/findings/contract.ts'
import { call } from '../../client/call.ts'

export type Asked = {
  box: contract.FindingBox
  kind?: contract.FindingKind | undefined
  person?: string | undefined
  state: 'open' | 'ended'
}

/** Pages of findings; `limit` a page. */
export function findingsQuery({ box, kind, person, state }: Asked, limit: number) {
  const asked = { box, state, limit, ...(kind ? { kind } : {}), ...(person ? { person } : {}) }
  return infiniteQueryOptions({
    queryKey: ['about', 'finding', 'list', asked],
    queryFn: ({ pageParam, signal }) =>
      call(contract.listFindings, {
        query: { ...asked, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
}

export function findingCountsQuery(box: contract.FindingBox) {
  return queryOptions({
    queryKey: ['about', 'finding', 'counts', box],
    queryFn: ({ signal }) => call(contract.countFindings, { query: { box }, signal }),
    placeholderData: (before) => before,
    refetchInterval: 60_000,
  })
}

export function opportunityFindingsQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'findings'],
    queryFn: ({ signal }) => call(contract.opportunityFindings, { params: { id }, signal }),
  })
}

export const findingSettingsQuery = queryOptions({
  queryKey: ['about', 'finding', 'settings'],
  queryFn: ({ signal }) => call(contract.listFindingSettings, { signal }),
})

export function changeFindingSetting(kind: contract.FindingKind, body: { on: boolean; days: number | null }) {
  return call(contract.changeFindingSetting, { params: { kind }, body })
}

export function dismissFinding({ id, version }: contract.Finding, body: { reason: string; until: string }) {
  return call(contract.dismissFinding, { params: { id }, body, ifMatch: version })
}

export function runFindingChecks(kinds: contract.FindingKind[]) {
  return call(contract.runChecks, { body: { kinds } })
}

/** Asks again for everything that shows findings. */
export function findingsChanged(queries: QueryClient): void {
  for (const key of [
    ['about', 'finding'],
    ['record', 'opportunity'],
    ['about', 'today'],
  ])
    void queries.invalidateQueries({ queryKey: key })
}

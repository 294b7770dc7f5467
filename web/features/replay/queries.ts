import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { input } from 'zod'
import { listDrafts, listVersions, readDraft, readVersion } from '../../../src/features/plan/contract.ts'
import * as contract from '../../../src/features/replay/contract.ts'
import { call } from '../../client/call.ts'

const SOON_MS = 700

export function isUnended({ state }: Pick<contract.Run, 'state'>): boolean {
  return state === 'waiting' || state === 'running'
}

/** The runs, asked again soon while one of them is not ended. */
export const runsQuery = queryOptions({
  queryKey: ['about', 'replay', 'runs'],
  queryFn: ({ signal }) => call(contract.listReplays, { signal }),
  refetchInterval: ({ state }) => (state.data?.items.some(isUnended) ? SOON_MS : false),
})

export function runPeopleQuery(id: string) {
  return queryOptions({
    queryKey: ['about', 'replay', id, 'people'],
    queryFn: ({ signal }) => call(contract.replayPeople, { params: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export type RowsAsked = { which: 'changed' | 'all'; person?: string | undefined }

export function runRowsQuery(id: string, { which, person }: RowsAsked) {
  return infiniteQueryOptions({
    queryKey: ['about', 'replay', id, 'rows', which, person ?? ''],
    queryFn: ({ pageParam, signal }) =>
      call(contract.replayOpportunities, {
        params: { id },
        query: { which, after: pageParam, limit: 30, ...(person ? { person } : {}) },
        signal,
      }),
    initialPageParam: -1,
    getNextPageParam: ({ next }) => next,
  })
}

export const versionsQuery = queryOptions({
  queryKey: ['about', 'plan-version', 'all'],
  queryFn: ({ signal }) => call(listVersions, { signal }),
})
export const draftsQuery = queryOptions({
  queryKey: ['about', 'plan-draft', 'list'],
  queryFn: ({ signal }) => call(listDrafts, { signal }),
})

/** The rules of the plan that is tried, where it is not the published one. */
export function rulesOfQuery(plan: contract.Base) {
  return queryOptions({
    queryKey: ['about', 'replay', 'rules-of', plan],
    queryFn: async ({ signal }) => {
      if (plan.kind === 'version') return (await call(readVersion, { params: { id: plan.id }, signal })).rules
      if (plan.kind === 'draft')
        return (await call(readDraft, { params: { id: plan.id }, signal })).document.rules
      return []
    },
    enabled: plan.kind === 'version' || plan.kind === 'draft',
  })
}

export type Asked = input<NonNullable<typeof contract.createReplay.body>>

export function createRun(body: Asked): Promise<contract.Run> {
  return call(contract.createReplay, { body: body as never })
}

export function cancelRun(id: string): Promise<contract.Run> {
  return call(contract.cancelReplay, { params: { id } })
}

export function deleteRun(id: string): Promise<unknown> {
  return call(contract.deleteReplay, { params: { id } })
}

export function tryWaiting(body: contract.WaitingQuestion): Promise<contract.WaitingAnswer> {
  return call(contract.tryWaiting, { body })
}

export function runsChanged(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ['about', 'replay', 'runs'] })
}

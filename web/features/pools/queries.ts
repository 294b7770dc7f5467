import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query'
import * as contract from '../../../src/features/pools/contract.ts'
import { call } from '../../client/call.ts'

export type { Application, Lying, PoolInView } from '../../../src/features/pools/contract.ts'

import type { Lying } from '../../../src/features/pools/contract.ts'

export const SORTS = ['newest', 'oldest', 'largest'] as const
export type PoolSort = (typeof SORTS)[number]
export type Page = { items: Lying[]; next?: string | undefined }

const FRESH_MS = 15_000 // others claim meanwhile

export function poolsQuery() {
  return queryOptions({
    queryKey: ['pools', 'mine'],
    queryFn: ({ signal }) => call(contract.listPools, { signal }),
    refetchInterval: FRESH_MS,
  })
}

export function lyingQuery(key: string, search: string, sort: PoolSort) {
  return infiniteQueryOptions({
    queryKey: ['pools', 'lying', key, search, sort],
    queryFn: ({ signal, pageParam }): Promise<Page> =>
      call(contract.listLying, {
        params: { key },
        query: { sort, ...(search ? { search } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page: Page) => page.next,
    placeholderData: (before) => before,
    refetchInterval: FRESH_MS,
  })
}

export function applicationsQuery(box: 'to-decide' | 'mine') {
  return queryOptions({
    queryKey: ['pools', 'applications', box],
    queryFn: ({ signal }) => call(contract.listApplications, { query: { box }, signal }),
  })
}

/** Where an opportunity lies, and where it could go. */
export function poolOfQuery(id: string, version: number) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'pool', version],
    queryFn: ({ signal }) => call(contract.poolOfOpportunity, { params: { id }, signal }),
  })
}

export const claimOne = (id: string) => call(contract.claim, { params: { id } })

export function claimMany(key: string, ids: string[]) {
  return call(contract.claimMany, { params: { key }, body: { ids }, idempotencyKey: crypto.randomUUID() })
}

export function assign(
  key: string,
  body: { ids: string[]; person: string; reason?: string; knowing?: boolean; preview?: boolean },
) {
  return call(contract.assign, { params: { key }, body, idempotencyKey: crypto.randomUUID() })
}

export function release(id: string, version: number, reason: string, pool: string) {
  return call(contract.release, {
    params: { id },
    ifMatch: version,
    body: { reason, pool },
    idempotencyKey: crypto.randomUUID(),
  })
}

export function takeBack(ids: string[], reason: string) {
  return call(contract.takeBack, { body: { ids, reason }, idempotencyKey: crypto.randomUUID() })
}

export function apply(id: string, note: string) {
  return call(contract.apply, { params: { id }, body: note ? { note } : {} })
}

export function answer(
  id: string,
  version: number,
  body: { answer: 'approve' } | { answer: 'decline'; reason: string },
) {
  return call(contract.answerApplication, { params: { id }, ifMatch: version, body })
}

export function withdraw(id: string, version: number) {
  return call(contract.withdrawApplication, { params: { id }, ifMatch: version })
}

/** Takes rows out of every list of pools at once; answers how to put them back. */
export function takeOut(queries: QueryClient, ids: readonly string[]): () => void {
  const lists = queries.getQueriesData<InfiniteData<Page>>({ queryKey: ['pools', 'lying'] })
  const gone = new Set(ids)
  for (const [key, data] of lists) {
    if (!data) continue
    const pages = data.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => !gone.has(id)) }))
    queries.setQueryData(key, { ...data, pages })
  }
  return () => {
    for (const [key, data] of lists) queries.setQueryData(key, data)
  }
}

/** Everything that pools and whoever holds what show is asked for anew. */
export function settled(queries: QueryClient): void {
  for (const key of [['pools'], ['records', 'opportunity'], ['record', 'opportunity'], ['about', 'today']])
    void queries.invalidateQueries({ queryKey: key })
}

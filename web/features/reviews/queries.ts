import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import * as packs from '../../../src/features/reviews/contract/packs.ts'
import * as contract from '../../../src/features/reviews/contract.ts'
import { call } from '../../client/call.ts'

export type Asked = { box: contract.ReviewBox; state: 'going' | 'ended' }

export function reviewsQuery(asked: Asked) {
  return infiniteQueryOptions({
    queryKey: ['about', 'review', 'list', asked],
    queryFn: ({ pageParam, signal }) =>
      call(contract.listReviews, {
        query: { ...asked, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
}

export function reviewsOfQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'reviews'],
    queryFn: ({ signal }) => call(contract.reviewsOfOpportunity, { params: { id }, signal }),
  })
}

export function reviewQuery(id: string) {
  return queryOptions({
    queryKey: ['about', 'review', 'one', id],
    queryFn: ({ signal }) => call(contract.readReview, { params: { id }, signal }),
  })
}

export const reviewSettingsQuery = queryOptions({
  queryKey: ['about', 'review', 'settings'],
  queryFn: ({ signal }) => call(contract.readReviewSettings, { signal }),
})

export const packsQuery = queryOptions({
  queryKey: ['about', 'review', 'packs'],
  queryFn: ({ signal }) => call(packs.listPacks, { signal }),
})

export function packQuery(month: string) {
  return queryOptions({
    queryKey: ['about', 'review', 'pack', month],
    queryFn: ({ signal }) => call(packs.readPack, { params: { month }, signal }),
  })
}

export const makePack = (month: string) => call(packs.makePack, { body: { month } })
export const openReview = (id: string) => call(contract.openReview, { params: { id }, body: {} })

type Seen = { id: string; version: number }
export const proposeCause = ({ id, version }: Seen, body: { cause: string; node: number; words: string }) =>
  call(contract.proposeCause, { params: { id }, ifMatch: version, body })
export const giveView = (
  { id, version }: Seen,
  body: { isAgreed: boolean; cause?: string; words?: string },
) => call(contract.giveView, { params: { id }, ifMatch: version, body })
export const ruleReview = ({ id, version }: Seen, body: { cause: string; words: string }) =>
  call(contract.ruleReview, { params: { id }, ifMatch: version, body })
export const addAction = (id: string, body: { title: string; holder: string; dueOn: string }) =>
  call(contract.addAction, { params: { id }, body })
export const changeReviewSettings = (
  body: Pick<contract.ReviewSettings, 'rule'> & { causes: Pick<contract.ReviewCause, 'key' | 'label'>[] },
) => call(contract.changeReviewSettings, { body })

export function reviewsChanged(queries: QueryClient): void {
  for (const key of [
    ['about', 'review'],
    ['record', 'opportunity'],
    ['records', 'task'],
    ['about', 'today'],
  ])
    void queries.invalidateQueries({ queryKey: key })
}

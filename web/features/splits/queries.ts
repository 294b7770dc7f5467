import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/splits/contract.ts'
import { call } from '../../client/call.ts'

export function creditQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'credit'],
    queryFn: ({ signal }) => call(contract.readCredit, { params: { id }, signal }),
  })
}

export function splitsQuery(box: contract.SplitBox, state: 'open' | 'ended' | undefined) {
  return infiniteQueryOptions({
    queryKey: ['about', 'split', 'list', box, state ?? ''],
    queryFn: ({ pageParam, signal }) =>
      call(contract.listSplits, {
        query: { box, ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
}

export const unsplitQuery = queryOptions({
  queryKey: ['about', 'split', 'missing'],
  queryFn: ({ signal }) => call(contract.listUnsplit, { signal }),
})

export function creditsQuery(asked: { from: string; to: string; person?: string }) {
  return queryOptions({
    queryKey: ['about', 'split', 'credits', asked],
    queryFn: ({ signal }) => call(contract.readCredits, { query: asked, signal }),
  })
}

export const weightsQuery = queryOptions({
  queryKey: ['about', 'split', 'weights'],
  queryFn: ({ signal }) => call(contract.readWeights, { signal }),
})

type Parts = contract.TermsInput
export function proposeSplit(id: string, body: { parts?: Parts; reason?: string }) {
  return call(contract.proposeSplit, { params: { id }, body })
}

export function answerSplit({ id, version }: contract.Split, body: contract.Answer) {
  return call(contract.answerSplit, { params: { id }, body, ifMatch: version })
}

export function settleSplit({ id, version }: contract.Split, body: { parts: Parts; reason: string }) {
  return call(contract.settleSplit, { params: { id }, body, ifMatch: version })
}

export function withdrawSplit({ id, version }: contract.Split) {
  return call(contract.withdrawSplit, { params: { id }, ifMatch: version })
}

export function changeWeights(weights: { stage: string; weight: number }[]) {
  return call(contract.changeWeights, { body: { weights } })
}

/** Asks again for everything that shows splits or what they come to. */
export function splitsChanged(queries: QueryClient): void {
  for (const key of [
    ['about', 'split'],
    ['about', 'target'],
    ['record', 'opportunity'],
  ])
    void queries.invalidateQueries({ queryKey: key })
}

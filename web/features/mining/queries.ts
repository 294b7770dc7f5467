import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { output, ZodType } from 'zod'
import * as contract from '../../../src/features/mining/contract.ts'
import { call } from '../../client/call.ts'

/** Which opportunities are looked at. */
export type Which = { filter?: string; from?: string; to?: string }
export type Shown = Answer<typeof contract.readProcess>
export type HandOvers = Answer<typeof contract.readHandOvers>
export type Variants = Answer<typeof contract.readVariants>
export type LostTime = Answer<typeof contract.readLostTime>
export type Deviations = Answer<typeof contract.readDeviations>
type Answer<E extends { result?: ZodType }> = output<NonNullable<E['result']>>

const KEEP_MS = 60_000
const kept = { staleTime: KEEP_MS, placeholderData: <T>(before: T | undefined) => before }

export function processQuery(which: Which) {
  return queryOptions({
    queryKey: ['about', 'mining', 'process', which],
    queryFn: ({ signal }) => call(contract.readProcess, { query: which, signal }),
    ...kept,
  })
}

export function variantsQuery(which: Which, by: 'stage' | 'function') {
  return queryOptions({
    queryKey: ['about', 'mining', 'variants', by, which],
    queryFn: ({ signal }) => call(contract.readVariants, { query: { ...which, by }, signal }),
    ...kept,
  })
}

export type PassingBy = 'person' | 'function' | 'department'
export function handOversQuery(which: Which, by: PassingBy) {
  return queryOptions({
    queryKey: ['about', 'mining', 'hand-overs', by, which],
    queryFn: ({ signal }) => call(contract.readHandOvers, { query: { ...which, by }, signal }),
    ...kept,
  })
}

export function bottlenecksQuery(which: Which) {
  return queryOptions({
    queryKey: ['about', 'mining', 'bottlenecks', which],
    queryFn: ({ signal }) => call(contract.readBottlenecks, { query: which, signal }),
    ...kept,
  })
}

export function deviationsQuery(which: Which) {
  return queryOptions({
    queryKey: ['about', 'mining', 'deviations', which],
    queryFn: ({ signal }) => call(contract.readDeviations, { query: which, signal }),
    ...kept,
  })
}

export function lostTimeQuery(which: Which, by: 'stage' | 'function') {
  return queryOptions({
    queryKey: ['about', 'mining', 'lost-time', by, which],
    queryFn: ({ signal }) => call(contract.readLostTime, { query: { ...which, by }, signal }),
    ...kept,
  })
}

/** The opportunities a figure is made of, page by page. */
export function markedQuery(which: Which, mark: string) {
  return infiniteQueryOptions({
    queryKey: ['about', 'mining', 'marked', mark, which],
    queryFn: ({ pageParam, signal }) =>
      call(contract.listMarked, {
        query: { ...which, mark, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  })
}

import { type QueryClient, queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/targets/contract.ts'
import { call } from '../../client/call.ts'

export type Of = { measure: contract.TargetMeasure; currency?: string; by: 'people' | 'products' }
export type In = { period: contract.PeriodKind; startsOn: string }

export function targetsQuery(of: Of, year: number) {
  return queryOptions({
    queryKey: ['about', 'target', 'year', of, year],
    queryFn: ({ signal }) => call(contract.readTargets, { query: { ...of, year }, signal }),
    placeholderData: (before) => before,
  })
}

export function attainmentQuery(of: Of, period: In) {
  return queryOptions({
    queryKey: ['about', 'target', 'attainment', of, period],
    queryFn: ({ signal }) => call(contract.readAttainment, { query: { ...of, ...period }, signal }),
    placeholderData: (before) => before,
  })
}

export function rankingsQuery(by: contract.RankedBy, period: In) {
  return queryOptions({
    queryKey: ['about', 'target', 'rankings', by, period],
    queryFn: ({ signal }) => call(contract.readRankings, { query: { by, ...period }, signal }),
    placeholderData: (before) => before,
  })
}

export const ratesQuery = queryOptions({
  queryKey: ['about', 'target', 'rates'],
  queryFn: ({ signal }) => call(contract.readRates, { signal }),
})

export function setTargets(
  { measure, currency }: Omit<Of, 'by'>,
  changes: contract.TargetChange[],
): Promise<{ changed: number }> {
  return call(contract.setTargets, { body: { measure, ...(currency ? { currency } : {}), changes } })
}

export function changeRates(items: { currency: string; validFrom: string; rate: string }[]) {
  return call(contract.changeRates, { body: { items } })
}

export function changeRankings(rankings: contract.Rankings) {
  return call(contract.changeRankings, { body: { rankings } })
}

export function targetsChanged(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ['about', 'target'] })
}

import { type QueryClient, queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/targets/contract/forecast.ts'
import { call } from '../../client/call.ts'
import { type In, targetsChanged } from './queries.ts'

export type Whose = { person?: string; department?: string }
export type Category = contract.Category

export function forecastQuery(period: In, whose: Whose) {
  return queryOptions({
    queryKey: ['about', 'target', 'forecast', period, whose],
    queryFn: ({ signal }) => call(contract.readForecast, { query: { ...period, ...whose }, signal }),
    placeholderData: (before) => before,
  })
}

export function forecastRowsQuery(
  period: In,
  whose: Whose,
  asked: { which: 'due' | 'all'; category?: contract.Category },
) {
  return queryOptions({
    queryKey: ['about', 'target', 'rows', period, whose, asked],
    queryFn: ({ signal }) =>
      call(contract.listForecast, { query: { ...period, ...whose, ...asked }, signal }),
    placeholderData: (before) => before,
  })
}

export function backtestQuery(period: 'month' | 'quarter') {
  return queryOptions({
    queryKey: ['about', 'target', 'backtest', period],
    queryFn: ({ signal }) => call(contract.readBacktest, { query: { period }, signal }),
  })
}

export function callQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'forecast'],
    queryFn: ({ signal }) => call(contract.readCall, { params: { id }, signal }),
  })
}

export function sayCategory(id: string, version: number, category: contract.Category) {
  return call(contract.sayCategory, { params: { id }, body: { category }, ifMatch: version })
}

export function overrideCategory(
  id: string,
  version: number,
  body: { category: contract.Category | null; reason?: string },
) {
  return call(contract.overrideCategory, { params: { id }, body, ifMatch: version })
}

/** Asks again for everything that shows what is said of an opportunity. */
export function callChanged(queries: QueryClient, id: string): void {
  targetsChanged(queries)
  void queries.invalidateQueries({ queryKey: ['record', 'opportunity', id] })
}

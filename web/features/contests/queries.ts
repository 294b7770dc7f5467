import { type QueryClient, queryOptions } from '@tanstack/react-query'
import {
  fileContest,
  listContests,
  type RulingInput,
  ruleContest,
  withdrawContest,
} from '../../../src/features/contests/contract.ts'
import { call } from '../../client/call.ts'

export function contestsQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'contests'],
    queryFn: ({ signal }) => call(listContests, { params: { id }, signal }),
  })
}

export function sendContest(id: string, body: { decision: string; reason: string; proposed?: string }) {
  return call(fileContest, { params: { id }, body, idempotencyKey: crypto.randomUUID() })
}

export function sendRuling(id: string, version: number, body: RulingInput) {
  return call(ruleContest, { params: { id }, body, ifMatch: version })
}

export function takeBack(id: string, version: number) {
  return call(withdrawContest, { params: { id }, ifMatch: version })
}

/** Asks again for everything that shows a contest or who holds. */
export function settleContest(queries: QueryClient, opportunityId: string): void {
  void queries.invalidateQueries({ queryKey: ['record', 'opportunity', opportunityId] })
  void queries.invalidateQueries({ queryKey: ['records', 'opportunity'] })
  void queries.invalidateQueries({ queryKey: ['about', 'today'] })
}

import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { opportunityClocks, pauseClock, resumeClock } from '../../../src/features/clocks/contract.ts'
import { call } from '../../client/call.ts'

export function clocksQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'clocks'],
    queryFn: ({ signal }) => call(opportunityClocks, { params: { id }, signal }),
  })
}

export function sendPause(id: string, body: { until: string; reason: string }) {
  return call(pauseClock, { params: { id }, body })
}

export function sendResume(id: string) {
  return call(resumeClock, { params: { id } })
}

/** Asks again for everything that shows how much time is left. */
export function settleClocks(queries: QueryClient, opportunityId: string): void {
  void queries.invalidateQueries({ queryKey: ['record', 'opportunity', opportunityId] })
  void queries.invalidateQueries({ queryKey: ['about', 'today'] })
}

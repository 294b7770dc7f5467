import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { input } from 'zod'
import * as contract from '../../../src/features/absences/contract.ts'
import { call } from '../../client/call.ts'

/** The absences of one person that are not over; without one, of everybody the reader may know of. */
export function absencesQuery(person?: string) {
  return queryOptions({
    queryKey: ['about', 'absence', 'coming', person ?? 'all'],
    queryFn: ({ signal }) => call(contract.listAbsences, { query: person ? { person } : {}, signal }),
  })
}

export type Asked = input<NonNullable<typeof contract.previewAbsence.body>>
export type Written = input<NonNullable<typeof contract.recordAbsence.body>>

/** What an absence would mean: who stands in, and what they would see and do. */
export function previewQuery(asked: Asked | undefined) {
  return queryOptions({
    queryKey: ['about', 'absence', 'preview', asked ?? null],
    queryFn: ({ signal }) => call(contract.previewAbsence, { body: asked as Asked, signal }),
    enabled: asked !== undefined,
    placeholderData: (before) => before,
  })
}

export function recordAbsence(body: Written) {
  return call(contract.recordAbsence, { body, idempotencyKey: crypto.randomUUID() })
}

export function changeAbsence(
  { id, version }: contract.Absence,
  body: input<NonNullable<typeof contract.changeAbsence.body>>,
) {
  return call(contract.changeAbsence, { params: { id }, body, ifMatch: version })
}

export function endAbsence({ id, version }: contract.Absence) {
  return call(contract.endAbsence, { params: { id }, body: {}, ifMatch: version })
}

export function cancelAbsence({ id, version }: contract.Absence) {
  return call(contract.cancelAbsence, { params: { id }, ifMatch: version })
}

/** Makes stale what shows absences, and today, which depends on them. */
export function absencesChanged(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ['about', 'absence'] })
  void queries.invalidateQueries({ queryKey: ['about', 'today'] })
}

import { queryOptions } from '@tanstack/react-query'
import {
  listDecisions,
  routeAgain,
  routeSeveral as routeSeveralEndpoint,
  suggestReceiver,
} from '../../../src/features/routing/contract.ts'
import { call } from '../../client/call.ts'

export function decisionsQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'decisions'],
    queryFn: ({ signal }) => call(listDecisions, { params: { id }, signal }),
  })
}

export function receiversQuery(id: string, stage: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'receivers', stage],
    queryFn: ({ signal }) => call(suggestReceiver, { params: { id }, query: { stage }, signal }),
  })
}

export function route(id: string, reason: string) {
  return call(routeAgain, { params: { id }, body: { reason }, idempotencyKey: crypto.randomUUID() })
}

export function routeSeveral(ids: string[], reason: string, preview: boolean) {
  const body = { ids, reason, ...(preview ? { preview } : {}) }
  return call(routeSeveralEndpoint, { body, ...(preview ? {} : { idempotencyKey: crypto.randomUUID() }) })
}

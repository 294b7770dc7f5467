import { queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/reassigning/contract.ts'
import { call } from '../../client/call.ts'

export type { Reassigned } from '../../../src/features/reassigning/contract.ts'
export type Choice = 'all' | 'old-holder' | 'none' | string[]

export function reassign(
  account: { id: string; version: number },
  body: { person: string; reason: string; opportunities: Choice; tasks: boolean; preview: boolean },
) {
  return call(contract.reassign, {
    params: { id: account.id },
    body,
    ifMatch: account.version,
    idempotencyKey: crypto.randomUUID(),
  })
}

export function giveBack(
  account: { id: string; version: number },
  body: { act: string; reason: string; preview: boolean },
) {
  return call(contract.giveBack, {
    params: { id: account.id },
    body,
    ifMatch: account.version,
    idempotencyKey: crypto.randomUUID(),
  })
}

export function reassigningsQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'account', id, 'reassignings'],
    queryFn: ({ signal }) => call(contract.listReassignings, { params: { id }, signal }),
  })
}

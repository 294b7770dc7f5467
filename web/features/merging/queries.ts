import { queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/merging/contract.ts'
import { call } from '../../client/call.ts'

export type Mergeable = 'opportunity' | 'account'
export const PLURAL = { opportunity: 'opportunities', account: 'accounts' } as const

export type Merging = {
  losers: { id: string; version: number }[]
  take: Record<string, string>
  holder?: string
  reason: string
  preview: boolean
}

export function merge(object: Mergeable, survivor: { id: string; version: number }, body: Merging) {
  const asked = {
    params: { id: survivor.id },
    body,
    ifMatch: survivor.version,
    idempotencyKey: crypto.randomUUID(),
  }
  return object === 'opportunity'
    ? call(contract.mergeOpportunities, asked)
    : call(contract.mergeAccounts, asked)
}

export function duplicatesQuery(object: Mergeable, id: string) {
  const asked = { params: { id } }
  return queryOptions({
    queryKey: ['record', object, id, 'duplicates'],
    queryFn: ({ signal }) =>
      object === 'opportunity'
        ? call(contract.opportunityDuplicates, { ...asked, signal })
        : call(contract.accountDuplicates, { ...asked, signal }),
  })
}

export function survivorQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'survivor'],
    queryFn: ({ signal }) => call(contract.survivor, { params: { id }, signal, quiet: true }),
    retry: false,
  })
}

export function relativesQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'relatives'],
    queryFn: ({ signal }) => call(contract.relatives, { params: { id }, signal }),
  })
}

export type PartGiven = { fields: Record<string, unknown>; holder: 'same' | 'routed'; tasks: string[] }

export function split(
  original: { id: string; version: number },
  body: { parts: PartGiven[]; remaining: Record<string, unknown>; reason: string },
) {
  return call(contract.split, {
    params: { id: original.id },
    body,
    ifMatch: original.version,
    idempotencyKey: crypto.randomUUID(),
  })
}

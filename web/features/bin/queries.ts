import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/bin/contract.ts'
import { call } from '../../client/call.ts'

export type { Binned, Entry } from '../../../src/features/bin/contract.ts'

export function binQuery(object: contract.Binned) {
  return infiniteQueryOptions({
    queryKey: ['records', 'bin', object],
    queryFn: ({ pageParam, signal }) =>
      call(contract.listBin, {
        query: { object, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

export const binSettingsQuery = queryOptions({
  queryKey: ['bin-settings'],
  queryFn: ({ signal }) => call(contract.getBinSettings, { signal }),
})

export function setBinDays(days: number) {
  return call(contract.setBinSettings, { body: { days } })
}

export type Going = { id: string; version?: number }

export function putIntoBin(
  object: contract.Binned,
  items: readonly Going[],
  reason: string,
  preview: boolean,
) {
  return call(contract.putIntoBin, {
    body: { object, items: [...items], reason, preview },
    idempotencyKey: crypto.randomUUID(),
  })
}

export function restore(object: contract.Binned, id: string) {
  return call(contract.restore, { params: { object, id }, body: {}, idempotencyKey: crypto.randomUUID() })
}

export function removeForGood(object: contract.Binned, id: string) {
  return call(contract.removeForGood, { params: { object, id } })
}

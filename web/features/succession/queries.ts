import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Packet } from '../../../src/features/handover/contract.ts'
import * as contract from '../../../src/features/succession/contract.ts'
import { call } from '../../client/call.ts'

type Transition = contract.Transition
type Seen = Pick<Transition, 'id' | 'version'>
export type Settings = (typeof contract.createTransition)['body'] extends infer B
  ? NonNullable<B> extends { _zod: { input: infer I } }
    ? I
    : never
  : never
export type RowFilter = {
  kind?: contract.RowKind | undefined
  from?: string | undefined
  to?: string | undefined
  account?: string | undefined
  stage?: string | undefined
  region?: string | undefined
  unresolved?: 'true' | undefined
}

const KEY = ['about', 'transition']

/** Every transition the viewer may handle, newest first. */
export const transitionsQuery = infiniteQueryOptions({
  queryKey: [...KEY, 'all'],
  queryFn: ({ pageParam, signal }) =>
    call(contract.listTransitions, {
      query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
      signal,
    }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next,
})

export function transitionQuery(id: string) {
  return queryOptions({
    queryKey: [...KEY, id, 'head'],
    queryFn: ({ signal }) => call(contract.readTransition, { params: { id }, signal }),
  })
}

/** What goes to whom; another version of the transition is another list. */
export function rowsQuery({ id, version }: Seen, filter: RowFilter) {
  return infiniteQueryOptions({
    queryKey: [...KEY, id, 'rows', version, filter],
    queryFn: ({ pageParam, signal }) =>
      call(contract.listRows, {
        params: { id },
        query: { ...filter, limit: 100, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

export function previewQuery({ id, version }: Seen) {
  return queryOptions({
    queryKey: [...KEY, id, 'preview', version],
    queryFn: ({ signal }) => call(contract.previewTransition, { params: { id }, signal }),
    staleTime: 0,
  })
}

export function plan(body: Settings): Promise<Transition> {
  return call(contract.createTransition, { body, idempotencyKey: crypto.randomUUID() })
}
export function change({ id, version }: Seen, body: Partial<Omit<Settings, 'kind'>>): Promise<Transition> {
  return call(contract.changeTransition, { params: { id }, body, ifMatch: version })
}
export function lookAgain({ id, version }: Seen, anew: boolean) {
  return call(contract.refreshTransition, { params: { id }, body: { anew }, ifMatch: version })
}
export function give(
  { id, version }: Seen,
  to: string | null,
  which: { rows?: string[]; where?: RowFilter },
) {
  const { unresolved: _only, ...where } = which.where ?? {}
  return call(contract.giveRows, {
    params: { id },
    body: { to, ...(which.rows ? { rows: which.rows } : { where }) },
    ifMatch: version,
  })
}
export function carryOut({ id, version }: Seen): Promise<Transition> {
  return call(contract.commitTransition, {
    params: { id },
    ifMatch: version,
    idempotencyKey: crypto.randomUUID(),
  })
}
export function schedule({ id, version }: Seen, at: string): Promise<Transition> {
  return call(contract.scheduleTransition, { params: { id }, body: { at }, ifMatch: version })
}
export function unschedule({ id, version }: Seen): Promise<Transition> {
  return call(contract.unscheduleTransition, { params: { id }, ifMatch: version })
}
export function discard({ id, version }: Seen): Promise<unknown> {
  return call(contract.discardTransition, { params: { id }, ifMatch: version })
}
export function giveBack(id: string): Promise<Transition> {
  return call(contract.returnTransition, { params: { id }, idempotencyKey: crypto.randomUUID() })
}

/** What I leave with scheduled transitions. */
export const leavingQuery = queryOptions({
  queryKey: [...KEY, 'leaving'],
  queryFn: ({ signal }) => call(contract.listLeaving, { query: { limit: 200 }, signal }),
})
export function writePacket(id: string, packet: Packet) {
  return call(contract.writePacket, { params: { id }, body: packet })
}

/** The transition as the server answered it; everything it may have changed is asked for anew. */
export function transitionChanged(queries: QueryClient, after?: Transition): void {
  if (after) queries.setQueryData(transitionQuery(after.id).queryKey, after)
  void queries.invalidateQueries({ queryKey: [...KEY, 'all'] })
  if (after?.state !== 'done') return
  for (const key of [['records'], ['record'], ['about', 'person'], ['about', 'today']])
    void queries.invalidateQueries({ queryKey: key })
}

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { RecordEvent } from '../../src/objects/contract.ts'
import { send } from '../client/call.ts'

/** A record as the server gives it: fields by name, references as `{ id, title }`, money as `{ amount, currency }`. */
export type RecordJson = { id: string; version: number } & Record<string, unknown>
export type Reference = { id: string; title: string | null }
export type Money = { amount: string; currency: string }
/** Which records: CEL filter, words, order (`-amount,title`). All of it stands in the address of the page. */
export type Asked = { filter?: string | undefined; q?: string | undefined; sort?: string | undefined }

const PAGE = 100

/** A list that goes on as one scrolls. */
export function recordsQuery(object: string, plural: string, asked: Asked, limit = PAGE) {
  return infiniteQueryOptions({
    queryKey: ['records', object, 'list', asked, limit],
    queryFn: ({ pageParam, signal }) =>
      send<{ items: RecordJson[]; next?: string }>({
        method: 'GET',
        path: `/${plural}`,
        query: { ...given(asked), limit, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })
}

/** How many, exact up to 10,000. */
export function countQuery(object: string, plural: string, asked: Asked) {
  const { filter, q } = asked
  return queryOptions({
    queryKey: ['records', object, 'count', { filter, q }],
    queryFn: ({ signal }) =>
      send<{ count: number; more: boolean }>({
        method: 'GET',
        path: `/${plural}/count`,
        query: given({ filter, q }),
        signal,
      }),
  })
}

/** Groups with measures, for boards and figures. */
export function groupsQuery(
  object: string,
  plural: string,
  asked: Asked & { groupBy: string; measures: string },
) {
  const { filter, q, groupBy, measures } = asked
  return queryOptions({
    queryKey: ['records', object, 'groups', asked],
    queryFn: ({ signal }) =>
      send<{ groups: { by: unknown[]; values: unknown[] }[] }>({
        method: 'GET',
        path: `/${plural}/aggregate`,
        query: { ...given({ filter, q }), groupBy, measures },
        signal,
      }),
  })
}

export function recordQuery(object: string, plural: string, id: string) {
  return queryOptions({
    queryKey: ['record', object, id],
    queryFn: ({ signal }) => send<RecordJson>({ method: 'GET', path: `/${plural}/${id}`, signal }),
  })
}

export function eventsQuery(object: string, plural: string, id: string) {
  return infiniteQueryOptions({
    queryKey: ['record', object, id, 'events'],
    queryFn: ({ pageParam, signal }) =>
      send<{ items: RecordEvent[]; next?: string; titles: Record<string, string> }>({
        method: 'GET',
        path: `/${plural}/${id}/events`,
        query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

/** A few records by their words, to point to one. */
export function pickerQuery(object: string, plural: string, q: string) {
  return queryOptions({
    queryKey: ['records', object, 'picker', q],
    queryFn: ({ signal }) =>
      send<{ items: { id: string; title: string }[] }>({
        method: 'GET',
        path: `/${plural}/picker`,
        query: { limit: 30, ...given({ q }) },
        signal,
      }),
    placeholderData: (before) => before,
  })
}

export function createRecord(plural: string, body: Record<string, unknown>): Promise<RecordJson> {
  return send({ method: 'POST', path: `/${plural}`, body, idempotencyKey: crypto.randomUUID() })
}

export function changeRecord(
  plural: string,
  id: string,
  ifMatch: number,
  body: Record<string, unknown>,
): Promise<RecordJson> {
  return send({ method: 'PATCH', path: `/${plural}/${id}`, body, ifMatch })
}

export function deleteRecord(plural: string, id: string, ifMatch: number): Promise<void> {
  return send({ method: 'DELETE', path: `/${plural}/${id}`, ifMatch })
}

/** The title of a reference; undefined where there is none or it may not be seen. */
export function titleOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string'
    ? value.title
    : undefined
}

export function idOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : undefined
}

export function moneyOf(value: unknown): Money | undefined {
  return typeof value === 'object' && value !== null && 'amount' in value && 'currency' in value
    ? (value as Money)
    : undefined
}

function given({ filter, q, sort }: Asked): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ filter, q, sort }).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
}

import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/notifications/contract.ts'
import type { NoticeGroup } from '../../../src/features/notifications/rules/kinds.ts'
import { call } from '../../client/call.ts'

export type { NoticeItem } from '../../../src/features/notifications/contract.ts'

/** How many are unread; made stale by the live stream. */
export const noticeCountQuery = queryOptions({
  queryKey: ['about', 'notice', 'count'],
  queryFn: ({ signal }) => call(contract.countNotices, { signal, quiet: true }),
  staleTime: 60_000,
})

export type Chosen = { group?: NoticeGroup | undefined; unread: boolean }

export function noticesQuery({ group, unread }: Chosen, limit = 30) {
  return infiniteQueryOptions({
    queryKey: ['about', 'notice', 'list', { group, unread, limit }],
    queryFn: ({ pageParam, signal }) =>
      call(contract.listNotices, {
        query: {
          limit,
          ...(group ? { group } : {}),
          ...(unread ? { unread: 'true' } : {}),
          ...(pageParam ? { cursor: pageParam } : {}),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  })
}

/** The newest unread ones, asked anew. */
export function newestUnread() {
  return call(contract.listNotices, { query: { unread: 'true', limit: 10 }, quiet: true })
}

export async function mark(queries: QueryClient, id: string, read: boolean): Promise<void> {
  await call(read ? contract.readNotice : contract.unreadNotice, { params: { id } })
  await settle(queries)
}

/** Marks everything up to `until` as read, of one group or of all; answers how many it were. */
export async function markAll(queries: QueryClient, until: string, group?: NoticeGroup): Promise<number> {
  const { read } = await call(contract.readAllNotices, { body: { until, ...(group ? { group } : {}) } })
  await settle(queries)
  return read
}

function settle(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ['about', 'notice'] })
}

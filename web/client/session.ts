import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { output } from 'zod'
import type { RIGHTS } from '../../src/features/permissions/contract.ts'
import { readMe } from '../../src/features/setup/contract.ts'
import { call } from './call.ts'

export type Me = output<NonNullable<typeof readMe.result>>
export type Right = (typeof RIGHTS)[number]
export type FieldRight = 'hidden' | 'read' | 'write'

/** Who is signed in and what they may do; fails with a 401 problem where nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => call(readMe, { signal, quiet: true }),
  staleTime: 60_000,
  retry: false,
})

/** Who is signed in. Only below the shell, which has made sure that somebody is. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

/** Whether `me` has `right` on `object`. The server decides again; this only spares people dead buttons. */
export function mayDo(me: Me, object: string, right: Right): boolean {
  return me.rights.admin || (me.rights.objects[object]?.[right] ?? false)
}

/** What `me` may do with a field: writable where nothing else is said. */
export function fieldRightOf(me: Me, object: string, field: string): FieldRight {
  return me.rights.fields[object]?.[field] ?? 'write'
}

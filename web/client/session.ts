import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Language } from '../../src/kernel/text.ts'
import { send } from './call.ts'

export type ObjectRights = Record<
  'see' | 'create' | 'edit' | 'delete' | 'export' | 'route' | 'pass' | 'claim' | 'release' | 'takeBack',
  boolean
>
export type FieldRight = 'hidden' | 'read' | 'write'

export type Me = {
  person: {
    id: string
    name: string
    email: string
    language: Language
    departmentId?: string | null
    functions: string[]
  }
  company: { name: string; currency: string; companyType: string }
  rights: {
    objects: Record<string, ObjectRights>
    fields: Record<string, Record<string, FieldRight>>
    admin: boolean
  }
}

/** Who is signed in and what they may do; fails with a 401 problem where nobody is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => send<Me>({ method: 'GET', path: '/me', signal, quiet: true }),
  staleTime: 60_000,
  retry: false,
})

/** Who is signed in. Only below the shell, which has made sure that somebody is. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data
}

/** Whether `me` has `right` on `object`. The server decides again; this only spares people dead buttons. */
export function mayDo(me: Me, object: string, right: keyof ObjectRights): boolean {
  return me.rights.admin || (me.rights.objects[object]?.[right] ?? false)
}

/** What `me` may do with a field: writable where nothing else is said. */
export function fieldRightOf(me: Me, object: string, field: string): FieldRight {
  return me.rights.fields[object]?.[field] ?? 'write'
}

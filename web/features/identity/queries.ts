import { queryOptions } from '@tanstack/react-query'
import { listSessions, readInvite } from '../../../src/features/identity/contract.ts'
import { call, send } from '../../client/call.ts'

export type CompanyType = 'start-up' | 'growing'

export type SetUp = {
  company: string
  companyType: CompanyType
  name: string
  email: string
  password: string
  language: 'zh' | 'en'
}

/** Whether this installation still has to be set up. */
export const setUpQuery = queryOptions({
  queryKey: ['set-up'],
  queryFn: ({ signal }) => send<{ needed: boolean }>({ method: 'GET', path: '/setup', signal, quiet: true }),
  staleTime: 0,
})

/** Sets the company up and signs its administrator in. */
export function setUp(body: SetUp): Promise<unknown> {
  return send({ method: 'POST', path: '/setup', body, quiet: true })
}

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => call(listSessions, { signal }),
})

/** Whom an invite is for. */
export function inviteQuery(token: string) {
  return queryOptions({
    queryKey: ['invite', token],
    queryFn: ({ signal }) => call(readInvite, { params: { token }, signal }),
    retry: false,
  })
}

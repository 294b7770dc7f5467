import { queryOptions } from '@tanstack/react-query'
import { listSessions, readInvite } from '../../../src/features/identity/contract.ts'
import { doSetup, readSetup, type SetupInput } from '../../../src/features/setup/contract.ts'
import { call } from '../../client/call.ts'

export type CompanyType = SetupInput['companyType']
export type SetUp = Pick<
  SetupInput,
  'company' | 'companyType' | 'name' | 'email' | 'password' | 'language'
> & { timeZone?: string }

/** Whether this installation still has to be set up. */
export const setUpQuery = queryOptions({
  queryKey: ['set-up'],
  queryFn: ({ signal }) => call(readSetup, { signal }),
  staleTime: 0,
})

/** Sets the company up and signs its administrator in. */
export function setUp(body: SetUp): Promise<unknown> {
  return call(doSetup, { body })
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

import { type QueryClient, queryOptions } from '@tanstack/react-query'
import * as contract from '../../../src/features/proposals/contract.ts'
import { call } from '../../client/call.ts'

export const BOXES = ['open', 'running', 'past'] as const
export type Box = (typeof BOXES)[number]
type One = Pick<contract.Proposal, 'id' | 'version'>

export function proposalsQuery(box: Box) {
  return queryOptions({
    queryKey: ['about', 'proposal', 'list', box],
    queryFn: ({ signal }) => call(contract.listProposals, { query: { box }, signal }),
  })
}
/** Of what runs it is made anew whenever it is asked for. */
export function reportQuery({ id, version }: One) {
  return queryOptions({
    queryKey: ['about', 'proposal', 'report', id, version],
    queryFn: ({ signal }) => call(contract.reportOfProposal, { params: { id }, signal }),
  })
}
export const look = () => call(contract.lookForProposals, { body: {} })
const about = ({ id, version }: One) => ({ params: { id }, ifMatch: version })
export const draftOf = (one: One) => call(contract.draftProposal, { ...about(one), body: {} })
export const keep = (one: One) => call(contract.keepProposal, { ...about(one), body: {} })
export const rollBack = (one: One, reason: string) =>
  call(contract.rollProposalBack, { ...about(one), body: { reason } })
export const dismiss = (one: One, body: { reason: string; until: string }) =>
  call(contract.dismissProposal, { ...about(one), body })
export const publish = (one: One, body: { share: number; rollBack: contract.RollBackCondition | null }) =>
  call(contract.publishProposal, { ...about(one), body })

export function proposalsChanged(queries: QueryClient): void {
  for (const key of [['about', 'proposal'], ['plan']]) void queries.invalidateQueries({ queryKey: key })
}

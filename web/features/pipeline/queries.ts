import { queryOptions } from '@tanstack/react-query'
import { listMoves, moveStage, requestApproval } from '../../../src/features/pipeline/contract.ts'
import { call } from '../../client/call.ts'

export function movesQuery(id: string) {
  return queryOptions({
    queryKey: ['record', 'opportunity', id, 'moves'],
    queryFn: ({ signal }) => call(listMoves, { params: { id }, signal }),
  })
}

export type MoveInput = {
  id: string
  version: number
  stage: string
  fields?: Record<string, unknown>
  reason?: string
}

export function move({ id, version, stage, fields, reason }: MoveInput) {
  return call(moveStage, {
    params: { id },
    body: { stage, ...(fields ? { fields } : {}), ...(reason ? { reason } : {}) },
    ifMatch: version,
  })
}

/** Asks for the approvals the move wants; the fields are kept first. */
export function askApproval({
  id,
  version,
  stage,
  fields,
  note,
}: {
  id: string
  version: number
  stage: string
  fields: Record<string, unknown>
  note: string
}) {
  return call(requestApproval, { params: { id }, body: { stage, fields, note }, ifMatch: version })
}

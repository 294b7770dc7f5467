import { answerApproval, withdrawApproval } from '../../../src/features/approvals/contract.ts'
import { call } from '../../client/call.ts'

export function sendAnswer(
  id: string,
  version: number,
  body: { answer: 'approve' } | { answer: 'refuse'; reason: string },
) {
  return call(answerApproval, { params: { id }, body, ifMatch: version })
}

export function takeBack(id: string, version: number) {
  return call(withdrawApproval, { params: { id }, ifMatch: version })
}

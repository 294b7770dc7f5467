import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { approver, text as label } from '../plan/contract.ts'

const person = z.object({ id: z.uuid(), name: z.string() })
const byId = z.object({ id: z.uuid() })

/** What somebody asked to be agreed to before a move. */
export const approvalRequest = z.object({
  id: z.uuid(),
  version: z.int(),
  opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string() }),
  /** The stage whose gate asks for it, and its key there. */
  stage: z.string(),
  key: z.string(),
  label,
  by: approver,
  requestedBy: person,
  requestedAt: z.string(),
  note: z.string(),
  /** The values it is asked for: the amount, and what the plan's condition looks at. Only those the reader may see. */
  values: z.record(z.string(), z.unknown()),
  state: z.enum(['asked', 'approved', 'refused', 'withdrawn']),
  answeredBy: person.nullable(),
  answeredAt: z.string().nullable(),
  /** Why it was refused; `overtaken` where the opportunity went on meanwhile. */
  reason: z.string().nullable(),
  /** Whether the reader may answer it. */
  mine: z.boolean(),
})
export type ApprovalRequest = z.infer<typeof approvalRequest>

export const listApprovals = endpoint({
  method: 'GET',
  path: '/approvals',
  summary: 'Requests that wait for my answer (`received`) or that I made and wait for (`sent`), oldest first',
  query: z.object({ box: z.enum(['received', 'sent']).default('received') }),
  result: z.object({ items: z.array(approvalRequest) }),
})

export const listOfOpportunity = endpoint({
  method: 'GET',
  path: '/opportunities/:id/approvals',
  summary: 'What was asked to be approved of an opportunity, newest first',
  params: byId,
  result: z.object({ items: z.array(approvalRequest) }),
})

export const answerApproval = endpoint({
  method: 'PUT',
  path: '/approvals/:id/answer',
  summary: 'Approves, or refuses with a reason; nobody answers their own request',
  ifMatch: true,
  params: byId,
  body: z.discriminatedUnion('answer', [
    z.strictObject({ answer: z.literal('approve'), reason: z.string().trim().max(500).optional() }),
    z.strictObject({ answer: z.literal('refuse'), reason: z.string().trim().min(1).max(500) }),
  ]),
  result: approvalRequest,
})

export const withdrawApproval = endpoint({
  method: 'DELETE',
  path: '/approvals/:id',
  summary: 'Whoever asked takes the request back',
  ifMatch: true,
  params: byId,
  status: 200,
  result: approvalRequest,
})

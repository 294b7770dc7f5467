import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { approvalRequest } from '../approvals/contract.ts'
import { approver, text as label, PHASES, STAGE_KINDS } from '../plan/contract.ts'

const byId = z.object({ id: z.uuid() })
const reason = z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) })

/** A stage the opportunity could enter and what its gate still needs. */
export const move = z.object({
  stage: z.string(),
  direction: z.enum(['forward', 'back', 'win', 'lose', 'reopen', 'finish']),
  open: z.boolean(),
  missing: z.array(z.string()),
  failed: z.array(reason),
  /** What somebody else must agree to: where it stands, and who may give it to the reader. `open` only where all are approved. */
  approvals: z.array(
    z.object({
      stage: z.string(),
      key: z.string(),
      label,
      by: approver,
      state: z.enum(['none', 'asked', 'approved', 'refused', 'void']),
      approvers: z.array(z.object({ id: z.uuid(), name: z.string() })),
      request: approvalRequest.nullable(),
    }),
  ),
  needsReason: z.boolean(),
  /** The function accountable there, where the holder does not have it: a hand-over should follow. */
  needsFunction: z.string().nullable(),
  /** Somebody of that function is found at once; else a hand-over is to be offered. */
  automatic: z.boolean(),
})
export type Move = z.infer<typeof move>

export const listMoves = endpoint({
  method: 'GET',
  path: '/opportunities/:id/moves',
  summary: 'Where the opportunity can go from here and what each gate still needs',
  params: byId,
  result: z.object({
    current: z.string(),
    process: z.object({ key: z.string(), label }),
    /** The stages of the opportunity's process in their order. */
    stages: z.array(z.object({ key: z.string(), label, kind: z.enum(STAGE_KINDS), phase: z.enum(PHASES) })),
    items: z.array(move),
  }),
})

export const moveStage = endpoint({
  method: 'PUT',
  path: '/opportunities/:id/stage',
  summary: 'Moves the opportunity to another stage; fields the gate needs can be given along',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    stage: z.string(),
    fields: z.record(z.string(), z.unknown()).optional(),
    reason: z.string().trim().max(500).optional(),
  }),
  result: z.object({
    id: z.uuid(),
    version: z.int(),
    stage: z.string(),
    phase: z.string(),
    outcome: z.enum(['won', 'lost']).nullable(),
    needsFunction: z.string().nullable(),
  }),
})

export const requestApproval = endpoint({
  method: 'POST',
  path: '/opportunities/:id/approvals',
  summary:
    'Asks for the approvals a move to `stage` wants; fields can be given along, they are written first',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    stage: z.string(),
    fields: z.record(z.string(), z.unknown()).optional(),
    note: z.string().trim().min(1).max(2000),
  }),
  status: 200,
  result: z.object({ version: z.int(), move }),
})

import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { planDocument } from '../contract.ts'

/** How many proposals of one person may wait at once. */
export const MOST_PROPOSALS = 5

/** Whoever leads people proposes a plan: a draft in their name, which those who may publish are told of. */
export const proposePlan = endpoint({
  method: 'POST',
  path: '/plan/proposals',
  summary: 'Proposes a plan as a draft to those who may publish it (whoever leads people, administrators)',
  body: z.strictObject({
    name: z.string().trim().min(1).max(100),
    /** The version it was made from. */
    basedOn: z.uuid(),
    document: planDocument,
    note: z.string().trim().max(500).optional(),
  }),
  result: z.object({ id: z.uuid(), name: z.string(), told: z.int() }),
})

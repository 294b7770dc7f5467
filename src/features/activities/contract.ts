import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

export const putOffNextStep = endpoint({
  method: 'PUT',
  path: '/opportunities/:id/next-step',
  summary:
    'Puts the next step off to another day, with the reason; it is no follow-up, and what waits for one goes on waiting',
  ifMatch: true,
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({
    on: z.iso.date(),
    /** Another step; left out, the step stays what it is. */
    step: z.string().trim().min(1).max(500).optional(),
    reason: z.string().trim().min(2).max(500),
  }),
  result: z.object({
    id: z.uuid(),
    version: z.int(),
    nextStep: z.string().nullable(),
    nextStepOn: z.iso.date(),
  }),
})

import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const person = z.object({ id: z.uuid(), name: z.string() })
const line = z.string().trim().max(2000)

/** What the giver tells the receiver. Needs, next step and its day are always said. */
export const packet = z.strictObject({
  needs: line.min(1),
  budget: line.optional(),
  decisionMakers: line.optional(),
  promises: line.optional(),
  openQuestions: line.optional(),
  nextStep: line.min(1),
  nextStepOn: z.iso.date(),
})
export type Packet = z.infer<typeof packet>

export const handOver = z.object({
  id: z.uuid(),
  version: z.int(),
  opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string(), version: z.int() }),
  from: person,
  to: person,
  stage: z.string(),
  toStage: z.string(),
  packet,
  state: z.enum(['offered', 'accepted', 'declined', 'withdrawn']),
  offeredAt: z.string(),
  dueAt: z.string(),
  answeredAt: z.string().nullable(),
  answer: z.string().nullable(),
})
export type HandOver = z.infer<typeof handOver>

export const offer = endpoint({
  method: 'POST',
  path: '/opportunities/:id/hand-overs',
  summary: 'Offers the opportunity to another person; the giver holds it until they accept',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({ to: z.uuid(), toStage: z.string().optional(), packet }),
  result: handOver,
})

export const listForOpportunity = endpoint({
  method: 'GET',
  path: '/opportunities/:id/hand-overs',
  summary: 'The hand-overs of an opportunity, newest first',
  params: z.object({ id: z.uuid() }),
  result: z.object({ items: z.array(handOver) }),
})

export const listMine = endpoint({
  method: 'GET',
  path: '/hand-overs',
  summary:
    'Hand-overs that wait for my answer (`received`) or for somebody’s answer to me (`sent`), soonest due first; `answered` for the last 100',
  query: z.object({ box: z.enum(['received', 'sent', 'answered']).default('received') }),
  result: z.object({ items: z.array(handOver) }),
})

export const answer = endpoint({
  method: 'PUT',
  path: '/hand-overs/:id/answer',
  summary: 'Accepts (the receiver holds it from that moment) or declines with a reason (the giver keeps it)',
  ifMatch: true,
  params: z.object({ id: z.uuid() }),
  body: z.discriminatedUnion('answer', [
    z.strictObject({ answer: z.literal('accept'), reason: z.string().trim().max(500).optional() }),
    z.strictObject({ answer: z.literal('decline'), reason: z.string().trim().min(1).max(500) }),
  ]),
  result: handOver,
})

export const withdraw = endpoint({
  method: 'DELETE',
  path: '/hand-overs/:id',
  summary: 'The giver takes the offer back',
  ifMatch: true,
  params: z.object({ id: z.uuid() }),
  status: 200,
  result: handOver,
})

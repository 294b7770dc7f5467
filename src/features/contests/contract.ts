import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const person = z.object({ id: z.uuid(), name: z.string() })
const reason = z.string().trim().min(1).max(500)

export const contest = z.object({
  id: z.uuid(),
  version: z.int(),
  decisionId: z.uuid(),
  opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string() }),
  contester: person,
  /** Who held it when it was contested, and who should hold it instead. */
  holder: person,
  proposed: person,
  reason: z.string(),
  state: z.enum(['open', 'upheld', 'granted', 'withdrawn', 'overtaken']),
  /** Who decides; null where only an administrator can. */
  decider: person.nullable(),
  filedAt: z.string(),
  dueAt: z.string(),
  endedAt: z.string().nullable(),
  /** `onBehalfOf`: the decider, where they were away and somebody stood in for them. */
  ruling: z.object({ by: person, onBehalfOf: person.nullable(), reason: z.string() }).nullable(),
})
export type Contest = z.infer<typeof contest>

const byId = z.object({ id: z.uuid() })

export const fileContest = endpoint({
  method: 'POST',
  path: '/opportunities/:id/contests',
  summary:
    'Contests the decision by which the holder holds; somebody above the holder decides within 48 hours',
  params: byId,
  body: z.strictObject({
    decision: z.uuid(),
    reason,
    /** Who should hold it; the contester where nobody is named. */
    proposed: z.uuid().optional(),
  }),
  result: contest,
})

export const listContests = endpoint({
  method: 'GET',
  path: '/opportunities/:id/contests',
  summary: 'The contests of an opportunity’s decisions with their rulings, newest first',
  params: byId,
  result: z.object({ items: z.array(contest) }),
})

export const myContests = endpoint({
  method: 'GET',
  path: '/contests',
  summary: 'Contests I decide, soonest due first, or the last 100 I filed',
  query: z.object({ box: z.enum(['to-decide', 'filed']).default('to-decide') }),
  result: z.object({ items: z.array(contest) }),
})

export const ruleContest = endpoint({
  method: 'PUT',
  path: '/contests/:id/ruling',
  summary: 'Upholds the decision, or grants the contest: the proposed person holds from that moment',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ ruling: z.enum(['uphold', 'grant']), reason }),
  result: contest,
})
export type RulingInput = z.infer<NonNullable<typeof ruleContest.body>>

export const withdrawContest = endpoint({
  method: 'DELETE',
  path: '/contests/:id',
  summary: 'The contester takes their contest back',
  ifMatch: true,
  params: byId,
  status: 200,
  result: contest,
})

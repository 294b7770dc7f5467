import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const person = z.object({ id: z.uuid(), name: z.string() })

/** One tile of the ledger. `until` null: still held. */
export const holding = z.object({
  person,
  stage: z.object({ id: z.uuid(), key: z.string(), label: z.object({ zh: z.string(), en: z.string() }) }),
  from: z.string(),
  until: z.string().nullable(),
  because: z.enum([
    'routed',
    'given',
    'passed',
    'hand-over',
    'stage',
    'reopened',
    'plan',
    'leaver',
    'reorganisation',
    'contest',
    'restored',
    'merged',
    'split',
    'account',
    'escalated',
    'claimed',
    'assigned',
    'arrived',
    'released',
    'recycled',
    'taken-back',
    'moved',
  ]),
  /** What ended it, where nobody holds it after. */
  endedBecause: z.enum(['deleted', 'merged']).nullable(),
  reason: z.string().nullable(),
  actor: person.nullable(),
  /** Who was away and whom the actor stood in for. */
  onBehalfOf: person.nullable(),
  decisionId: z.uuid().nullable(),
})
export type Holding = z.infer<typeof holding>

/** Where one looks at what one holds oneself, in the browser. */
export const MINE = `/opportunities?filter=${encodeURIComponent('(holder == me() && isOpen == true)')}`

/** The giver knows that the receiver is away and that their deputy acts. */
const knowing = z.boolean().optional()

const byId = z.object({ id: z.uuid() })

export const listHoldings = endpoint({
  method: 'GET',
  path: '/opportunities/:id/holdings',
  summary: 'Who held this opportunity, since when, until when and why, oldest first',
  params: byId,
  result: z.object({ items: z.array(holding) }),
})

export const passHolding = endpoint({
  method: 'PUT',
  path: '/opportunities/:id/holding',
  summary: 'Passes the baton to another person at once (right: pass)',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ person: z.uuid(), reason: z.string().trim().min(1).max(500), knowing }),
  result: z.object({ id: z.uuid(), version: z.int(), holder: person }),
})

export const passMany = endpoint({
  method: 'POST',
  path: '/opportunities/passing',
  summary:
    'Passes several opportunities at once; `preview` tells what would happen and what cannot, and writes nothing',
  body: z.strictObject({
    ids: z.array(z.uuid()).min(1).max(1000),
    person: z.uuid(),
    reason: z.string().trim().min(1).max(500),
    preview: z.boolean().optional(),
    knowing,
  }),
  status: 200,
  result: z.object({
    passed: z.array(z.uuid()),
    refused: z.array(z.object({ id: z.uuid(), code: z.string(), facts: z.record(z.string(), z.unknown()) })),
    /** Where the receiver is away: until when, and who acts for them. */
    receiverAway: z.object({ until: z.string(), acting: person }).nullable(),
  }),
})

export const participant = z.object({
  person,
  letter: z.enum(['R', 'C', 'I']),
  function: z.string().nullable(),
  since: z.string(),
})
export const listParticipants = endpoint({
  method: 'GET',
  path: '/opportunities/:id/participants',
  summary: 'The people beside the holder: responsible, consulted, informed',
  params: byId,
  result: z.object({ items: z.array(participant) }),
})
export const setParticipant = endpoint({
  method: 'PUT',
  path: '/opportunities/:id/participants/:person',
  summary: 'Adds a helper or changes their letter; gives access to the record',
  params: z.object({ id: z.uuid(), person: z.uuid() }),
  body: z.strictObject({ letter: z.enum(['R', 'C', 'I']), function: z.string().nullable().optional() }),
  result: z.object({ items: z.array(participant) }),
})
export const removeParticipant = endpoint({
  method: 'DELETE',
  path: '/opportunities/:id/participants/:person',
  summary: 'Ends a helper’s part; the holder is never touched',
  params: z.object({ id: z.uuid(), person: z.uuid() }),
  result: z.object({ items: z.array(participant) }),
  status: 200,
})

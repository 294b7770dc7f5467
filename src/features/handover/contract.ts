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

export const packetLine = packet.keyof()
export type PacketLine = z.infer<typeof packetLine>

/** What is carried from hand to hand; the next step and its day are new each time. */
export const CARRIED_LINES = ['needs', 'budget', 'decisionMakers', 'promises', 'openQuestions'] as const

/** How a packet differs from the one the giver had accepted: what was lost, said otherwise, or learned since. */
export const packetDifference = z.object({
  line: packetLine,
  kind: z.enum(['dropped', 'changed', 'added']),
  before: z.string().nullable(),
  /** Why a line was dropped, in the giver's words. */
  reason: z.string().nullable(),
})
export type PacketDifference = z.infer<typeof packetDifference>

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
  /** When the one whose word is due was reminded; it goes up the line at `escalatesAt` where nothing is said by then. */
  remindedAt: z.string().nullable(),
  escalatesAt: z.string(),
  escalatedAt: z.string().nullable(),
  /** Who decides now that nobody answered in time. */
  escalatedTo: person.nullable(),
  /** Whose word is due at `dueAt`: the receiver's answer, or the giver's reply to a question. Null once answered. */
  waitsFor: z.enum(['receiver', 'giver']).nullable(),
  /** Who gives that word, where the one it is due from is away; and until when they are. */
  acting: person.extend({ until: z.string() }).nullable(),
  /** Who answered, and in whose name where that one was away. Null where it is open, or was answered before this was kept. */
  answeredBy: z.object({ person, onBehalfOf: person.nullable() }).nullable(),
  /** Questions and replies, oldest first. */
  messages: z.array(z.object({ person, onBehalfOf: person.nullable(), text: z.string(), at: z.string() })),
  /** The lines the receiver confirmed on accepting. */
  confirmed: z.array(packetLine),
  rating: z.object({ stars: z.int(), note: z.string().nullable() }).nullable(),
  /** Against the last accepted packet of the opportunity before this one; next step and its day are not compared. */
  differences: z.array(packetDifference),
})
export type HandOver = z.infer<typeof handOver>

export const offer = endpoint({
  method: 'POST',
  path: '/opportunities/:id/hand-overs',
  summary: 'Offers the opportunity to another person; the giver holds it until they accept',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({
    to: z.uuid(),
    toStage: z.string().optional(),
    packet,
    /** Why the packet leaves out what the last accepted one carried, for each such line. */
    dropped: z.partialRecord(z.enum(CARRIED_LINES), z.string().trim().min(1).max(500)).optional(),
    /** The giver knows that the receiver is away and that their deputy answers. */
    knowing: z.boolean().optional(),
  }),
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
    'Hand-overs that wait for my word (`received`: an answer, or a reply to a question), for somebody else’s (`sent`), or for my decision because nobody answered (`escalated`), soonest due first; `answered` for the last 100',
  query: z.object({ box: z.enum(['received', 'sent', 'escalated', 'answered']).default('received') }),
  result: z.object({ items: z.array(handOver) }),
})

export const answer = endpoint({
  method: 'PUT',
  path: '/hand-overs/:id/answer',
  summary: 'Accepts (the receiver holds it from that moment) or declines with a reason (the giver keeps it)',
  ifMatch: true,
  params: z.object({ id: z.uuid() }),
  body: z.discriminatedUnion('answer', [
    z.strictObject({
      answer: z.literal('accept'),
      reason: z.string().trim().max(500).optional(),
      confirmed: z.array(packetLine).max(7).optional(),
    }),
    z.strictObject({ answer: z.literal('decline'), reason: z.string().trim().min(1).max(500) }),
  ]),
  result: handOver,
})

const why = z.string().trim().min(1).max(500)

/** What whoever decides about an unanswered hand-over may say. */
export const rulingInput = z.discriminatedUnion('ruling', [
  z.strictObject({ ruling: z.literal('accept'), reason: why }),
  z.strictObject({ ruling: z.literal('decline'), reason: why }),
  z.strictObject({ ruling: z.literal('return'), reason: why }),
  z.strictObject({ ruling: z.literal('offer-to'), to: z.uuid(), reason: why }),
  z.strictObject({ ruling: z.literal('pass-to'), to: z.uuid(), reason: why }),
])
export type RulingInput = z.infer<typeof rulingInput>

export const rule = endpoint({
  method: 'PUT',
  path: '/hand-overs/:id/ruling',
  summary:
    'Decides about a hand-over that went up the line: answers in the receiver’s place (`accept`, `decline`), gives it back to the giver (`return`), offers it to somebody else (`offer-to`) or passes at once (`pass-to`; right: pass)',
  ifMatch: true,
  params: z.object({ id: z.uuid() }),
  body: rulingInput,
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

export const write = endpoint({
  method: 'POST',
  path: '/hand-overs/:id/messages',
  summary:
    'Asks the giver about the packet, or replies to the receiver; the other one’s time to answer begins',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({ text: line.min(1) }),
  result: handOver,
})

export const rate = endpoint({
  method: 'PUT',
  path: '/hand-overs/:id/rating',
  summary:
    'The receiver of an accepted hand-over says how useful the packet was: 1 (useless) to 5 (complete)',
  ifMatch: true,
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({ stars: z.int().min(1).max(5), note: z.string().trim().max(500).optional() }),
  result: handOver,
})

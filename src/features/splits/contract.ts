import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const person = z.object({ id: z.uuid(), name: z.string(), active: z.boolean() })
const named = z.object({ id: z.uuid(), name: z.string() })
const money = z.object({ amount: z.string(), currency: z.string() })
const label = z.object({ zh: z.string(), en: z.string() })
const reason = z.string().trim().min(1).max(500)
const byId = z.object({ id: z.uuid() })
/** Percent, with two decimals at most. */
const percent = z.number().min(0).max(100).multipleOf(0.01)

export const SPLIT_STATES = ['proposed', 'disputed', 'agreed', 'settled', 'withdrawn'] as const
export type SplitState = (typeof SPLIT_STATES)[number]

export const MOST_PARTS = 20
const terms = z
  .array(z.strictObject({ person: z.uuid(), percent: percent.min(0.01) }))
  .min(1)
  .max(MOST_PARTS)
export type TermsInput = z.infer<typeof terms>

export const split = z.object({
  id: z.uuid(),
  version: z.int(),
  state: z.enum(SPLIT_STATES),
  opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string() }),
  /** What it is worth, where the reader may read amounts. */
  worth: money.nullable(),
  terms: z.array(
    z.object({
      person,
      percent: z.number(),
      answer: z.enum(['agreed', 'disputed']).nullable(),
      reason: z.string().nullable(),
    }),
  ),
  reason: z.string().nullable(),
  proposedBy: named,
  proposedAt: z.string(),
  /** Who settles it, while it is disputed. */
  decider: named.nullable(),
  ruling: z.object({ by: named, reason: z.string() }).nullable(),
  endedAt: z.string().nullable(),
  /** What the reader may do with it now. */
  may: z.object({ answer: z.boolean(), settle: z.boolean(), withdraw: z.boolean() }),
})
export type Split = z.infer<typeof split>

const part = z.object({ person, percent: z.number(), from: z.string(), until: z.string().nullable() })
const basis = z.object({
  person,
  percent: z.number(),
  /** What it comes from: days at each stage, and how much a day there counts. */
  held: z.array(z.object({ stage: z.string(), label, days: z.number(), weight: z.number() })),
})

export const readCredit = endpoint({
  method: 'GET',
  path: '/opportunities/:id/credit',
  summary:
    'Who earns how much of an opportunity: the parts in force, the splits so far, and what would be proposed from who held it',
  params: byId,
  result: z.object({
    /** In force now or from then to then; empty where all of it is the holder’s. */
    parts: z.array(part),
    splits: z.array(split),
    proposal: z.array(basis),
    /** It was won and its split stands: a change needs a reason. */
    isLocked: z.boolean(),
    mayPropose: z.boolean(),
  }),
})
export type Credit = z.infer<typeof readCredit.result & {}>

export const proposeSplit = endpoint({
  method: 'POST',
  path: '/opportunities/:id/credit',
  summary:
    'Proposes a split; in force as soon as everybody in it agrees. Without parts: what follows from who held it',
  params: byId,
  body: z.strictObject({ parts: terms.optional(), reason: reason.optional() }),
  result: split,
})

export const answerSplit = endpoint({
  method: 'PUT',
  path: '/splits/:id/answer',
  summary:
    'Agrees to one’s part, or disputes the split with a reason; a disputed one goes to whoever settles it',
  ifMatch: true,
  params: byId,
  body: z.discriminatedUnion('answer', [
    z.strictObject({ answer: z.literal('agreed') }),
    z.strictObject({ answer: z.literal('disputed'), reason }),
  ]),
  result: split,
})
export type Answer = { answer: 'agreed' } | { answer: 'disputed'; reason: string }

export const settleSplit = endpoint({
  method: 'PUT',
  path: '/splits/:id/ruling',
  summary: 'Settles a disputed split with the parts that hold from now on and the reason',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ parts: terms, reason }),
  result: split,
})

export const withdrawSplit = endpoint({
  method: 'DELETE',
  path: '/splits/:id',
  summary: 'Takes back what one proposed, while it is open',
  ifMatch: true,
  params: byId,
})

export const SPLIT_BOXES = ['mine', 'to-settle', 'all'] as const
export type SplitBox = (typeof SPLIT_BOXES)[number]

export const listSplits = endpoint({
  method: 'GET',
  path: '/splits',
  summary:
    'Splits I am part of or proposed, those I settle, or all of opportunities I see; open ones first, then newest first',
  query: z.object({
    box: z.enum(SPLIT_BOXES).default('mine'),
    state: z.enum(['open', 'ended']).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(500).optional(),
  }),
  result: z.object({ items: z.array(split), next: z.string().optional() }),
})

export const listUnsplit = endpoint({
  method: 'GET',
  path: '/splits/missing',
  summary:
    'What I held or see, was won within a year by the hands of several, and is nobody’s but the holder’s; newest first, a hundred at most',
  result: z.object({
    items: z.array(
      z.object({
        opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string() }),
        holder: named,
        people: z.int(),
        closedAt: z.string(),
      }),
    ),
  }),
})

const range = z.object({ from: z.iso.date(), to: z.iso.date() })
export const readCredits = endpoint({
  method: 'GET',
  path: '/credits',
  summary:
    'What people earned of what was won in a period, by the splits in force: oneself, those one leads, and what one may see',
  query: range.extend({ person: z.uuid().optional() }),
  result: z.object({
    people: z.array(z.object({ person, won: z.number(), amount: z.array(money) })),
    /** Of one person: the opportunities it is made of, newest first, two hundred at most. */
    rows: z.array(
      z.object({
        opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string() }),
        closedAt: z.string(),
        percent: z.number(),
        amount: money.nullable(),
      }),
    ),
  }),
})
export type Credits = z.infer<typeof readCredits.result & {}>

const weights = z.array(
  z.object({ stage: z.string().min(1).max(40), label, weight: z.number().min(0).max(100) }),
)
export const readWeights = endpoint({
  method: 'GET',
  path: '/splits/weights',
  summary: 'How much a day at each stage counts where a split is proposed from who held it',
  result: z.object({ weights }),
})
export const changeWeights = endpoint({
  method: 'PUT',
  path: '/splits/weights',
  summary: 'Says how much a day at a stage counts (right: administrator)',
  body: z.strictObject({
    weights: z
      .array(z.strictObject({ stage: z.string().min(1).max(40), weight: z.number().min(0).max(100) }))
      .max(200),
  }),
  result: z.object({ weights }),
})

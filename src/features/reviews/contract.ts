import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const text = z.object({ zh: z.string(), en: z.string() })
const person = z.object({ id: z.uuid(), name: z.string() })
const byId = z.object({ id: z.uuid() })
const cause = z.string().min(1).max(40)
const words = z.string().trim().min(1).max(2000)

export const REVIEW_STATES = ['open', 'proposed', 'disputed', 'agreed', 'ruled'] as const
export const REVIEW_BOXES = ['mine', 'all'] as const
export type ReviewBox = (typeof REVIEW_BOXES)[number]

export const reviewCause = z.object({ key: cause, label: text, isRetired: z.boolean() })
export type ReviewCause = z.infer<typeof reviewCause>

const head = {
  id: z.uuid(),
  version: z.int(),
  /** Without its title where only the review may be seen. */
  opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string().nullable() }),
  holder: person,
  because: z.enum(['hand', 'amount', 'stage', 'sample']),
  openedAt: z.string(),
  dueAt: z.string(),
  escalatedAt: z.string().nullable(),
  state: z.enum(REVIEW_STATES),
  cause: cause.nullable(),
  endedAt: z.string().nullable(),
  /** Actions done and in all. */
  done: z.int(),
  actionCount: z.int(),
  /** What the caller is waited for: to propose a cause, to say whether they agree, or to settle. */
  wants: z.enum(['propose', 'view', 'ruling']).nullable(),
}
export const reviewHead = z.object(head)
export type ReviewHead = z.infer<typeof reviewHead>

/** Somebody held it somewhere, for how long, and what they did meanwhile; working time is in minutes of their own calendar. */
const stay = z.object({
  stage: z.string(),
  person,
  from: z.string(),
  to: z.string().nullable(),
  because: z.string(),
  workingMinutes: z.number(),
  followUps: z.int(),
  /** Working minutes until the first follow-up; null where there was none. */
  untilFirst: z.number().nullable(),
  /** The longest working time without a follow-up. */
  longestQuiet: z.number(),
})
export type ReviewStay = z.infer<typeof stay>

/** Where it passed from hand to hand, or, last of all, the stage where it was lost by whoever held it alone. */
const node = z.object({
  index: z.int(),
  at: z.string(),
  stage: z.string(),
  toStage: z.string(),
  giver: person,
  receiver: person,
  /** By a hand-over with a packet. */
  isHandOver: z.boolean(),
})
export type ReviewNode = z.infer<typeof node>

const limit = z.object({
  kind: z.string(),
  stage: z.string().nullable(),
  person,
  dueAt: z.string(),
  breachedAt: z.string().nullable(),
  met: z.boolean().nullable(),
})

const offer = z.object({
  from: person,
  to: person,
  stage: z.string(),
  toStage: z.string(),
  offeredAt: z.string(),
  answeredAt: z.string().nullable(),
  state: z.string(),
  asked: z.boolean(),
  /** Empty where the opportunity itself may not be seen. */
  packet: z.record(z.string(), z.string()),
  /** Lines of the packet before that were left out on the way, with the reason given. */
  dropped: z.array(z.object({ line: z.string(), before: z.string(), reason: z.string().nullable() })),
})
export type ReviewOffer = z.infer<typeof offer>

const gate = z.object({
  stage: z.string(),
  label: text,
  state: z.string(),
  by: person.nullable(),
  at: z.string(),
  reason: z.string().nullable(),
})

const view = z.object({
  round: z.int(),
  side: person,
  by: person,
  isAgreed: z.boolean(),
  cause: cause.nullable(),
  words: z.string().nullable(),
  at: z.string(),
})
export type ReviewView = z.infer<typeof view>

const action = z.object({
  id: z.uuid(),
  title: z.string(),
  holder: person,
  dueOn: z.string(),
  doneAt: z.string().nullable(),
  isLate: z.boolean(),
})
export type ReviewAction = z.infer<typeof action>

export const review = z.object({
  ...head,
  outcomeReason: z.string().nullable(),
  openedBy: person.nullable(),
  words: z.string().nullable(),
  /** The node proposed, and its sides. */
  node: z.object({ stage: z.string(), toStage: z.string(), at: z.string() }).nullable(),
  giver: person.nullable(),
  receiver: person.nullable(),
  decider: person.nullable(),
  proposedBy: person.nullable(),
  round: z.int(),
  views: z.array(view),
  ruledBy: person.nullable(),
  ruling: z.string().nullable(),
  actions: z.array(action),
  stays: z.array(stay),
  nodes: z.array(node),
  limits: z.array(limit),
  offers: z.array(offer),
  gates: z.array(gate),
  causes: z.array(reviewCause),
  /** What the caller may do now. */
  may: z.object({ propose: z.boolean(), view: z.boolean(), rule: z.boolean(), act: z.boolean() }),
})
export type Review = z.infer<typeof review>

export const listReviews = endpoint({
  method: 'GET',
  path: '/reviews',
  summary: 'Reviews, newest first: those that wait for the caller, or all the caller may see',
  query: z.object({
    box: z.enum(REVIEW_BOXES).default('mine'),
    state: z.enum(['going', 'ended']).default('going'),
    limit: z.coerce.number().int().min(1).max(100).optional(),
    cursor: z.string().max(500).optional(),
  }),
  result: z.object({ items: z.array(reviewHead), next: z.string().optional() }),
})

export const reviewsOfOpportunity = endpoint({
  method: 'GET',
  path: '/opportunities/:id/reviews',
  summary: 'The reviews of one opportunity, newest first',
  params: byId,
  result: z.object({
    items: z.array(reviewHead),
    /** It was lost and the caller may open one. */ mayOpen: z.boolean(),
  }),
})

export const openReview = endpoint({
  method: 'POST',
  path: '/opportunities/:id/reviews',
  summary:
    'Opens the review of a lost opportunity; whoever held it last holds the review, unless somebody is named',
  params: byId,
  body: z.strictObject({ holder: z.uuid().optional() }),
  result: review,
})

export const readReview = endpoint({
  method: 'GET',
  path: '/reviews/:id',
  summary: 'One review with everything it looks at: stays, limits, packets, gates, views and actions',
  params: byId,
  result: review,
})

export const proposeCause = endpoint({
  method: 'PUT',
  path: '/reviews/:id/cause',
  summary: 'Proposes the cause, the node and words; both sides of the node are asked whether they agree',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ cause, node: z.int().min(0).max(10_000), words }),
  status: 200,
  result: review,
})

export const giveView = endpoint({
  method: 'POST',
  path: '/reviews/:id/views',
  summary:
    'Says for one side that the proposed cause is agreed, or what it was instead; where both agree the review ends',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ isAgreed: z.boolean(), cause: cause.optional(), words: words.optional() }),
  status: 200,
  result: review,
})

export const ruleReview = endpoint({
  method: 'PUT',
  path: '/reviews/:id/ruling',
  summary: 'Settles a cause the sides do not agree on (whoever is above both, or an administrator)',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ cause, words }),
  status: 200,
  result: review,
})

export const addAction = endpoint({
  method: 'POST',
  path: '/reviews/:id/actions',
  summary: 'Adds an action: a task with a holder and a day',
  params: byId,
  body: z.strictObject({ title: z.string().trim().min(2).max(200), holder: z.uuid(), dueOn: z.iso.date() }),
  result: review,
})

const rule = z.object({
  /** Every lost one of at least this amount; null for none. */
  leastAmount: z.object({ amount: z.string().max(30), currency: z.string().length(3) }).nullable(),
  /** Every lost one that came as far as this stage. */
  fromStage: z.string().max(40).nullable(),
  /** So many of last week's lost ones, drawn by lot. */
  weekly: z.int().min(0).max(50),
  /** Working days its holder has. */
  limitDays: z.int().min(1).max(60),
})
export type ReviewRule = z.infer<typeof rule>
export const reviewSettings = z.object({ rule, causes: z.array(reviewCause) })
export type ReviewSettings = z.infer<typeof reviewSettings>

export const readReviewSettings = endpoint({
  method: 'GET',
  path: '/reviews/settings',
  summary: 'Which lost opportunities are reviewed by themselves, and the causes to choose from',
  result: reviewSettings,
})

export const changeReviewSettings = endpoint({
  method: 'PUT',
  path: '/reviews/settings',
  summary:
    'Sets the rule and the causes (right: administrator); a cause left out is retired, what was chosen stays',
  body: z.strictObject({
    rule: z.strictObject({
      ...rule.shape,
      leastAmount: z.strictObject({ amount: z.string().max(30), currency: z.string().length(3) }).nullable(),
    }),
    causes: z
      .array(
        z.strictObject({
          key: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
          label: z.strictObject({
            zh: z.string().trim().min(1).max(60),
            en: z.string().trim().min(1).max(60),
          }),
        }),
      )
      .min(1)
      .max(40),
  }),
  result: reviewSettings,
})

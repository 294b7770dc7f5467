import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { text } from '../plan/contract.ts'

const person = z.object({ id: z.uuid(), name: z.string() })
const byId = z.object({ id: z.uuid() })
const byKey = z.object({ key: z.string().max(60) })
const reason = z.string().trim().min(1).max(500)
const ids = z.array(z.uuid()).min(1).max(200)
const refused = z.object({
  id: z.uuid(),
  number: z.int().nullable(),
  code: z.string(),
  facts: z.record(z.string(), z.unknown()),
})

/** What somebody may still take from a pool; null: without limit. */
export const allowance = z.object({
  claimsPerDay: z.int().nullable(),
  claimedToday: z.int(),
  holdMost: z.int().nullable(),
  /** What they hold that is open, not won, and lies in no pool. */
  holding: z.int(),
  left: z.int().nullable(),
})
export type Allowance = z.infer<typeof allowance>

export const poolInView = z.object({
  key: z.string(),
  label: text,
  keeper: person,
  /** I keep it, or stand in for whoever does. */
  mine: z.boolean(),
  member: z.boolean(),
  claiming: z.enum(['free', 'on-application']),
  coolDownDays: z.int(),
  /** How much lies there; `more` beyond ten thousand. */
  lying: z.object({ count: z.int(), more: z.boolean() }),
  /** Applications that wait for the keeper, where that is me. */
  applications: z.int(),
  /** Fields of an opportunity that I see there. */
  shows: z.array(z.string()),
  allowance,
})
export type PoolInView = z.infer<typeof poolInView>

export const listPools = endpoint({
  method: 'GET',
  path: '/pools',
  summary: 'The pools I may claim from or keep: what lies there, who keeps it, what I may still take today',
  result: z.object({ items: z.array(poolInView) }),
})

export const STAY_REASONS = ['arrived', 'released', 'recycled', 'taken-back', 'moved'] as const

/** An opportunity in a pool as its members see it: only what the pool shows. */
export const lying = z.object({
  id: z.uuid(),
  number: z.int(),
  stage: z.object({ key: z.string(), label: text }),
  since: z.string(),
  because: z.enum(STAY_REASONS),
  reason: z.string().nullable(),
  previousHolder: person.nullable(),
  /** The fields the pool shows; references as `{ id, title }`. */
  record: z.record(z.string(), z.unknown()),
  /** I may open it by other rights than the pool's. */
  opens: z.boolean(),
  /** Why I may not claim it now; null where I may, or may apply. */
  blocked: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).nullable(),
  /** My open application. */
  applied: z.object({ id: z.uuid(), version: z.int() }).nullable(),
})
export type Lying = z.infer<typeof lying>

export const listLying = endpoint({
  method: 'GET',
  path: '/pools/:key/opportunities',
  summary:
    'What lies in a pool, newest first (`sort`: newest, oldest, largest); `filter` is CEL over the fields it shows, `search` words in them',
  params: byKey,
  query: z.object({
    filter: z.string().max(4000).optional(),
    search: z.string().max(200).optional(),
    sort: z.enum(['newest', 'oldest', 'largest']).default('newest'),
    cursor: z.string().max(2000).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  result: z.object({ items: z.array(lying), next: z.string().optional() }),
})

export const claim = endpoint({
  method: 'POST',
  path: '/opportunities/:id/claims',
  summary: 'Claims an opportunity that lies in a pool: exactly one person wins it (right: claim)',
  params: byId,
  result: z.object({
    id: z.uuid(),
    number: z.int(),
    version: z.int(),
    holder: person,
    pool: z.string(),
    allowance,
  }),
})

export const claimMany = endpoint({
  method: 'POST',
  path: '/pools/:key/claims',
  summary:
    'Claims several in the given order as far as the limits go and says of each other one why not; `preview` writes nothing (right: claim)',
  params: byKey,
  body: z.strictObject({ ids, preview: z.boolean().optional() }),
  status: 200,
  result: z.object({
    claimed: z.array(z.object({ id: z.uuid(), number: z.int() })),
    refused: z.array(refused),
    allowance,
  }),
})

export const assign = endpoint({
  method: 'POST',
  path: '/pools/:key/assignments',
  summary:
    'Gives what lies in a pool to one of its members: its keeper, or whoever may pass it; `preview` writes nothing',
  params: byKey,
  body: z.strictObject({
    ids,
    person: z.uuid(),
    reason: reason.optional(),
    /** The giver knows that the receiver is away. */
    knowing: z.boolean().optional(),
    preview: z.boolean().optional(),
  }),
  status: 200,
  result: z.object({
    assigned: z.array(z.object({ id: z.uuid(), number: z.int() })),
    refused: z.array(refused),
  }),
})

export const release = endpoint({
  method: 'POST',
  path: '/opportunities/:id/releases',
  summary:
    'Gives what one holds back to the pool it belongs to, or to the one named, with a reason (right: release)',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ reason, pool: z.string().max(60).optional() }),
  result: z.object({
    id: z.uuid(),
    version: z.int(),
    pool: z.object({ key: z.string(), label: text }),
    keeper: person,
    /** From which day whoever gave it back may claim it again; null where at once. */
    claimableFrom: z.string().nullable(),
  }),
})

export const takeBack = endpoint({
  method: 'POST',
  path: '/opportunities/taking-back',
  summary:
    'Takes opportunities from their holders into the pool each belongs to, with a reason: right takeBack, or the keeper of the pool it came from; `preview` writes nothing',
  body: z.strictObject({ ids, reason, preview: z.boolean().optional() }),
  status: 200,
  result: z.object({
    taken: z.array(z.object({ id: z.uuid(), number: z.int(), pool: z.string() })),
    refused: z.array(refused),
  }),
})

/** What somebody who may release or take back an opportunity can do about pools. */
export const poolOfOpportunity = endpoint({
  method: 'GET',
  path: '/opportunities/:id/pool',
  summary: 'The pool an opportunity lies in, and those it could be released to',
  params: byId,
  result: z.object({
    lies: z
      .object({
        pool: z.object({ key: z.string(), label: text }),
        keeper: person,
        since: z.string(),
        because: z.enum(STAY_REASONS),
        reason: z.string().nullable(),
      })
      .nullable(),
    /** The pool it belongs to. */
    belongs: z.string().nullable(),
    pools: z.array(z.object({ key: z.string(), label: text, keeper: person })),
    mayRelease: z.boolean(),
    mayTakeBack: z.boolean(),
  }),
})

/** Somebody asks the keeper for what lies in a pool. */
export const application = z.object({
  id: z.uuid(),
  version: z.int(),
  opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string().nullable() }),
  pool: z.object({ key: z.string(), label: text }),
  person,
  note: z.string().nullable(),
  state: z.enum(['open', 'approved', 'declined', 'fallen', 'withdrawn']),
  appliedAt: z.string(),
  answeredAt: z.string().nullable(),
  answeredBy: person.nullable(),
  answer: z.string().nullable(),
})
export type Application = z.infer<typeof application>

export const apply = endpoint({
  method: 'POST',
  path: '/opportunities/:id/applications',
  summary: 'Asks the keeper of the pool for an opportunity that lies there (right: claim)',
  params: byId,
  body: z.strictObject({ note: z.string().trim().max(500).optional() }),
  result: application,
})

export const listApplications = endpoint({
  method: 'GET',
  path: '/pool-applications',
  summary:
    'What waits for my word as keeper (`to-decide`), oldest first; what I asked for (`mine`), the last hundred',
  query: z.object({ box: z.enum(['to-decide', 'mine']).default('to-decide') }),
  result: z.object({ items: z.array(application) }),
})

export const answerApplication = endpoint({
  method: 'PUT',
  path: '/pool-applications/:id/answer',
  summary:
    'The keeper approves (the applicant holds it from that moment, within their limits) or declines with a reason',
  ifMatch: true,
  params: byId,
  body: z.discriminatedUnion('answer', [
    z.strictObject({ answer: z.literal('approve') }),
    z.strictObject({ answer: z.literal('decline'), reason }),
  ]),
  result: application,
})

export const withdrawApplication = endpoint({
  method: 'DELETE',
  path: '/pool-applications/:id',
  summary: 'The applicant takes it back',
  ifMatch: true,
  params: byId,
  status: 200,
  result: application,
})

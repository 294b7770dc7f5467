import { z } from 'zod'
import { span } from './clocks.ts'
import { condition, heldIn, key, text } from './parts.ts'

const days = z.int().min(1).max(3650)

/** What a recycle rule looks at: any progress, the last follow-up, entering the stage, coming in or being claimed, a date of the record. */
export const PROGRESS = ['progress', 'follow-up', 'stage', 'received', 'date'] as const
export type Progress = (typeof PROGRESS)[number]
export const DAY_UNITS = ['days', 'working-days'] as const

/** So many days after what it looks at; working days are those of whoever holds the opportunity. */
export const idle = z.strictObject({
  what: z.enum(PROGRESS),
  /** The field with the date, where a date counts. */
  field: z.string().max(60).nullable().default(null),
  amount: days,
  unit: z.enum(DAY_UNITS),
})
export type Idle = z.infer<typeof idle>

/** When what somebody holds goes back: so long after its last progress, warned before. The first rule that applies counts. */
export const recycling = z.preprocess(
  fromIdleDays,
  z.strictObject({
    /** Which opportunities; empty: all of the pool. */
    when: condition,
    after: idle,
    /** How long before the holder is warned, in the unit of `after`. */
    warnDays: z.int().min(0).max(3650),
    /** The pool it goes to; null: the one it belongs to. */
    to: key.nullable(),
    /** Stages at which nothing is recycled. */
    exceptAt: z.array(key).max(60).default([]),
    /** What becomes of those who support the holder. */
    supporters: z.enum(['stay', 'end']).default('stay'),
    /** What becomes of the former holder's open tasks: the keeper has them, or they are closed. */
    tasks: z.enum(['keeper', 'close']).default('keeper'),
    /** Nothing before this day counts: whoever switches recycling on gives everybody time from then. */
    countsFrom: z.iso.date().nullable().default(null),
  }),
)
export type Recycling = z.infer<typeof recycling>

/** Documents of before rules could look at anything else said `idleDays`. */
function fromIdleDays(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('idleDays' in value)) return value
  const { idleDays, ...rest } = value
  return { after: { what: 'progress', field: null, amount: idleDays, unit: 'days' }, ...rest }
}

/** What one person of a function may claim in a day and hold at most, where it is not what the pool says. */
export const functionLimit = z.strictObject({
  function: key,
  claimsPerDay: z.int().min(1).max(1000).nullable(),
  holdMost: z.int().min(1).max(100_000).nullable(),
})
export type FunctionLimit = z.infer<typeof functionLimit>

/** What members see before they claim: enough to choose by, nothing by which the customer is called. */
export const USUAL_SHOWS: readonly string[] = [
  'title',
  'companyName',
  'type',
  'region',
  'product',
  'amount',
  'source',
]

/** Work that its members take by themselves; its keeper is accountable for what nobody has taken. */
export const pool = z.strictObject({
  key,
  label: text,
  keeper: z.uuid(),
  /** Which opportunities belong to it; the first pool whose condition holds counts, an empty one holds always. Pools of the holder's
   * department come before those of the departments above it, and these before those of everybody. */
  when: condition,
  /** Whose work belongs to it. */
  departments: heldIn,
  /** Who may claim: everybody of the functions and of the departments and those below; both empty: everybody. */
  members: z.strictObject({
    functions: z.array(key).max(40).default([]),
    departments: z.array(z.uuid()).max(200).default([]),
  }),
  /** Whether a claim counts at once or the keeper agrees to it. */
  claiming: z.enum(['free', 'on-application']).default('free'),
  /** How long it may lie there before the keeper is asked; null: five working days. */
  claimWithin: span.nullable().default(null),
  /** Fields of the opportunity that members see before they claim. */
  shows: z
    .array(z.string().max(60))
    .max(40)
    .default([...USUAL_SHOWS]),
  /** How many one person may claim in a day, and hold at most; null: no limit. */
  claimsPerDay: z.int().min(1).max(1000).nullable(),
  holdMost: z.int().min(1).max(100_000).nullable(),
  /** Functions with limits of their own; of somebody with several the most generous counts. */
  limits: z.array(functionLimit).max(40).default([]),
  /** How long whoever held it before may not claim it again. */
  coolDownDays: z.int().min(0).max(3650),
  recycle: z.array(recycling).max(10),
})
export type Pool = z.infer<typeof pool>

/** Back after thirty days without progress, warned three days before. */
export const USUAL_RECYCLING: Readonly<Recycling> = {
  when: '',
  after: { what: 'progress', field: null, amount: 30, unit: 'days' },
  warnDays: 3,
  to: null,
  exceptAt: [],
  supporters: 'stay',
  tasks: 'keeper',
  countsFrom: null,
}

/** What people expect of a pool: sales claim ten a day and hold a hundred, and wait a week before they take the same again. */
export const USUAL_POOL: Omit<Pool, 'key' | 'label' | 'keeper'> = {
  when: '',
  members: { functions: ['sales'], departments: [] },
  claiming: 'free',
  claimWithin: null,
  shows: [...USUAL_SHOWS],
  claimsPerDay: 10,
  holdMost: 100,
  limits: [],
  coolDownDays: 7,
  recycle: [{ ...USUAL_RECYCLING }],
}

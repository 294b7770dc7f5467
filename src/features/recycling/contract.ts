import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { DAY_UNITS, PROGRESS, planDocument, text } from '../plan/contract.ts'

const person = z.object({ id: z.uuid(), name: z.string() })
const named = z.object({ key: z.string(), label: text })

/** An opportunity that goes back to a pool unless somebody does something. */
export const recyclingRow = z.object({
  opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string(), version: z.int() }),
  holder: person,
  stage: named,
  /** Since when nothing counts as progress, and when it goes back. */
  since: z.string(),
  dueAt: z.string(),
  warnedAt: z.string().nullable(),
  isPaused: z.boolean(),
  /** The pool it goes to, and who keeps it. */
  pool: named.extend({ keeper: person.nullable() }),
  /** By which rule: its number from 1, and what it looks at. */
  rule: z.int(),
  after: z.object({
    what: z.enum(PROGRESS),
    field: z.string().nullable(),
    amount: z.int(),
    unit: z.enum(DAY_UNITS),
  }),
})
export type RecyclingRow = z.infer<typeof recyclingRow>

export const WHOSE = ['mine', 'team', 'kept', 'all'] as const

export const listRecycling = endpoint({
  method: 'GET',
  path: '/recycling',
  summary:
    'What goes back to a pool within so many days (`7d`), soonest first: what I hold, what those I lead hold, what comes to pools I keep, or all I see',
  query: z.object({
    within: z
      .string()
      .regex(/^([1-9]\d{0,2})d$/)
      .default('7d'),
    whose: z.enum(WHOSE).default('mine'),
    cursor: z.string().max(2000).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  result: z.object({ items: z.array(recyclingRow), next: z.string().optional() }),
})

/** How many of what was looked at a plan would warn of and take back. */
export const recyclingCounts = z.object({
  /** How many open opportunities were looked at; `more`: there are others. */
  open: z.int(),
  more: z.boolean(),
  /** How many would have a recycle clock, how many of these would be warned of at once, and how many go back within 7 and 30 days. */
  recycling: z.int(),
  warnedAtOnce: z.int(),
  withinWeek: z.int(),
  withinMonth: z.int(),
  /** How many would be past the limit for a first contact, or for the next follow-up, and how many within it. */
  overdue: z.int(),
  inTime: z.int(),
})
export type RecyclingCounts = z.infer<typeof recyclingCounts>

export const previewRecycling = endpoint({
  method: 'POST',
  path: '/recycling/previews',
  summary:
    'What a plan’s pools and limits would mean for the opportunities I see, if it ran now; writes nothing',
  body: z.strictObject({ document: planDocument }),
  status: 200,
  result: recyclingCounts,
})

import { z } from 'zod'
import { CAUSE_KINDS, SEGMENT_FIELDS } from '../../engines/causes/index.ts'
import { endpoint } from '../../kernel/endpoint.ts'

const text = z.object({ zh: z.string(), en: z.string() })
const named = z.object({ id: z.uuid(), name: z.string() })
const keyed = z.object({ key: z.string(), label: text })
const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })
export const causeKind = z.enum(CAUSE_KINDS)

/** Where it is. Empty lists: everywhere. */
export const place = z.object({
  stages: z.array(keyed),
  functions: z.array(keyed),
  departments: z.array(named),
  people: z.array(named),
  segment: z
    .object({
      field: z.enum(SEGMENT_FIELDS),
      values: z.array(z.object({ value: z.string(), label: text })),
    })
    .nullable(),
  /** The kind of a limit. */
  limit: z.string().nullable(),
  rule: z.object({ id: z.uuid(), label: text }).nullable(),
})

export const evidence = z.object({
  /** The place itself, its peers, or one step of a dose from the least. */
  what: z.enum(['here', 'peers', 'step']),
  step: z.int().nullable(),
  unit: z.enum(['days', 'share', 'hours', 'count']),
  n: z.int(),
  value: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
})

export const cause = z.object({
  /** The same cause has the same key whenever it is looked for. */
  key: z.string(),
  kind: causeKind,
  place,
  /** What it cost in the period, in `unit`, estimated with its 95 % interval; causes are in the order of what they cost. */
  size: z.number(),
  unit: z.enum(['opportunities', 'days']),
  interval: z.object({ low: z.number(), high: z.number() }),
  cost: z.object({
    opportunities: estimate.nullable(),
    days: estimate.nullable(),
    /** Opportunities lost at the mean amount of those won. */
    money: z
      .object({ amount: z.string(), low: z.string(), high: z.string(), currency: z.string() })
      .nullable(),
  }),
  /** By which causes of both units are put in one order: opportunities lost, and days in opportunities' worth of the usual cycle. */
  weight: z.number(),
  /** How far it is from its like: times as much, so many hundredths more, or its share. */
  effect: estimate.extend({ measure: z.enum(['ratio', 'difference', 'share']) }),
  evidence: z.array(evidence),
  /** Figures the sentence needs. */
  facts: z.record(z.string(), z.union([z.number(), z.string()])),
  /** The chance of seeing as much where there is nothing. */
  chance: z.number(),
  /** Kinds of causes that only follow from this one and are not listed themselves. */
  leadsTo: z.array(causeKind),
  /** CEL: the opportunities of the place; null where a condition cannot say it, then `rows` do. */
  filter: z.string().nullable(),
  /** How many opportunities it is about, and those it hurt most, with the days (hours, for first contact) it took. */
  count: z.int(),
  rows: z.array(z.object({ id: z.uuid(), number: z.int(), title: z.string(), value: z.number() })),
})
export type Cause = z.infer<typeof cause>

const day = z.iso.date()
export const period = { from: day, to: day }

export const listCauses = endpoint({
  method: 'GET',
  path: '/causes',
  summary:
    'What loses opportunities or time among those opened in a period that the caller may see, the largest first; people are named to themselves and to those above them',
  query: z.object({
    /** First and last day; the last half year where neither is said. */
    from: day.optional(),
    to: day.optional(),
    /** CEL over opportunities. */
    filter: z.string().max(4000).optional(),
  }),
  result: z.object({
    period: z.object({ from: day, to: day }),
    items: z.array(cause),
    checked: z.object({
      /** How much was compared of each kind, and how much was too little to be compared. */
      kinds: z.array(z.object({ kind: causeKind, compared: z.int(), tooFew: z.int() })),
      opportunities: z.int(),
      /** The company has more in the period than are looked at: only the newest were. */
      more: z.boolean(),
    }),
  }),
})
export type Causes = z.infer<NonNullable<typeof listCauses.result>>
export type Asked = { from?: string | undefined; to?: string | undefined; filter?: string | undefined }

import { z } from 'zod'
import { DEVIATIONS } from '../../engines/mining/deviations.ts'
import { PASSING_BY } from '../../engines/mining/passing.ts'
import { endpoint } from '../../kernel/endpoint.ts'

const text = z.object({ zh: z.string(), en: z.string() })

/** Which opportunities are looked at; without days all of them. */
const which = {
  filter: z.string().max(4000).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** By which moment an opportunity belongs to the days. */
  of: z.enum(['opened', 'closed', 'lived']).default('lived'),
}
export const asked = z.strictObject(which)
export type Asked = z.output<typeof asked>

/** Minutes are of the working time of whoever held it; days are by the clock. The interval is of the mean, 95 %. */
export const summary = z.object({
  n: z.int(),
  mean: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  median: z.number().nullable(),
  p90: z.number().nullable(),
  total: z.number(),
})
export type Summary = z.infer<typeof summary>

const rate = z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable()

/** What every answer says of itself. */
const head = {
  /** So many opportunities were looked at; `more`: there are others, made before these. */
  counted: z.int(),
  more: z.boolean(),
  /** Of these have any follow-up; without one all time that somebody held it counts as waiting. */
  attended: z.int(),
  stages: z.array(
    z.object({
      key: z.string(),
      label: text,
      phase: z.string(),
      kind: z.enum(['open', 'won', 'lost', 'done']),
      position: z.int(),
    }),
  ),
  functions: z.array(z.object({ key: z.string(), label: text })),
}

export const readProcess = endpoint({
  method: 'GET',
  path: '/mining/process',
  summary:
    'The process as it went: stages, what followed what, changes of holder, with waiting and working time',
  query: asked,
  result: z.object({
    ...head,
    nodes: z.array(
      z.object({
        key: z.string(),
        cases: z.int(),
        visits: z.int(),
        waiting: summary,
        working: summary,
        again: z.int(),
        againCases: z.int(),
        againMinutes: z.number(),
        mark: z.string(),
      }),
    ),
    arrows: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        cases: z.int(),
        n: z.int(),
        waiting: summary,
        working: summary,
        mark: z.string(),
      }),
    ),
    passes: z.array(
      z.object({
        stage: z.string(),
        fromFunction: z.string().nullable(),
        toFunction: z.string().nullable(),
        cases: z.int(),
        n: z.int(),
        mark: z.string(),
      }),
    ),
  }),
})

export const readVariants = endpoint({
  method: 'GET',
  path: '/mining/variants',
  summary:
    'The different ways opportunities went, most frequent first, by stage or also by the function that held them',
  query: z.strictObject({
    ...which,
    by: z.enum(['stage', 'function']).default('stage'),
    limit: z.coerce.number().int().min(1).max(200).default(30),
  }),
  result: z.object({
    ...head,
    different: z.int(),
    variants: z.array(
      z.object({
        mark: z.string(),
        steps: z.array(z.object({ key: z.string(), functions: z.array(z.string()) })),
        cases: z.int(),
        share: z.number(),
        covered: z.number(),
        won: z.int(),
        lost: z.int(),
        winRate: rate,
        days: summary,
      }),
    ),
  }),
})

export const readHandOvers = endpoint({
  method: 'GET',
  path: '/mining/hand-overs',
  summary:
    'Who handed over to whom, what became of it, and what went to and fro; people whom the reader does not lead are named by their function (`~sales`)',
  query: z.strictObject({ ...which, by: z.enum(PASSING_BY).default('function') }),
  result: z.object({
    ...head,
    names: z.record(z.string(), text),
    cells: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        passes: z.int(),
        offered: z.int(),
        accepted: z.int(),
        declined: z.int(),
        withdrawn: z.int(),
        unanswered: z.int(),
        asked: z.int(),
        answer: summary,
        cases: z.int(),
        won: z.int(),
        lost: z.int(),
        mark: z.string(),
      }),
    ),
    pingPong: z.array(
      z.object({
        a: z.string(),
        b: z.string(),
        n: z.int(),
        cases: z.int(),
        minutes: summary,
        won: z.int(),
        lost: z.int(),
        mark: z.string(),
      }),
    ),
  }),
})

const reason = z.discriminatedUnion('code', [
  z.object({ code: z.literal('few-cases'), waits: z.int() }),
  /** Nobody put down what they did there. */
  z.object({ code: z.literal('unrecorded'), waits: z.int() }),
  z.object({ code: z.literal('flows') }),
  z.object({ code: z.literal('away'), share: z.number() }),
  z.object({ code: z.literal('batches'), deedDays: z.number(), workingDays: z.number(), perDay: z.number() }),
  z.object({
    code: z.literal('uneven'),
    /** Who has most of it, where the reader may know. */
    person: z.string(),
    share: z.number(),
    people: z.int(),
    utilisation: z.number(),
  }),
  z.object({
    code: z.literal('few-people'),
    people: z.int(),
    wanted: z.int(),
    utilisation: z.number(),
    queue: z.number(),
  }),
  z.object({
    code: z.literal('slow-answers'),
    median: z.number(),
    queue: z.number(),
    utilisation: z.number(),
  }),
])
export type Reason = z.infer<typeof reason>

export const readBottlenecks = endpoint({
  method: 'GET',
  path: '/mining/bottlenecks',
  summary:
    'Where work waits within some days (the last 91, where none are named), for whom, how taken up they are, and why it waits',
  query: z.strictObject({ filter: which.filter, from: which.from, to: which.to }),
  result: z.object({
    ...head,
    from: z.iso.date(),
    to: z.iso.date(),
    bottlenecks: z.array(
      z.object({
        stage: z.string(),
        /** Of all waiting time. */
        share: z.number(),
        arrivals: z.int(),
        departures: z.int(),
        standing: z.number(),
        expected: z.number().nullable(),
        waits: z.int(),
        waiting: summary,
        worked: summary,
        cases: z.int(),
        away: z.number(),
        utilisation: z.number(),
        queue: z.number(),
        headcount: z.int(),
        /** Those whom the reader leads, and themselves. */
        people: z.array(
          z.object({
            person: z.object({ id: z.string(), name: z.string() }),
            waits: z.int(),
            deeds: z.int(),
            waiting: summary,
            utilisation: z.number(),
            queue: z.number(),
            deedDays: z.int(),
            workingDays: z.int(),
          }),
        ),
        reason,
        mark: z.string(),
        /** CEL: what stands there now. */
        filter: z.string(),
      }),
    ),
  }),
})
export type Bottlenecks = z.infer<NonNullable<typeof readBottlenecks.result>>

export const readDeviations = endpoint({
  method: 'GET',
  path: '/mining/deviations',
  summary:
    'Where opportunities did not go as their version of the plan says, and whether they are won as often',
  query: asked,
  result: z.object({
    ...head,
    deviations: z.array(
      z.object({
        kind: z.enum(DEVIATIONS),
        stage: z.string(),
        detail: z.string(),
        cases: z.int(),
        share: z.number(),
        n: z.int(),
        won: z.int(),
        lost: z.int(),
        winRate: rate,
        otherwise: rate,
        mark: z.string(),
      }),
    ),
  }),
})

const spent = z.object({ cases: z.int(), waiting: summary, worked: summary, mark: z.string() })
export const readLostTime = endpoint({
  method: 'GET',
  path: '/mining/lost-time',
  summary:
    'Where the time went in lost opportunities against won ones, by stage or by the function of who held them',
  query: z.strictObject({ ...which, by: z.enum(['stage', 'function']).default('stage') }),
  result: z.object({
    ...head,
    lines: z.array(
      z.object({ key: z.string(), won: spent, lost: spent, longerWhenLost: z.number().nullable() }),
    ),
  }),
})

const marked = z.object({
  id: z.uuid(),
  number: z.int(),
  title: z.string(),
  /** Who held it last. */
  holder: z.object({ id: z.string(), name: z.string() }).nullable(),
  stage: text.nullable(),
  outcome: z.enum(['won', 'lost']).nullable(),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  waiting: z.number(),
  working: z.number(),
})
export type Marked = z.infer<typeof marked>

export const listMarked = endpoint({
  method: 'GET',
  path: '/mining/opportunities',
  summary:
    'The opportunities a figure of mining is made of, newest first, by its `mark`; a page may be short or empty and still have a next one',
  query: z.strictObject({
    ...which,
    mark: z.string().min(1).max(4000),
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(500).optional(),
  }),
  result: z.object({ items: z.array(marked), next: z.string().optional() }),
})

export const EXPORT_FORMATS = ['ocel2', 'xes', 'csv'] as const
export const exportAsked = z.strictObject({ ...which, format: z.enum(EXPORT_FORMATS) })

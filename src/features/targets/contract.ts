import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { PERIODS } from './rules/periods.ts'

export { PERIODS, type PeriodKind } from './rules/periods.ts'

export const TARGET_MEASURES = ['won-amount', 'won-count', 'opened-count'] as const
export type TargetMeasure = (typeof TARGET_MEASURES)[number]
export const SUBJECTS = ['company', 'department', 'person', 'product', 'series'] as const
export type Subject = (typeof SUBJECTS)[number]

const measure = z.enum(TARGET_MEASURES)
const subject = z.enum(SUBJECTS)
const key = z.string().max(200)
const period = z.enum(PERIODS)
const day = z.iso.date()
const currency = z.string().regex(/^[A-Z]{3}$/)
/** A decimal of the currency, or a whole number of pieces. */
const value = z.string().max(30)
const money = z.object({ amount: z.string(), currency: z.string() })

/** Of what: whose (the company, its departments, people), or which products and series. */
const by = z.enum(['people', 'products']).default('people')
const of = z.object({
  measure: measure.default('won-amount'),
  /** Amounts: the company's currency unless named. */
  currency: currency.optional(),
  by,
})

const levels = z.object({ target: value, stretch: value.nullable(), challenge: value.nullable() })
const cell = levels.extend({ period, startsOn: day, version: z.int() })
const line = z.object({
  subject,
  key,
  name: z.string(),
  /** Of a person their department’s, of a product its series. */
  within: z.string().nullable(),
  maySet: z.boolean(),
})

export const readTargets = endpoint({
  method: 'GET',
  path: '/targets',
  summary:
    'The targets of a year by month, quarter and year: one’s own, those of people one leads, and of what one sees whole',
  query: of.extend({ year: z.coerce.number().int().min(2000).max(2199) }),
  result: z.object({
    measure,
    currency: currency.nullable(),
    lines: z.array(
      line.extend({
        cells: z.array(cell),
        /** What came in each month of the year before. */
        lastYear: z.array(value).length(12),
      }),
    ),
  }),
})
export type Targets = z.infer<typeof readTargets.result & {}>

const change = z.strictObject({
  subject,
  key,
  period,
  startsOn: day,
  /** Null: there is none any more. */
  target: value.nullable(),
  stretch: value.nullable().default(null),
  challenge: value.nullable().default(null),
  /** As it was seen; 0 where there was none. */
  version: z.int().min(0),
})
export type TargetChange = z.infer<typeof change>

export const setTargets = endpoint({
  method: 'PUT',
  path: '/targets',
  summary:
    'Sets targets, all or none (administrators for everybody, whoever leads for those below); nothing that was set since one looked is lost',
  body: z.strictObject({
    measure,
    currency: currency.optional(),
    changes: z.array(change).min(1).max(2000),
  }),
  result: z.object({ changed: z.int() }),
})

const pace = z.object({
  elapsed: z.number(),
  expected: value,
  gap: value,
  perDay: value.nullable(),
})

export const readAttainment = endpoint({
  method: 'GET',
  path: '/targets/attainment',
  summary:
    'What came of the targets of a period: actual beside target, the pace by working days, what is missing and needed',
  query: of.extend({ period: period.default('quarter'), startsOn: day.optional() }),
  result: z.object({
    measure,
    currency: currency.nullable(),
    period,
    startsOn: day,
    endsOn: day,
    /** Working days of the company’s calendar: of the period, over by the end of today, left with today. */
    days: z.object({ days: z.int(), over: z.int(), left: z.int() }),
    lines: z.array(
      line.extend({
        levels: levels.nullable(),
        /** What the parts of the period come to, and of a whole what those in it come to; null where none is set. */
        parts: value.nullable(),
        below: value.nullable(),
        /** By credit where it is an amount of people: what was split counts for whoever earns it. */
        actual: value,
        /** Amounts of people: won by what they held. */
        held: value.nullable(),
        n: z.int(),
        /** Part of it was worth another currency and counts at the rate of its day. */
        isConverted: z.boolean(),
        /** What no rate is known for. */
        apart: z.array(money),
        attainment: z.number().nullable(),
        pace: pace.nullable(),
        /** CEL: the rows `held`, or `actual` where there is none, counts; null where a condition cannot say it. */
        filter: z.string().nullable(),
      }),
    ),
  }),
})
export type Attainment = z.infer<typeof readAttainment.result & {}>
export type AttainmentLine = Attainment['lines'][number]

const rate = z.object({
  currency,
  validFrom: day,
  /** What one of it is worth in the company’s. */
  rate: z.string().regex(/^\d{1,10}(\.\d{1,10})?$/),
})
export const readRates = endpoint({
  method: 'GET',
  path: '/targets/rates',
  summary: 'What other currencies are worth in the company’s, by the day from which on',
  result: z.object({ currency, items: z.array(rate) }),
})
export const changeRates = endpoint({
  method: 'PUT',
  path: '/targets/rates',
  summary: 'Says what other currencies are worth, all of them at once (right: administrator)',
  body: z.strictObject({ items: z.array(z.strictObject(rate.shape)).max(500) }),
  result: z.object({ currency, items: z.array(rate) }),
})

export const RANKINGS = ['on', 'own', 'off'] as const
export type Rankings = (typeof RANKINGS)[number]
export const RANKED_BY = ['won-amount', 'won-count', 'attainment', 'on-time'] as const
export type RankedBy = (typeof RANKED_BY)[number]

export const readRankings = endpoint({
  method: 'GET',
  path: '/rankings',
  summary:
    'People in order of what they won, attained or kept in time: those one leads and oneself, and one’s own place in the department',
  query: z.object({
    by: z.enum(RANKED_BY).default('won-amount'),
    period: period.default('quarter'),
    startsOn: day.optional(),
    /** Only people of this department and those below it. */
    department: z.uuid().optional(),
  }),
  result: z.object({
    rankings: z.enum(RANKINGS),
    currency: currency.nullable(),
    lines: z.array(
      z.object({
        place: z.int(),
        person: z.object({ id: z.uuid(), name: z.string() }),
        /** Decimal of the currency, a number, or a share. */
        value,
        n: z.int(),
        /** 95 % interval of a share. */
        low: z.number().nullable(),
        high: z.number().nullable(),
      }),
    ),
    /** One’s own place among one’s department, those who have a figure. */
    own: z.object({ place: z.int(), of: z.int() }).nullable(),
  }),
})
export type Ranked = z.infer<typeof readRankings.result & {}>

export const changeRankings = endpoint({
  method: 'PUT',
  path: '/rankings/setting',
  summary:
    'Whether people are ranked: those one leads, one’s own place only, or nobody (right: administrator)',
  body: z.strictObject({ rankings: z.enum(RANKINGS) }),
  result: z.object({ rankings: z.enum(RANKINGS) }),
})

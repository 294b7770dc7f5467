import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { PERIODS } from '../rules/periods.ts'

/** How sure it is: committed, in the best case, in the pipeline, or not counted. */
export const CATEGORIES = ['commit', 'best', 'pipeline', 'omitted'] as const
export type Category = (typeof CATEGORIES)[number]

const category = z.enum(CATEGORIES)
const period = z.enum(PERIODS)
const day = z.iso.date()
const money = z.object({ amount: z.string(), currency: z.string() })
const person = z.object({ id: z.uuid(), name: z.string() })
const byId = z.object({ id: z.uuid() })
const reason = z.string().trim().min(1).max(500)

const call = z.object({
  version: z.int(),
  /** What counts: what whoever leads the holder says, else what the holder says, else `pipeline`. */
  category,
  said: z.object({ category, by: person, at: z.string() }).nullable(),
  over: z.object({ category, by: person, at: z.string(), reason: z.string().nullable() }).nullable(),
  may: z.object({ say: z.boolean(), override: z.boolean() }),
})
export type Call = z.infer<typeof call>

export const readCall = endpoint({
  method: 'GET',
  path: '/opportunities/:id/forecast',
  summary: 'How sure an opportunity is: what its holder says, and what whoever leads them says instead',
  params: byId,
  result: call,
})

export const sayCategory = endpoint({
  method: 'PUT',
  path: '/opportunities/:id/forecast',
  summary: 'The holder says how sure it is; what their manager said instead stays until they take it back',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ category }),
  result: call,
})

export const overrideCategory = endpoint({
  method: 'PUT',
  path: '/opportunities/:id/forecast/override',
  summary:
    'Whoever leads the holder says otherwise, beside what the holder says; null lets the holder’s word count again',
  ifMatch: true,
  params: byId,
  body: z.strictObject({ category: category.nullable(), reason: reason.optional() }),
  result: call,
})

const sums = z.object({ n: z.int(), amount: z.array(money) })
const band = z.object({ expected: z.number(), low: z.number(), high: z.number() })
const whose = {
  period: period.default('quarter'),
  startsOn: day.optional(),
  /** Only this person’s, or a department’s with those below it. */
  person: z.uuid().optional(),
  department: z.uuid().optional(),
}

export const readForecast = endpoint({
  method: 'GET',
  path: '/forecast',
  summary:
    'What is still to come in a period: committed by person and department, and by the company’s own history with a 90 % band',
  query: z.object(whose),
  result: z.object({
    period,
    startsOn: day,
    endsOn: day,
    currency: z.string(),
    /** What was aimed at, of whom it is asked about; null where nothing is set. */
    target: z.string().nullable(),
    lines: z.array(
      z.object({
        subject: z.enum(['all', 'department', 'person']),
        key: z.string(),
        name: z.string(),
        won: sums,
        commit: sums,
        best: sums,
        pipeline: sums,
        omitted: sums,
      }),
    ),
    /** Open ones that are expected to close in it, and open ones nobody has given a day. */
    open: z.int(),
    undated: z.int(),
    /** CEL: the open ones that are counted. */
    filter: z.string().nullable(),
    /** By history: what is won by then, with what is won already; null where the period is over. */
    byHistory: z
      .object({
        /** What the chances are learnt from: closed ones; fewer than 30 say little. */
        closed: z.int(),
        isLittle: z.boolean(),
        learntAt: z.string(),
        /** Where history says nothing at all, the plan’s chances of the stages count. */
        isByPlan: z.boolean(),
        open: z.int(),
        won: z.object({ n: z.int(), amount: z.string() }),
        count: band,
        /** Amounts of the company’s currency; of others only the number is counted. */
        amount: band,
        otherCurrencies: z.int(),
        /** Together with what is won already, by days: the last is the end of the period. */
        points: z.array(z.object({ day, expected: z.number(), low: z.number(), high: z.number() })),
      })
      .nullable(),
    /** What was said before of the same period, by the same people: newest first. */
    before: z.array(
      z.object({ takenOn: day, won: z.string(), commit: z.string(), best: z.string(), pipeline: z.string() }),
    ),
  }),
})
export type Forecast = z.infer<typeof readForecast.result & {}>
export type ForecastLine = Forecast['lines'][number]

export const listForecast = endpoint({
  method: 'GET',
  path: '/forecast/opportunities',
  summary:
    'The open opportunities a forecast is made of, each with what is said of it and its chance by history; what brings most first',
  query: z.object({
    ...whose,
    category: category.optional(),
    /** `due`: expected to close in the period; `all`: every open one, as history counts them. */
    which: z.enum(['due', 'all']).default('due'),
  }),
  result: z.object({
    items: z.array(
      z.object({
        opportunity: z.object({ id: z.uuid(), number: z.int(), title: z.string() }),
        holder: person,
        stage: z.object({ key: z.string(), label: z.object({ zh: z.string(), en: z.string() }) }),
        days: z.int(),
        amount: money.nullable(),
        expectedCloseOn: day.nullable(),
        chance: z.number().nullable(),
        call,
      }),
    ),
    /** How many there are; two hundred are told at most. */
    total: z.int(),
  }),
})
export type ForecastRow = z.infer<typeof listForecast.result & {}>['items'][number]

export const readBacktest = endpoint({
  method: 'GET',
  path: '/forecast/backtest',
  summary:
    'The last six periods: what history would have said at their beginning, and what came; for who sees everything',
  query: z.object({ period: z.enum(['month', 'quarter']).default('quarter') }),
  result: z.object({
    currency: z.string(),
    isLittle: z.boolean(),
    periods: z.array(
      z.object({
        startsOn: day,
        open: z.int(),
        closed: z.int(),
        said: band.extend({ worth: z.number() }),
        came: z.object({ won: z.int(), worth: z.number() }),
        /** Won within, of those that were opened within: nobody could have counted them. */
        fresh: z.object({ won: z.int(), worth: z.number() }),
      }),
    ),
    /** Of those said to be won with a chance within these bounds, so many were. */
    calibration: z.array(
      z.object({
        from: z.number(),
        to: z.number(),
        n: z.int(),
        said: z.number(),
        came: z.number(),
        low: z.number(),
        high: z.number(),
      }),
    ),
  }),
})
export type Backtest = z.infer<typeof readBacktest.result & {}>

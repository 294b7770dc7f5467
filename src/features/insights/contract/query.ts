import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'

const text = z.object({ zh: z.string(), en: z.string() })
const name = z.string().min(1).max(60)
const day = z.iso.date()

/** What a measure counts in; `money` is exact and one value a currency, `minutes` are of working time. */
export const UNITS = ['count', 'share', 'days', 'minutes', 'money', 'number'] as const

/** A measure as everybody may read it: defined once, here and in the glossary. */
export const measureEntry = z.object({
  key: name,
  label: text,
  /** One sentence: what is counted, over what. */
  definition: text,
  unit: z.enum(UNITS),
  /** More is better, less is better, or neither. */
  better: z.enum(['more', 'less', 'neither']),
  /** CEL: which rows of a line it is about; null for all of them. */
  rows: z.string().nullable(),
  /** Dimensions it may be told apart by. */
  by: z.array(name),
})
export type MeasureEntry = z.infer<typeof measureEntry>

export const dimensionEntry = z.object({
  key: name,
  label: text,
  /** `number` is in order of size, times of time, the rest by name. */
  kind: z.enum(['person', 'name', 'week', 'month', 'quarter', 'year', 'number']),
})
export type DimensionEntry = z.infer<typeof dimensionEntry>

export const period = z.strictObject({
  /** First and last day, in the company's calendar. */
  from: day,
  to: day,
  /** By which moment an opportunity belongs to the period. */
  of: z.enum(['opened', 'closed']).default('closed'),
})
export type Period = z.infer<typeof period>

/** What is asked: measures, told apart by up to two dimensions, over the rows of a condition and a period. */
export const asked = z.strictObject({
  measures: z.array(name).min(1).max(8),
  by: z.array(name).max(2).default([]),
  /** CEL over opportunities. */
  filter: z.string().max(4000).optional(),
  period: period.optional(),
  /** The same figures for what came before, or a year earlier, beside each. */
  compare: z.enum(['previous', 'year-before']).optional(),
  /** The order of lines: by the first measure, largest first, unless said; months go by time. */
  order: z.enum(['value', 'key']).default('value'),
  limit: z.int().min(1).max(500).default(100),
})
export type Asked = z.infer<typeof asked>

export const measured = z.object({
  /** Null of nothing; money is in `money`. */
  value: z.number().nullable(),
  money: z.array(z.object({ amount: z.string(), currency: z.string() })).optional(),
  /** How many opportunities (or waits, or answers) it is made of. */
  n: z.int(),
  /** 95 % interval where the measure is a share or a mean. */
  low: z.number().nullable().optional(),
  high: z.number().nullable().optional(),
  before: z.number().nullable().optional(),
  beforeMoney: z.array(z.object({ amount: z.string(), currency: z.string() })).optional(),
})
export type Measured = z.infer<typeof measured>

export const answered = z.object({
  measures: z.array(measureEntry),
  by: z.array(dimensionEntry),
  lines: z.array(
    z.object({
      keys: z.array(z.object({ key: z.string().nullable(), label: z.string().nullable() })),
      values: z.array(measured),
      /** CEL: exactly the rows this line counts; null where a condition cannot say it. */
      filter: z.string().nullable(),
    }),
  ),
  all: z.object({ values: z.array(measured), filter: z.string().nullable() }),
  /** There were more lines than asked for. */
  more: z.boolean(),
  /** Lines of people whose figures the caller is not shown were left out: only their own, and of those they lead. */
  withheld: z.boolean(),
  /** So many opportunities changed a moment ago and are not counted anew yet, in measures of how they went. */
  uncounted: z.int(),
})
export type Answered = z.infer<typeof answered>

export const readMeasures = endpoint({
  method: 'GET',
  path: '/insights/measures',
  summary: 'Every measure and dimension the caller may ask for, each with its definition',
  result: z.object({ measures: z.array(measureEntry), dimensions: z.array(dimensionEntry) }),
})

export const query = endpoint({
  method: 'POST',
  path: '/insights/query',
  summary: 'Measures told apart by dimensions, over the rows the caller may see; writes nothing',
  body: asked,
  status: 200,
  result: answered,
})

export const rowsAsked = z.strictObject({
  /** The one measure whose rows are wanted. */
  measure: name,
  by: z.array(name).max(2).default([]),
  /** The keys of the line, in the order of `by`; null for none. */
  keys: z.array(z.string().max(200).nullable()).max(2).default([]),
  filter: z.string().max(4000).optional(),
  period: period.optional(),
  /** The id of the last one of the page before. */
  after: z.uuid().optional(),
  limit: z.int().min(1).max(200).default(50),
})
export type RowsAsked = z.infer<typeof rowsAsked>

export const rowsFound = z.object({
  items: z.array(z.object({ id: z.uuid(), number: z.int(), title: z.string().nullable() })),
  next: z.uuid().nullable(),
})
export type RowsFound = z.infer<typeof rowsFound>

export const rows = endpoint({
  method: 'POST',
  path: '/insights/rows',
  summary:
    'The opportunities a figure of a line is made of, the newest first; also where no condition can say which',
  body: rowsAsked,
  status: 200,
  result: rowsFound,
})

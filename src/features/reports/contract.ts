import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { answered, asked, period } from '../insights/contract/query.ts'

/** Stretches of the company's calendar that move with the day. */
export const SPANS = [
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
  'last-year',
] as const
export type Span = (typeof SPANS)[number]
export const CHARTS = ['table', 'bar', 'stacked', 'line', 'pie', 'funnel', 'heat'] as const
export type ChartKind = (typeof CHARTS)[number]
export const SHARINGS = ['nobody', 'departments', 'everybody'] as const
export const FORMATS = ['csv', 'xlsx'] as const
export const MOST_REPORTS = 500
export const MOST_TILES = 12

const of = z.enum(['opened', 'closed']).default('closed')

/** What period is meant: a stretch that moves with the day, the last so many days, or two days. */
export const wantedPeriod = z.union([
  z.strictObject({ span: z.enum(SPANS), of }),
  z.strictObject({ lastDays: z.int().min(1).max(3660), of }),
  period,
])
export type WantedPeriod = z.infer<typeof wantedPeriod>

/** A question of `POST /insights/query` whose period may move with the day. */
export const question = z.strictObject({ ...asked.shape, period: wantedPeriod.optional() })
export type Question = z.infer<typeof question>

const days = z.object({ from: z.string(), to: z.string() })
export const answer = z.object({
  /** The days that were counted, and those compared with; null where all time was. */
  period: days.extend({ of: z.enum(['opened', 'closed']) }).nullable(),
  before: days.nullable(),
  answered,
})
export type Answer = z.infer<typeof answer>

const named = z.object({ id: z.uuid(), name: z.string() })
const name = z.string().trim().min(1).max(80)
export const sharing = z.strictObject({
  with: z.enum(SHARINGS),
  /** Where it is shared with departments: these and those below them. */
  departments: z.array(z.uuid()).max(50).default([]),
})
export type Sharing = z.infer<typeof sharing>

/** Of a report or a dashboard: an id, or the key of one that comes with the product. */
export const reference = z.string().regex(/^[a-z0-9-]{1,60}$/)
export const byReference = z.object({ id: reference })

/** What is the same of reports and dashboards. */
export const kept = z.object({
  id: z.string(),
  version: z.int(),
  /** What its owner called it stands in both languages. */
  label: z.object({ zh: z.string(), en: z.string() }),
  builtIn: z.boolean(),
  owner: named.nullable(),
  /** With whom the question is shared; each reader sees their own rows. */
  sharing: z.object({ with: z.enum(SHARINGS), departments: z.array(named) }),
  editable: z.boolean(),
  updatedAt: z.string().nullable(),
})
export const report = kept.extend({
  question,
  chart: z.enum(CHARTS),
  favourite: z.boolean(),
})
export type Report = z.infer<typeof report>

const page = {
  limit: z.coerce.number().int().min(1).max(200).optional(),
  cursor: z.string().max(500).optional(),
}
export const BOXES = ['all', 'mine', 'shared', 'favourites'] as const

export const listReports = endpoint({
  method: 'GET',
  path: '/reports',
  summary: 'Reports of mine and those shared with me, last changed first, after those of the product',
  query: z.object({ box: z.enum(BOXES).default('all'), q: z.string().max(80).optional(), ...page }),
  result: z.object({ items: z.array(report), next: z.string().optional() }),
})

export const readReport = endpoint({
  method: 'GET',
  path: '/reports/:id',
  summary: 'One report: its question, never its figures',
  params: byReference,
  result: report,
})

export const createReport = endpoint({
  method: 'POST',
  path: '/reports',
  summary: 'Keeps a question as a report; shared with nobody at first unless said',
  body: z.strictObject({
    name,
    question,
    chart: z.enum(CHARTS).default('table'),
    sharing: sharing.default({ with: 'nobody', departments: [] }),
  }),
  result: report,
})

export const changeReport = endpoint({
  method: 'PATCH',
  path: '/reports/:id',
  summary: 'Changes what is given of a report (its owner, or an administrator where it is shared)',
  ifMatch: true,
  params: byReference,
  body: z.strictObject({
    name: name.optional(),
    question: question.optional(),
    chart: z.enum(CHARTS).optional(),
    sharing: sharing.optional(),
  }),
  result: report,
})

export const removeReport = endpoint({
  method: 'DELETE',
  path: '/reports/:id',
  summary: 'Removes a report, from dashboards and out of the mail too',
  ifMatch: true,
  params: byReference,
})

export const markReport = endpoint({
  method: 'PUT',
  path: '/reports/:id/favourite',
  summary: 'Makes it one of my favourites',
  params: byReference,
})

export const unmarkReport = endpoint({
  method: 'DELETE',
  path: '/reports/:id/favourite',
  summary: 'Makes it none of my favourites any more',
  params: byReference,
})

export const answerQuestion = endpoint({
  method: 'POST',
  path: '/reports/answers',
  summary:
    'Answers a question over the rows the caller may see; its period moves with the day; writes nothing',
  body: question,
  status: 200,
  result: answer,
})

export const answerReport = endpoint({
  method: 'GET',
  path: '/reports/:id/answer',
  summary: 'Answers a report over the rows the caller may see',
  params: byReference,
  result: answer,
})

/** What `POST /reports/export` takes. */
export const exported = z.strictObject({ question, title: z.string().max(80).default('') })
export type Exported = z.infer<typeof exported>
export const fileAsked = z.object({
  /** One of `FORMATS`; a workbook where none is named. */
  format: z.string().max(40).default('xlsx'),
  language: z.enum(['zh', 'en']).optional(),
})
export type FileAsked = { format: string; language?: 'zh' | 'en' | undefined }

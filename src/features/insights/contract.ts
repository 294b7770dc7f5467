import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const money = z.object({ amount: z.string(), currency: z.string() })

/** By what closed and open opportunities are told apart. */
export const DIMENSIONS = [
  'holder',
  'manager',
  'department',
  'product',
  'series',
  'account',
  'source',
  'type',
  'closed-month',
  'opened-month',
] as const
export type Dimension = (typeof DIMENSIONS)[number]

export const figures = z.object({
  total: z.int(),
  open: z.int(),
  won: z.int(),
  lost: z.int(),
  /** won / (won + lost); null where nothing is closed. */
  winRate: z.number().nullable(),
  /** won / total. */
  winRateAll: z.number().nullable(),
  wonAmount: z.array(money),
  openAmount: z.array(money),
  /** Days from opened to closed, by the company's calendar. */
  cycleDays: z.object({
    won: z.number().nullable(),
    lost: z.number().nullable(),
    closed: z.number().nullable(),
    medianWon: z.number().nullable(),
  }),
})
export type Figures = z.infer<typeof figures>

export const stageFigures = z.object({
  stage: z.string(),
  label: z.object({ zh: z.string(), en: z.string() }),
  kind: z.enum(['open', 'won', 'lost', 'done']),
  /** There now. */
  count: z.int(),
  amount: z.array(money),
  /** Ever there or beyond: how many reached this stage. */
  reached: z.int(),
  /** Share of those that reached the stage before which reached this one too. */
  conversion: z.number().nullable(),
  /** CEL: exactly the rows counted by `count`. */
  filter: z.string(),
})
export type StageFigures = z.infer<typeof stageFigures>

const filter = z.string().max(4000).optional()

export const pipeline = endpoint({
  method: 'GET',
  path: '/insights/pipeline',
  summary:
    'Where the pipeline stands: the funnel by stage and the figures of all, over what the caller may see',
  query: z.strictObject({ filter }),
  result: z.object({ all: figures, stages: z.array(stageFigures) }),
})

export const breakdown = endpoint({
  method: 'GET',
  path: '/insights/breakdown',
  summary: 'The figures by one dimension; each line has the filter that lists its rows',
  query: z.strictObject({ by: z.enum(DIMENSIONS), filter }),
  result: z.object({
    by: z.enum(DIMENSIONS),
    lines: z.array(
      figures.extend({
        key: z.string().nullable(),
        name: z.string().nullable(),
        filter: z.string().nullable(),
      }),
    ),
  }),
})

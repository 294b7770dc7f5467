import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'

const money = z.object({ amount: z.string(), currency: z.string() })

/** What is held, how much of it is due soon or late (null where the viewer may not know), and what it is worth. */
export const tally = z.object({
  held: z.int(),
  due: z.int().nullable(),
  overdue: z.int().nullable(),
  amount: z.array(money),
})
export type Tally = z.infer<typeof tally>

export const boardStage = z.object({
  key: z.string(),
  label: z.object({ zh: z.string(), en: z.string() }),
  phase: z.enum(['lead', 'deal', 'delivery']),
  /** This stage and its namesakes of other versions, where opportunities stand. */
  ids: z.array(z.uuid()),
})
export type BoardStage = z.infer<typeof boardStage>

export const boardRow = z.object({
  person: z.object({ id: z.uuid(), name: z.string() }),
  department: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  /** The viewer, or somebody of their people. */
  mine: z.boolean(),
  /** Only stages at which they hold something. */
  cells: z.array(tally.extend({ stage: z.string() })),
  total: tally,
})
export type BoardRow = z.infer<typeof boardRow>

const MOST_PEOPLE = 2000

export const responsibilityBoard = endpoint({
  method: 'GET',
  path: '/responsibility-board',
  summary:
    'Who holds what at which stage, what is due there, late, and worth: people × stages over the rows the viewer may see',
  query: z.object({
    /** People of this department and those below it. */
    department: z.uuid().optional(),
    phase: z.enum(['lead', 'deal', 'delivery']).optional(),
    /** Only the stages of this process of the plan in force. */
    process: z.string().max(60).optional(),
    type: z.string().max(60).optional(),
    /** CEL over opportunities. */
    filter: z.string().max(4000).optional(),
    /** `all`: also people who hold nothing, as far as the viewer sees what they hold. */
    people: z.enum(['holding', 'all']).optional(),
    limit: z.coerce.number().int().min(1).max(MOST_PEOPLE).optional(),
  }),
  result: z.object({
    at: z.string(),
    stages: z.array(boardStage),
    /** The viewer's own people first, then by what is late and held. */
    rows: z.array(boardRow),
    /** Every person's, shown or not. */
    columns: z.array(tally.extend({ stage: z.string() })),
    total: tally,
    /** How many people there are, and whether more than are shown. */
    people: z.int(),
    more: z.boolean(),
    /** CEL: the rows of the whole board; `cellFilter` narrows it. */
    filter: z.string(),
  }),
})

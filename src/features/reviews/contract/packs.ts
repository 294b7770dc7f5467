import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'

const text = z.object({ zh: z.string(), en: z.string() })
const person = z.object({ id: z.uuid(), name: z.string() })
/** A month by its first day. */
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-01$/)
const byMonth = z.object({ month })
const share = z.object({ k: z.int(), n: z.int(), low: z.number().nullable(), high: z.number().nullable() })
const money = z.object({ amount: z.string(), currency: z.string() })
/** Numbers of the opportunities a line counts, two hundred at most: what its figure opens. */
const numbers = z.array(z.int())

export const PACK_TABLES = ['lost', 'hand-overs', 'functions', 'causes', 'actions', 'open-actions'] as const
export type PackTable = (typeof PACK_TABLES)[number]

const action = z.object({
  title: z.string(),
  holder: person,
  dueOn: z.string(),
  doneAt: z.string().nullable(),
  state: z.enum(['done', 'late', 'going']),
  opportunity: z.object({ number: z.int(), title: z.string() }),
  review: z.uuid(),
})
export type PackAction = z.infer<typeof action>

export const reviewPack = z.object({
  month,
  madeAt: z.string(),
  /** Null where it was made by itself. */
  madeBy: person.nullable(),
  /** Whose rows these are: of how many opportunities that ended, how many the reader may see. */
  seenAs: z.string(),
  seesAll: z.boolean(),
  ended: z.int(),
  won: z.int(),
  lostCount: z.int(),
  wonAmount: z.array(money),
  lostAmount: z.array(money),
  /** Lost by the node where they stood and the reason given on closing, most first. */
  lost: z.array(
    z.object({
      stage: z.string(),
      stageLabel: text,
      reason: z.string().nullable(),
      n: z.int(),
      amount: z.array(money),
      numbers,
    }),
  ),
  /** Passes from function to function at a node: how long the answer took, how often it was asked back or declined, what became of it. */
  handOvers: z.array(
    z.object({
      from: text.nullable(),
      to: text.nullable(),
      stage: z.string(),
      stageLabel: text,
      n: z.int(),
      /** Of the opportunities that went through it, those lost. */
      lost: share,
      /** How much more often lost than what did not go through it, in points; null where there is nothing to compare. */
      worse: z.number().nullable(),
      answerHours: z.number().nullable(),
      asked: z.int(),
      declined: z.int(),
      numbers,
    }),
  ),
  functions: z.array(
    z.object({
      function: z.string().nullable(),
      label: text.nullable(),
      /** Working hours until the first contact, the middle one. */
      responseHours: z.number().nullable(),
      responses: z.int(),
      onTime: share,
      numbers,
    }),
  ),
  /** Causes of reviews that ended in the month. */
  causes: z.array(
    z.object({
      cause: z.string(),
      label: text,
      stage: z.string(),
      stageLabel: text,
      agreed: z.int(),
      ruled: z.int(),
      numbers,
    }),
  ),
  goingOn: z.int(),
  /** Actions agreed or due in the month, with their state when the pack was made. */
  actions: z.array(action),
  /** Everything still to do from reviews when it was made. */
  openActions: z.array(action),
})
export type ReviewPack = z.infer<typeof reviewPack>

export const listPacks = endpoint({
  method: 'GET',
  path: '/review-packs',
  summary: 'The monthly review packs there are, newest first',
  result: z.object({ items: z.array(z.object({ month, madeAt: z.string() })) }),
})

export const readPack = endpoint({
  method: 'GET',
  path: '/review-packs/:month',
  summary: 'A month’s review pack as it was made, over the rows the caller may see',
  params: byMonth,
  result: reviewPack,
})

export const makePack = endpoint({
  method: 'POST',
  path: '/review-packs',
  summary:
    'Makes the pack of a month that is over, where there is none yet (right: administrator); it comes by itself on the first working day',
  body: z.strictObject({ month }),
  status: 200,
  result: reviewPack,
})

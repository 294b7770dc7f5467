import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { question } from './contract/question.ts'
import { opportunityRow, personRow, result } from './contract/result.ts'

export { type Base, type Change, change, PACES, type Question, question } from './contract/question.ts'
export type { OpportunityRow, PersonFigures, PersonRow, Result, Side } from './contract/result.ts'
export { tryWaiting, type WaitingAnswer, type WaitingQuestion } from './contract/waiting.ts'

export const STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const
export const STEPS = ['reading', 'deciding', 'counting'] as const
const byId = z.object({ id: z.uuid() })

/** How many runs one person may have waiting or running at a time. */
export const MOST_WAITING = 5

export const run = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(STATES),
  question,
  by: z.object({ id: z.uuid(), name: z.string() }),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  step: z.enum(STEPS),
  done: z.int(),
  /** Null while it is not known. */
  total: z.int().nullable(),
  result: result.nullable(),
  /** The names of whoever the question names. */
  named: z.record(z.string(), z.string()),
  /** Why it failed. */
  message: z.object({ code: z.string(), facts: z.record(z.string(), z.unknown()) }).nullable(),
})
export type Run = z.infer<typeof run>

export const createReplay = endpoint({
  method: 'POST',
  path: '/replays',
  summary: 'Tries a division on what came in a period, in the background; writes nothing but the run',
  body: question.extend({ name: z.string().trim().min(1).max(100).optional() }),
  status: 202,
  result: run,
})
export const listReplays = endpoint({
  method: 'GET',
  path: '/replays',
  summary: 'The runs of mine (administrators: of all), newest first, at most a hundred',
  result: z.object({ items: z.array(run) }),
})
export const readReplay = endpoint({
  method: 'GET',
  path: '/replays/:id',
  summary: 'One run with its progress and what it found',
  params: byId,
  result: run,
})
export const replayPeople = endpoint({
  method: 'GET',
  path: '/replays/:id/people',
  summary: 'What each person really had and would have had, most received first',
  params: byId,
  result: z.object({ items: z.array(personRow) }),
})
export const replayOpportunities = endpoint({
  method: 'GET',
  path: '/replays/:id/opportunities',
  summary: 'What came, in its order: who really got it, who would have, and why',
  params: byId,
  query: z.strictObject({
    /** Only those that somebody else would have got; `all` for everything. */
    which: z.enum(['changed', 'all']).default('changed'),
    /** Who really got it or would have. */
    person: z.uuid().optional(),
    after: z.coerce.number().int().min(-1).default(-1),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  result: z.object({ items: z.array(opportunityRow), next: z.int().nullable() }),
})
export const cancelReplay = endpoint({
  method: 'POST',
  path: '/replays/:id/cancellation',
  summary: 'Stops a run that is waiting or running',
  params: byId,
  status: 200,
  result: run,
})
export const deleteReplay = endpoint({
  method: 'DELETE',
  path: '/replays/:id',
  summary: 'Throws a run away; one that is running is stopped',
  params: byId,
})

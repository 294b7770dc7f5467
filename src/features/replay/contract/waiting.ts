import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { period } from './question.ts'

const days = z.object({ mean: z.number(), low: z.number(), high: z.number() })

export const waitingQuestion = z.strictObject({
  function: z.string().min(1).max(60),
  /** With all below it. */
  department: z.uuid().optional(),
  period,
  /** So many people more or fewer. */
  people: z.int().min(-50).max(50).default(1),
  seed: z.int().min(0).max(2_147_483_647).default(1),
})
export type WaitingQuestion = z.infer<typeof waitingQuestion>

/** How long work waits until somebody begins it, in working days. */
export const waitingAnswer = z.object({
  people: z.array(z.object({ id: z.uuid(), name: z.string() })),
  arrivals: z.int(),
  /** Working hours a piece of work takes, the middle one. */
  serviceHours: z.number(),
  /** What is asked of them against what they can: 1 is all they can. */
  utilisation: z.object({ now: z.number(), changed: z.number() }),
  observed: z.object({ mean: z.number(), n: z.int() }),
  /** The model of how it is, with its 90 % interval; it is only trusted where it fits what was observed. */
  model: days,
  fits: z.boolean(),
  discipline: z.enum(['shared', 'assigned']),
  changed: days,
  /** Below so many pieces of work the answer says little. */
  isThin: z.boolean(),
  replications: z.int(),
})
export type WaitingAnswer = z.infer<typeof waitingAnswer>

export const tryWaiting = endpoint({
  method: 'POST',
  path: '/replays/waiting',
  summary:
    'How long work waits at a function, and how long it would with some people more or fewer; a simulation of the queue, calibrated on what was observed. Writes nothing',
  body: waitingQuestion,
  status: 200,
  result: waitingAnswer,
})

import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { clock as planClock, text } from '../plan/contract.ts'

export const CLOCK_KINDS = [
  'first-contact',
  'next-step',
  'follow-up',
  'dwell',
  'acceptance',
  'task',
  'claim',
  'recycle',
  'finding',
] as const
export type ClockKind = (typeof CLOCK_KINDS)[number]

const person = z.object({ id: z.uuid(), name: z.string() })

/** One step of a limit: the warning, the limit itself, a rung of the ladder; who is told, and whether the first of them holds from then on. */
export const clockStep = z.object({
  step: z.enum(['warning', 'limit', 'rung']),
  at: z.string(),
  people: z.array(person),
  passes: z.boolean(),
  /** Whether it has happened. */
  fired: z.boolean(),
})
export type ClockStep = z.infer<typeof clockStep>

export const runningClock = z.object({
  id: z.uuid(),
  kind: z.enum(CLOCK_KINDS),
  /** The opportunity, hand-over, task or finding it is about. */
  subjectId: z.uuid(),
  /** Whose it is: in whose working time it runs. */
  person,
  startedAt: z.string(),
  dueAt: z.string(),
  warnAt: z.string().nullable(),
  warnedAt: z.string().nullable(),
  breachedAt: z.string().nullable(),
  steps: z.array(clockStep),
  /** Where it says so: the stage of a version of the plan, with the limit there; `usual` where the stage leaves it to what is usual. */
  why: z.object({
    version: z.int().nullable(),
    stage: z.object({ key: z.string(), label: text }).nullable(),
    usual: z.boolean(),
    within: planClock.shape.within.nullable(),
    warnBefore: planClock.shape.warnBefore,
  }),
  /** While it stands still: since when, until when, why and by whom. */
  pause: z.object({ from: z.string(), until: z.string(), reason: z.string(), by: person }).nullable(),
  /** Working days it may still be paused for. */
  pauseDaysLeft: z.int(),
  /** Whether the reader may pause it, or let it go on. */
  mayPause: z.boolean(),
})
export type RunningClock = z.infer<typeof runningClock>

export const endedClock = z.object({
  id: z.uuid(),
  kind: z.enum(CLOCK_KINDS),
  person,
  startedAt: z.string(),
  dueAt: z.string(),
  breachedAt: z.string().nullable(),
  stoppedAt: z.string(),
  because: z.string(),
})
export type EndedClock = z.infer<typeof endedClock>

const ofOne = z.object({ items: z.array(runningClock), ended: z.array(endedClock) })

export const opportunityClocks = endpoint({
  method: 'GET',
  path: '/opportunities/:id/clocks',
  summary:
    'The limits that run for an opportunity, soonest due first: whose, why, what happens next; and the last fifty that ended',
  params: z.object({ id: z.uuid() }),
  result: ofOne,
})

export const pauseClock = endpoint({
  method: 'PUT',
  path: '/clocks/:id/pause',
  summary:
    'Lets a limit stand still up to a day, that day included; whose it is or a manager above, within the plan’s budget',
  params: z.object({ id: z.uuid() }),
  body: z.strictObject({ until: z.iso.date(), reason: z.string().trim().min(1).max(500) }),
  result: runningClock,
})

export const resumeClock = endpoint({
  method: 'DELETE',
  path: '/clocks/:id/pause',
  summary: 'Lets a paused limit go on now',
  params: z.object({ id: z.uuid() }),
  status: 200,
  result: runningClock,
})

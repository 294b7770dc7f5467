import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { reference } from '../contract.ts'

export const RHYTHMS = ['day', 'working-week', 'week', 'month'] as const
export const WHATS = ['report', 'dashboard'] as const
export const MOST_RECEIVERS = 50
export const MOST_SCHEDULES = 30

/** When it is mailed, in the company's time. */
export const rhythm = z.strictObject({
  every: z.enum(RHYTHMS),
  /** Of a week: Monday is 1. Of a month: 1 to 28. Of days: nothing. */
  on: z.int().min(1).max(28).nullable().default(null),
  hour: z.int().min(0).max(23),
})
export type Rhythm = z.infer<typeof rhythm>

const named = z.object({ id: z.uuid(), name: z.string() })
const receivers = z
  .array(z.uuid())
  .min(1)
  .max(4 * MOST_RECEIVERS)
const byId = z.object({ id: z.uuid() })

export const schedule = z.object({
  id: z.uuid(),
  version: z.int(),
  what: z.enum(WHATS),
  /** The report's or dashboard's id or key. */
  of: z.string(),
  label: z.object({ zh: z.string(), en: z.string() }),
  rhythm,
  receivers: z.array(named),
  owner: named,
  paused: z.boolean(),
  /** Next sent; null while it is paused or was stopped. */
  nextAt: z.string().nullable(),
  /** `left`: who set it up has left. */
  stopped: z.enum(['left']).nullable(),
  editable: z.boolean(),
  last: z.object({ at: z.string(), sent: z.int(), waiting: z.int(), failed: z.int() }).nullable(),
})
export type Schedule = z.infer<typeof schedule>

export const listSchedules = endpoint({
  method: 'GET',
  path: '/reports/schedules',
  summary: 'What is mailed by me or to me, of one report or dashboard or of all',
  query: z.object({ what: z.enum(WHATS).optional(), of: reference.optional() }),
  result: z.object({
    items: z.array(schedule),
    /** In which the hours of a rhythm are. */
    timeZone: z.string(),
  }),
})

export const createSchedule = endpoint({
  method: 'POST',
  path: '/reports/schedules',
  summary: 'Mails a report or dashboard again and again; each receiver gets it as they may see it',
  body: z.strictObject({ what: z.enum(WHATS), of: reference, rhythm, receivers }),
  result: schedule,
})

export const changeSchedule = endpoint({
  method: 'PATCH',
  path: '/reports/schedules/:id',
  summary: 'Changes when and to whom it is mailed, pauses it or goes on (its owner, or an administrator)',
  ifMatch: true,
  params: byId,
  body: z.strictObject({
    rhythm: rhythm.optional(),
    receivers: receivers.optional(),
    paused: z.boolean().optional(),
  }),
  result: schedule,
})

export const removeSchedule = endpoint({
  method: 'DELETE',
  path: '/reports/schedules/:id',
  summary: 'Ends it; what was sent is forgotten too',
  ifMatch: true,
  params: byId,
})

/** Whoever gets it and wants it no more. */
export const leaveSchedule = endpoint({
  method: 'DELETE',
  path: '/reports/schedules/:id/receiving',
  summary: 'I do not want it any more',
  params: byId,
})

const mailing = z.object({
  id: z.uuid(),
  /** The day it is of, in the company's calendar. */
  day: z.string(),
  receiver: named,
  state: z.enum(['waiting', 'sent', 'given-up', 'dropped']),
  attempts: z.int(),
  endedAt: z.string().nullable(),
  nextTryAt: z.string().nullable(),
  /** Why not: a refusal's code, or the mail server's words. */
  reason: z.string().nullable(),
})
export type Mailing = z.infer<typeof mailing>

export const listMailings = endpoint({
  method: 'GET',
  path: '/reports/schedules/:id/mailings',
  summary: 'What was sent, newest first: to its owner everything, to a receiver their own',
  params: byId,
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  result: z.object({ items: z.array(mailing) }),
})

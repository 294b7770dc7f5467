import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { approvalRequest } from '../approvals/contract.ts'
import { contest } from '../contests/contract.ts'
import { handOver } from '../handover/contract.ts'

const money = z.object({ amount: z.string(), currency: z.string() })
const stage = z.object({ key: z.string(), label: z.object({ zh: z.string(), en: z.string() }) })

/** What an opportunity waits for, by its soonest limit. */
export const DUE_KINDS = ['first-contact', 'next-step', 'follow-up', 'dwell', 'claim'] as const
/** Late; due today; due on the next day its holder works; or its limit is paused. */
export const SECTIONS = ['overdue', 'today', 'next', 'paused'] as const
export type Section = (typeof SECTIONS)[number]

/** One opportunity I hold, with what is due. */
export const todayLine = z.object({
  id: z.uuid(),
  version: z.int(),
  number: z.int(),
  title: z.string(),
  account: z.string().nullable(),
  stage,
  amount: money.nullable(),
  nextStep: z.string().nullable(),
  nextStepOn: z.string().nullable(),
  /** Whom to call; null where nobody is known, or the viewer may not read it. */
  contact: z.object({ name: z.string().nullable(), phone: z.string().nullable() }).nullable(),
  due: z.object({
    what: z.enum(DUE_KINDS),
    at: z.string(),
    startedAt: z.string(),
    warnAt: z.string().nullable(),
    pausedAt: z.string().nullable(),
  }),
  section: z.enum(SECTIONS),
  overdue: z.boolean(),
  /** Working time of its holder until it is due; 0 where it is overdue. */
  minutesLeft: z.number(),
})
export type TodayLine = z.infer<typeof todayLine>

export const taskLine = z.object({
  id: z.uuid(),
  version: z.int(),
  title: z.string(),
  dueOn: z.string(),
  overdue: z.boolean(),
  opportunity: z.object({ id: z.uuid(), title: z.string() }).nullable(),
})
export type TaskLine = z.infer<typeof taskLine>

const person = z.object({ id: z.uuid(), name: z.string() })

/** An opportunity with a limit of another kind: it will be recycled, or its holder let it pass and I was told. */
export const besideLine = z.object({
  id: z.uuid(),
  title: z.string(),
  stage,
  holder: person,
  what: z.string(),
  dueAt: z.string(),
})
export type BesideLine = z.infer<typeof besideLine>

const counts = z.object({ overdue: z.int(), today: z.int(), next: z.int(), paused: z.int() })
const mine = {
  held: z.int(),
  handOvers: z.array(handOver),
  /** Soonest due first, up to the end of the next working day. */
  due: z.array(todayLine),
  /** How many there are of each section, listed or not. */
  counts,
  more: z.boolean(),
  tasks: z.array(taskLine),
}
const stretch = z.object({ from: z.string(), until: z.string() })

export const today = endpoint({
  method: 'GET',
  path: '/today',
  summary:
    'What I hold that is due, hand-overs and approvals that wait for me, my tasks; soonest due first. The same of those I stand in for',
  result: z.object({
    now: z.string(),
    /** My day, and the next one on which I work; null where there is none. */
    today: z.string(),
    nextWorkingDay: z.string().nullable(),
    /** When I work from now to the end of that day: time left goes by only then. */
    working: z.array(stretch),
    ...mine,
    /** Where `GET /today/due` goes on after the lines listed; left out where these are all. */
    next: z.string().optional(),
    /** What goes back to a pool within a week, soonest first. */
    recycling: z.array(besideLine),
    /** What others let pass and I was told, as long as it lasts. */
    watched: z.array(besideLine),
    /** What others ask me to approve, oldest first. */
    approvals: z.array(approvalRequest),
    /** Plans I scheduled or keep that did not come into force: the code of the refusal says why. */
    planFailures: z.array(
      z.object({ id: z.uuid(), from: z.string(), code: z.string(), problems: z.int(), by: z.string() }),
    ),
    /** Nobody answered in time, and I decide, or somebody I stand in for. */
    handOversToDecide: z.array(handOver),
    /** I gave or asked, I was told nothing, and the reminder is out. */
    handOversUnanswered: z.array(handOver),
    /** Contested decisions that wait for my ruling, or that of somebody I stand in for. */
    contests: z.array(contest),
    /** Where I am away: until when, and who acts for me. */
    away: z.object({ until: z.string(), acting: person }).nullable(),
    /** The same of everybody I stand in for while they are away. */
    standingIn: z.array(z.object({ person, until: z.string(), ...mine })),
  }),
})

export const moreDue = endpoint({
  method: 'GET',
  path: '/today/due',
  summary: 'What I hold that is due, page by page: the lines of Today, going on after the last one seen',
  query: z.object({
    cursor: z.string().max(400).optional(),
    limit: z.coerce.number().int().min(1).max(200).optional(),
  }),
  result: z.object({ items: z.array(todayLine), next: z.string().optional() }),
})

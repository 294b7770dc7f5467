import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
import { approvalRequest } from '../approvals/contract.ts'
import { contest } from '../contests/contract.ts'
import { handOver } from '../handover/contract.ts'

const money = z.object({ amount: z.string(), currency: z.string() })

/** One opportunity I hold, with what is due and since when it waits. */
export const todayLine = z.object({
  id: z.uuid(),
  version: z.int(),
  number: z.int(),
  title: z.string(),
  account: z.string().nullable(),
  stage: z.object({ key: z.string(), label: z.object({ zh: z.string(), en: z.string() }) }),
  amount: money.nullable(),
  nextStep: z.string().nullable(),
  /** The day or instant this line is due, and what is due. */
  due: z.object({ what: z.enum(['first-contact', 'next-step', 'follow-up']), at: z.string() }),
  overdue: z.boolean(),
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
const mine = {
  held: z.int(),
  handOvers: z.array(handOver),
  due: z.array(todayLine),
  more: z.boolean(),
  tasks: z.array(taskLine),
}

export const today = endpoint({
  method: 'GET',
  path: '/today',
  summary:
    'What I hold that is due, hand-overs and approvals that wait for me, my tasks; soonest due first. The same of those I stand in for',
  result: z.object({
    today: z.string(),
    ...mine,
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

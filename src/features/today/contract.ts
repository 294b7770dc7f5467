import { z } from 'zod'
import { endpoint } from '../../kernel/endpoint.ts'
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

export const today = endpoint({
  method: 'GET',
  path: '/today',
  summary: 'What I hold that is due, hand-overs that wait for me, my tasks; soonest due first',
  result: z.object({
    today: z.string(),
    held: z.int(),
    handOvers: z.array(handOver),
    /** Nobody answered in time, and I decide. */
    handOversToDecide: z.array(handOver),
    /** I gave or asked, I was told nothing, and the reminder is out. */
    handOversUnanswered: z.array(handOver),
    /** Contested decisions that wait for my ruling. */
    contests: z.array(contest),
    due: z.array(todayLine),
    more: z.boolean(),
    tasks: z.array(taskLine),
  }),
})

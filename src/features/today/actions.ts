import { decimalFrom } from '../../kernel/money.ts'
import { visibleFields } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { contestsOf } from '../contests/index.ts'
import { handOversOfToday } from '../handover/index.ts'
import type { TodayLine } from './contract.ts'
import { dueOf, FIRST_CONTACT_HOURS, FOLLOW_UP_DAYS, horizon } from './rules.ts'
import * as store from './store.ts'

const MOST = 100

/** My day: what waits for my answer or ruling, what I hold that is due by tomorrow, my tasks. Six queries, whatever I hold. */
export async function today(context: Context) {
  const { db, now, viewer } = context
  const day = await store.companyDay(db, now)
  const until = horizon(day)
  const limits = { firstContactHours: FIRST_CONTACT_HOURS, followUpDays: FOLLOW_UP_DAYS, until }
  const [held, rows, tasks, handOvers, contests] = await Promise.all([
    store.heldCount(db, viewer.personId),
    store.dueOpportunities(context, limits, MOST + 1),
    store.dueTasks(context, until, MOST),
    handOversOfToday(context),
    contestsOf(context, 'to-decide'),
  ])
  const object = objectNamed(context.registry, 'opportunity')
  const read = new Set(visibleFields(viewer, object).map((field) => field.name))
  return {
    today: day,
    held,
    handOvers: handOvers.waiting,
    handOversToDecide: handOvers.escalated,
    handOversUnanswered: handOvers.unanswered,
    contests: contests.items,
    due: rows.slice(0, MOST).map((row) => lineOf(row, now, day, read)),
    more: rows.length > MOST,
    tasks: tasks.map(({ opportunityId, opportunity, ...task }) => ({
      ...task,
      overdue: task.dueOn < day,
      opportunity: opportunityId && opportunity ? { id: opportunityId, title: opportunity } : null,
    })),
  }
}

function lineOf(row: store.HeldRow, now: string, day: string, read: ReadonlySet<string>): TodayLine {
  const { overdue, ...due } = dueOf(row, now, day)
  return {
    id: row.id,
    version: row.version,
    number: row.number,
    title: row.title,
    account: read.has('account') ? row.account : null,
    stage: { key: row.stageKey, label: row.stageLabel },
    amount:
      row.amount === null || !row.currency || !read.has('amount')
        ? null
        : { amount: decimalFrom(BigInt(row.amount), row.currency), currency: row.currency },
    nextStep: read.has('nextStep') ? row.nextStep : null,
    due,
    overdue,
  }
}

import { decimalFrom } from '../../kernel/money.ts'
import type { Context } from '../../objects/context.ts'
import { handOversOf } from '../handover/index.ts'
import type { TodayLine } from './contract.ts'
import { dueOf, FIRST_CONTACT_HOURS, FOLLOW_UP_DAYS, horizon } from './rules.ts'
import * as store from './store.ts'

const MOST = 100

/** My day: what waits for my answer, what I hold that is due by tomorrow, my tasks. Five queries, whatever I hold. */
export async function today(context: Context) {
  const { db, now, viewer } = context
  const day = await store.companyDay(db, now)
  const until = horizon(day)
  const limits = { firstContactHours: FIRST_CONTACT_HOURS, followUpDays: FOLLOW_UP_DAYS, until }
  const [held, rows, tasks, handOvers] = await Promise.all([
    store.heldCount(db, viewer.personId),
    store.dueOpportunities(db, viewer.personId, limits, MOST + 1),
    store.dueTasks(db, viewer.personId, until, MOST),
    handOversOf(context, 'received'),
  ])
  return {
    today: day,
    held,
    handOvers: handOvers.items,
    due: rows.slice(0, MOST).map((row) => lineOf(row, now, day)),
    more: rows.length > MOST,
    tasks: tasks.map(({ opportunityId, opportunity, ...task }) => ({
      ...task,
      overdue: task.dueOn < day,
      opportunity: opportunityId && opportunity ? { id: opportunityId, title: opportunity } : null,
    })),
  }
}

function lineOf(row: store.HeldRow, now: string, day: string): TodayLine {
  const { overdue, ...due } = dueOf(row, now, day)
  return {
    id: row.id,
    version: row.version,
    number: row.number,
    title: row.title,
    account: row.account,
    stage: { key: row.stageKey, label: row.stageLabel },
    amount:
      row.amount === null || !row.currency
        ? null
        : { amount: decimalFrom(BigInt(row.amount), row.currency), currency: row.currency },
    nextStep: row.nextStep,
    due,
    overdue,
  }
}

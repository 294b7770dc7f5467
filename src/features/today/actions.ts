import { decimalFrom } from '../../kernel/money.ts'
import { visibleFields } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { approvalsOf } from '../approvals/index.ts'
import { handOversOf } from '../handover/index.ts'
import { hoursAt, planOfVersion, scheduling } from '../plan/index.ts'
import type { TodayLine } from './contract.ts'
import { dueOf, horizon } from './rules.ts'
import * as store from './store.ts'

const MOST = 100

/** My day: what waits for my answer, what I hold that is due by tomorrow, my tasks. Eight queries, whatever I hold. */
export async function today(context: Context) {
  const { db, now, viewer } = context
  const day = await store.companyDay(db, now)
  const until = horizon(day)
  const limits = await limitsOf(context)
  const [held, rows, tasks, handOvers, approvals, planFailures] = await Promise.all([
    store.heldCount(db, viewer.personId),
    store.dueOpportunities(context, limits, until, MOST + 1),
    store.dueTasks(context, until, MOST),
    handOversOf(context, 'received'),
    approvalsOf(context, 'received'),
    scheduling.failuresOf(context),
  ])
  const object = objectNamed(context.registry, 'opportunity')
  const read = new Set(visibleFields(viewer, object).map((field) => field.name))
  return {
    today: day,
    held,
    handOvers: handOvers.items,
    approvals: approvals.items,
    planFailures,
    due: rows.slice(0, MOST).map((row) => lineOf(row, now, day, read)),
    more: rows.length > MOST,
    tasks: tasks.map(({ opportunityId, opportunity, ...task }) => ({
      ...task,
      overdue: task.dueOn < day,
      opportunity: opportunityId && opportunity ? { id: opportunityId, title: opportunity } : null,
    })),
  }
}

/** What the plans say of the stages at which I hold something; versions are read once and kept. */
async function limitsOf({ db, viewer }: Context): Promise<store.StageLimits[]> {
  const standing = await store.stagesHeld(db, viewer.personId)
  return Promise.all(
    standing.map(async ({ stageId, planVersionId }) => {
      const { stages } = await planOfVersion(db, planVersionId)
      const stage = stages.find(({ id }) => id === stageId)
      return {
        stageId,
        firstContactHours: hoursAt(stage, 'first-contact'),
        followUpHours: hoursAt(stage, 'follow-up'),
      }
    }),
  )
}

function lineOf(row: store.HeldRow, now: string, day: string, read: ReadonlySet<string>): TodayLine {
  const { overdue, ...due } = dueOf(row, row, now, day)
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

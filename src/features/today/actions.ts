import { decimalFrom } from '../../kernel/money.ts'
import { visibleFields } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { absencesAt } from '../absences/index.ts'
import { approvalsOf } from '../approvals/index.ts'
import { contestsOf } from '../contests/index.ts'
import { handOversOfToday } from '../handover/index.ts'
import { limits as planLimits, planOfVersion, scheduling } from '../plan/index.ts'
import type { TaskLine, TodayLine } from './contract.ts'
import { dueOf, horizon } from './rules.ts'
import * as store from './store.ts'

const MOST = 100

/**
 * My day: what waits for my answer or ruling, what I hold that is due by tomorrow, my tasks; and of each whom I stand in for the same.
 * Ten queries for me, six for all those together.
 */
export async function today(context: Context) {
  const { db, now, viewer } = context
  const day = await store.companyDay(db, now)
  const absent = (viewer.actsFor ?? []).map(({ personId, name }) => ({ id: personId, name }))
  const [mine, theirs, handOvers, contests, approvals, planFailures, away] = await Promise.all([
    dayOf(context, [viewer.personId], day),
    absent.length > 0
      ? dayOf(
          context,
          absent.map(({ id }) => id),
          day,
        )
      : undefined,
    handOversOfToday(context),
    contestsOf(context, 'to-decide'),
    approvalsOf(context, 'received'),
    scheduling.failuresOf(context),
    absencesAt(db, now),
  ])
  const waitFor = (id: string) =>
    handOvers.waiting.filter((one) => (one.waitsFor === 'giver' ? one.from : one.to).id === id)
  const own = away.get(viewer.personId)
  return {
    today: day,
    ...partOf(viewer.personId, mine),
    handOvers: waitFor(viewer.personId),
    approvals: approvals.items,
    planFailures,
    handOversToDecide: handOvers.escalated,
    handOversUnanswered: handOvers.unanswered,
    contests: contests.items,
    away: own ? { until: own.until, acting: { id: own.actingId, name: own.acting } } : null,
    standingIn: absent.map((person) => ({
      person,
      until: away.get(person.id)?.until ?? now,
      ...partOf(person.id, theirs ?? NOTHING),
      handOvers: waitFor(person.id),
    })),
  }
}

type DayOf = {
  held: ReadonlyMap<string, number>
  due: (TodayLine & { holderId: string })[]
  tasks: (TaskLine & { holderId: string })[]
  more: boolean
}
const NOTHING: DayOf = { held: new Map(), due: [], tasks: [], more: false }

/** What is due of several people at once, soonest first. */
async function dayOf(context: Context, people: readonly string[], day: string): Promise<DayOf> {
  const { db, now, viewer } = context
  const until = horizon(day)
  const limits = await limitsOf(context, people)
  const [held, rows, tasks] = await Promise.all([
    store.heldCounts(db, people),
    store.dueOpportunities(context, people, limits, until, MOST + 1),
    store.dueTasks(context, people, until, MOST),
  ])
  const object = objectNamed(context.registry, 'opportunity')
  const read = new Set(visibleFields(viewer, object).map((field) => field.name))
  return {
    held,
    due: rows.slice(0, MOST).map((row) => ({ ...lineOf(row, now, day, read), holderId: row.holderId })),
    more: rows.length > MOST,
    tasks: tasks.map(({ opportunityId, opportunity, ...task }) => ({
      ...task,
      overdue: task.dueOn < day,
      opportunity: opportunityId && opportunity ? { id: opportunityId, title: opportunity } : null,
    })),
  }
}

/** The part of one of them. */
function partOf(id: string, { held, due, tasks, more }: DayOf) {
  const own = <T extends { holderId: string }>(list: readonly T[]) =>
    list.filter((one) => one.holderId === id).map(({ holderId: _, ...rest }) => rest)
  return { held: held.get(id) ?? 0, due: own(due), tasks: own(tasks), more }
}

/** What the plans say of the stages at which these people hold something; versions are read once and kept. */
async function limitsOf({ db }: Context, people: readonly string[]): Promise<store.StageLimits[]> {
  const standing = await store.stagesHeld(db, people)
  return Promise.all(
    standing.map(async ({ stageId, planVersionId }) => {
      const { stages } = await planOfVersion(db, planVersionId)
      const stage = stages.find(({ id }) => id === stageId)
      return {
        stageId,
        firstContactHours: planLimits.hoursAt(stage, 'first-contact'),
        followUpHours: planLimits.hoursAt(stage, 'follow-up'),
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

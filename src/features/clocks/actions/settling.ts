import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import { type Instant, instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable, Sql, Tx } from '../../../platform/db/pool.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import { type JournalEntry, record } from '../../../platform/events/journal.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { departmentPaths } from '../../organisation/index.ts'
import type { Stage } from '../../plan/contract.ts'
import { limits, planOfVersion } from '../../plan/index.ts'
import { type Changes, causeOf, changesOf, keyOf, type Running } from '../rules/changes.ts'
import type { Pause } from '../rules/running.ts'
import {
  desiredClocks,
  type Facts,
  type Given,
  loneTaskRun,
  type Run,
  type TaskFacts,
} from '../rules/wanted.ts'
import * as factStore from '../store/facts.ts'
import * as markStore from '../store/marks.ts'
import * as runStore from '../store/runs.ts'
import { poolsOf } from './pooled.ts'

export type Company = Pick<Context, 'registry'>
export type Which = markStore.Which & { most?: number }

const MOST = 1000
const MOST_PEOPLE = 50
const MOST_LOOKED_AT = 5 // batches; whoever looks does not wait for a whole import
const BACK_DAYS = 400
const AHEAD_DAYS = 200

/**
 * Works off marks in sets: what should run of each marked opportunity is worked out anew and written, in one transaction behind the
 * opportunities' locks; what somebody else has locked is left for the next time. Safe on several processes at once; no mark is lost.
 * Answers how many opportunities and tasks it were; 0 where nothing free was left.
 */
export async function settle(db: Sql, company: Company, now: Instant, which: Which = {}): Promise<number> {
  const { most = MOST, ...those } = which
  if (!which.opportunities) await markStore.spreadMarks(db, which.people ?? null, MOST_PEOPLE)
  const [opportunities, tasks] = await Promise.all([
    markStore.markedOpportunities(db, those, most),
    which.opportunities ? [] : markStore.markedTasks(db, those, most),
  ])
  if (opportunities.length + tasks.length === 0) return 0
  return transaction(db, (tx) => settleThese(tx, company, now, opportunities, tasks))
}

/** Settles what somebody is about to look at. One query where nothing is marked. */
export async function settleFor(context: Context, which: markStore.Which): Promise<void> {
  if (!(await markStore.isAnyMarked(context.db))) return
  for (let i = 0; i < MOST_LOOKED_AT; i++)
    if ((await settle(context.db, context, context.now, which)) === 0) return
}

async function settleThese(
  tx: Tx,
  company: Company,
  now: Instant,
  asked: readonly string[],
  askedTasks: readonly string[],
): Promise<number> {
  const free = await markStore.lockFree(tx, asked)
  const freeTasks = askedTasks.length > 0 ? await markStore.lockFreeTasks(tx, askedTasks) : []
  if (free.length === 0 && asked.length > 0) await markStore.forgetGone(tx, asked)
  const marks = await markStore.takeMarks(tx, free, freeTasks)
  if (marks.length === 0) return 0
  const [facts, lone] = await Promise.all([factStore.factsOf(tx, free), factStore.loneTasks(tx, freeTasks)])
  const subjects = [...facts.flatMap(subjectsOf), ...freeTasks]
  const found = await factStore.runningOf(tx, free, subjects)
  // a task that belongs to an opportunity by now is settled with it
  const running = found.filter(
    (one) => one.opportunityId === null || free.includes(one.opportunityId) || isAmong(facts, one),
  )
  const given = await givenFor(tx, company, now, { facts, lone, running, marks })
  const wanted = [
    ...facts.flatMap((one) => desiredClocks(one, given)),
    ...lone.map((task) => loneTaskRun(task, given)),
  ]
  await write(tx, now, changesOf(running, wanted), { facts, marks })
  await runStore.dateHandOvers(tx, wanted.flatMap(wordOf))
  return free.length + freeTasks.length
}

function subjectsOf({ handOvers, tasks }: Facts): string[] {
  return [...handOvers.map(({ id }) => id), ...tasks.map(({ id }) => id)]
}

function isAmong(facts: readonly Facts[], { kind, subjectId }: Running): boolean {
  return kind === 'task' && facts.some(({ tasks }) => tasks.some(({ id }) => id === subjectId))
}

function wordOf({ kind, subjectId, dueAt, rungsAt }: Run) {
  const escalatesAt = rungsAt[0]
  return kind === 'acceptance' && escalatesAt !== undefined ? [{ id: subjectId, dueAt, escalatesAt }] : []
}

type Batch = {
  facts: readonly Facts[]
  lone: readonly TaskFacts[]
  running: readonly Running[]
  marks: readonly markStore.Mark[]
}

/** Plans, working times, pools and what is known already, read for a whole batch. */
async function givenFor(tx: Tx, company: Company, now: Instant, batch: Batch): Promise<Given> {
  const { facts, lone, running, marks } = batch
  const versions = [...new Set(facts.map(({ planVersionId }) => planVersionId))]
  const plans = new Map(
    await Promise.all(versions.map(async (id) => [id, await planOfVersion(tx, id)] as const)),
  )
  const stages = new Map([...plans.values()].flatMap((plan) => plan.stages.map((stage) => [stage.id, stage])))
  const people = [...new Set([...facts.flatMap(peopleOf), ...lone.map(({ holderId }) => holderId)])]
  const times = await timesFor(tx, company, now, people)
  const pauses = await pausesFor(tx, running)
  const paths = await pathsFor(tx, [...stages.values()], people)
  const known = new Map(running.map((one) => [keyOf(one), one]))
  const isUpgrade = marks.some(({ because }) => because === 'upgrade')
  return {
    limitOf: (stageId, kind, personId) => limits.clockFor(stages.get(stageId), kind, paths.get(personId)),
    timesOf: (id) => times.get(id) as WorkingTimes,
    knownOf: (kind, subjectId, basis) => {
      const one = known.get(keyOf({ kind, subjectId, basis }))
      return one && { knownAt: one.knownAt, pauses: pauses.get(one.id) ?? [] }
    },
    knownFrom: isUpgrade ? Date.parse(now) : null,
    ...(await poolsOf(tx, company, now, { facts, plans, running, pauses })),
  }
}

/** The departments of people, where a stage has limits of departments; else nobody asks. */
export async function pathsFor(
  db: Queryable,
  stages: readonly Stage[],
  people: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  return stages.some(({ clocks }) => clocks.some(({ departments }) => departments))
    ? departmentPaths(db, people)
    : new Map()
}

function peopleOf({ holderId, handOvers, tasks }: Facts): string[] {
  return [holderId, ...handOvers.map(({ owesId }) => owesId), ...tasks.map((task) => task.holderId)]
}

/** The same days all year round, so that what was read is found again. */
export function timesFor(
  db: Queryable,
  company: Company,
  now: Instant,
  people: readonly string[],
): Promise<Map<string, WorkingTimes>> {
  const from = `${instantOf(Date.parse(now) - BACK_DAYS * MS_PER_DAY).slice(0, 7)}-01T00:00:00.000Z`
  const until = `${instantOf(Date.parse(now) + AHEAD_DAYS * MS_PER_DAY).slice(0, 7)}-28T00:00:00.000Z`
  return workingTimesOf(db, company, people, from, until)
}

async function pausesFor(
  tx: Tx,
  running: readonly Running[],
): Promise<ReadonlyMap<string, readonly Pause[]>> {
  return running.length === 0
    ? new Map()
    : factStore.pausesOf(
        tx,
        running.map(({ id }) => id),
      )
}

async function write(
  tx: Tx,
  now: Instant,
  { begun, retimed, ended }: Changes,
  { facts, marks }: Pick<Batch, 'facts' | 'marks'>,
): Promise<void> {
  const marksOf = Map.groupBy(marks, ({ opportunityId, taskId }) => opportunityId ?? taskId)
  const because = (id: string | null) => (marksOf.get(id) ?? []).map((mark) => mark.because)
  const factsOf = new Map(facts.map((one) => [one.id, one]))
  const whyEnded = (one: Running): string => {
    const about = one.opportunityId === null ? undefined : factsOf.get(one.opportunityId)
    if (one.kind !== 'task' && about?.isOpen === false) return 'closed'
    if (one.kind !== 'task' && one.kind !== 'acceptance' && about?.stay) return 'pool'
    return because(one.opportunityId ?? one.subjectId).find((word) => word !== 'changed') ?? 'changed'
  }
  // first what ends: one subject has one clock of a kind at a time
  await runStore.end(
    tx,
    ended.map((one) => ({ id: one.id, because: whyEnded(one) })),
    now,
  )
  await runStore.retime(tx, retimed)
  await runStore.begin(tx, begun)
  const entries = retimed.flatMap(({ before, after }): JournalEntry[] => {
    const cause = causeOf(because(after.opportunityId ?? after.subjectId))
    if (!cause || before.dueAt === after.dueAt) return []
    return [
      {
        kind: 'clock.recomputed',
        object: 'clock',
        recordId: before.id,
        opportunityId: after.opportunityId,
        before: { clock: after.kind, due: instantOf(before.dueAt), ...personIf(before, after) },
        after: { clock: after.kind, due: instantOf(after.dueAt), person: after.personId },
        cause: { because: cause },
      },
    ]
  })
  await record(tx, { kind: 'system', personId: null }, now, entries)
}

function personIf(before: Run, after: Run): { person?: string } {
  return before.personId === after.personId ? {} : { person: before.personId }
}

import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import { evaluate, type Given, parseCondition } from '../../../engines/conditions/index.ts'
import { type Day, type Instant, instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import { dayIn, type Viewer } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed, vocabularyOf } from '../../../objects/metadata.ts'
import { getRecords } from '../../../objects/store.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { absencesDuring } from '../../absences/index.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { departmentPaths } from '../../organisation/index.ts'
import type { PlanVersion, Pool } from '../../plan/contract.ts'
import { planOfVersion } from '../../plan/index.ts'
import { factsOf } from '../../routing/index.ts'
import { type RecyclingFacts, type RecyclingRun, recyclingRun } from '../rules/recycling.ts'
import * as store from '../store/recycling.ts'

export type Company = Pick<Context, 'registry'>

/** An opportunity as whoever asks knows it already. */
export type Held = store.HeldNow & {
  /** The run that goes on, and when it stood still. */
  announced?: { dueAt: Instant; isWarned: boolean } | undefined
  pauses?: readonly { from: number; until: number }[] | undefined
}

const BACK = 400 * MS_PER_DAY
const AHEAD = 200 * MS_PER_DAY
/** What the plan asks about is what is there, not what somebody may see. */
const EVERYTHING: Viewer = {
  personId: '00000000-0000-4000-8000-000000000000',
  name: '',
  admin: true,
  language: 'zh',
  departmentId: null,
  departmentTree: [],
  reports: [],
  functions: [],
  grants: {},
}

/**
 * When each of some opportunities goes back to a pool, by the plan it runs on; those that never do are missing. In sets: what people
 * read of opportunities, their accounts and products only where a rule asks about it. `poolsIn` may say other pools than a version's own.
 */
export async function recyclingRuns(
  db: Queryable,
  company: Company,
  now: Instant,
  held: readonly Held[],
  poolsIn: (plan: PlanVersion) => readonly Pool[] = ({ pools }) => pools,
): Promise<Map<string, RecyclingRun>> {
  const plans = new Map<string, PlanVersion>()
  for (const { planVersionId } of held)
    if (!plans.has(planVersionId)) plans.set(planVersionId, await planOfVersion(db, planVersionId))
  const poolsOf = (one: Held) => poolsIn(plans.get(one.planVersionId) as PlanVersion)
  const asked = held.filter(
    (one) => one.isOpen && !one.isPooled && poolsOf(one).some(({ recycle }) => recycle.length > 0),
  )
  if (asked.length === 0) return new Map()
  const ids = asked.map(({ id }) => id)
  const people = [...new Set(asked.map(({ holderId }) => holderId))]
  const [lives, times, leaves, paths, values] = await Promise.all([
    store.livesOf(db, ids),
    workingTimesOf(db, company, people, ...around(now)),
    absencesDuring(db, people, ...around(now)),
    asked.some((one) => poolsOf(one).some(({ departments }) => departments))
      ? departmentPaths(db, people)
      : new Map<string, string[]>(),
    valuesOf(
      db,
      company,
      asked.filter((one) => poolsOf(one).some(asksForValues)).map(({ id }) => id),
    ),
  ])
  const lifeOf = new Map(lives.map((one) => [one.id, one]))
  const holds = judge(company, now)
  const runs = asked.flatMap((one): [string, RecyclingRun][] => {
    const life = lifeOf.get(one.id)
    const stage = plans.get(one.planVersionId)?.stages.find(({ id }) => id === one.stageId)
    if (!life || !stage) return []
    const { facts = {}, dates = {} } = values.get(one.id) ?? {}
    const away = (leaves.get(one.holderId) ?? []).map(({ from, until }) => ({
      from: Date.parse(from),
      until: Date.parse(until),
    }))
    const departmentPath = paths.get(one.holderId) ?? []
    const waits = [...away, ...(one.pauses ?? [])]
    const about: RecyclingFacts = { ...one, ...life, stage, departmentPath, dates, waits }
    const whose = times.get(one.holderId) as WorkingTimes
    const run = recyclingRun(about, poolsOf(one), whose, now, (when) => holds(when, facts))
    return run ? [[one.id, run]] : []
  })
  return new Map(runs)
}

/** The same days all month round, so that what was read is found again. */
function around(now: Instant): [Instant, Instant] {
  const from = instantOf(Date.parse(now) - BACK).slice(0, 7)
  const until = instantOf(Date.parse(now) + AHEAD).slice(0, 7)
  return [`${from}-01T00:00:00.000Z`, `${until}-28T00:00:00.000Z`]
}

function asksForValues({ when, recycle }: Pool): boolean {
  return when !== '' || recycle.some((rule) => rule.when !== '' || rule.after.what === 'date')
}

type Values = { facts: Readonly<Record<string, unknown>>; dates: Record<string, Day | null> }

async function valuesOf(
  db: Queryable,
  { registry }: Company,
  ids: readonly string[],
): Promise<Map<string, Values>> {
  if (ids.length === 0) return new Map()
  const object = objectNamed(registry, 'opportunity')
  const records = await getRecords(db, { registry, viewer: EVERYTHING, object }, ids)
  const facts = await factsOf(db, records)
  const days = object.fields.filter(({ type }) => type === 'date').map(({ name }) => name)
  return new Map(
    records.map((record, i) => {
      const value = (name: string) => (record as Record<string, unknown>)[name]
      const dates = Object.fromEntries(
        days.map((name) => [name, typeof value(name) === 'string' ? (value(name) as Day) : null]),
      )
      return [record.id, { facts: facts[i] ?? {}, dates }]
    }),
  )
}

/** Says whether a condition holds; each is read once. */
function judge({ registry }: Company, now: Instant) {
  const vocabulary = vocabularyOf(registry, 'opportunity')
  const given: Given = { now, today: dayIn(now, registry.company.timeZone) }
  const read = new Map<string, ReturnType<typeof parseCondition>>()
  return (when: string, facts: Readonly<Record<string, unknown>>): boolean => {
    const parsed = read.get(when) ?? parseCondition(when, vocabulary)
    read.set(when, parsed)
    return parsed.ok && evaluate(parsed.condition, facts, given)
  }
}

/** The same of opportunities by their ids, as they are now. */
export async function recyclingNow(
  db: Queryable,
  company: Company,
  now: Instant,
  ids: readonly string[],
): Promise<Map<string, RecyclingRun>> {
  return recyclingRuns(db, company, now, await store.heldNow(db, ids))
}

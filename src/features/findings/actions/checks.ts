import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import { instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { absencesAt } from '../../absences/index.ts'
import { viewerOf } from '../../permissions/index.ts'
import { publishedPlan } from '../../plan/index.ts'
import { isMember } from '../../pools/index.ts'
import type { FindingKind } from '../contract.ts'
import { capacityOf, endsNowhere, namedIn, stagesWanted } from '../rules/found.ts'
import * as ofOpportunities from '../store/opportunities.ts'
import * as ofPeople from '../store/people.ts'

/** What every check may use: who may hold something and when each works, the moment, and the check's number. */
export type Looking = {
  context: Pick<Context, 'registry' | 'now'>
  today: string
  people: readonly string[]
  times: ReadonlyMap<string, WorkingTimes>
  days: number
}
type Check = (tx: Tx, looking: Looking) => Promise<ofOpportunities.Found>

/** Each check answers what it finds as SQL, or as the rows it found. */
export const checks: Readonly<Record<FindingKind, Check>> = {
  'next-step-past': async (_, looking) => {
    const day = ({ times }: Looking, id: string) => dayIn(times.get(id)?.zone, workingDaysAgo(looking, id))
    return ofOpportunities.nextStepPast(
      looking.people,
      looking.people.map((id) => day(looking, id)),
    )
  },
  untouched: async (_, looking) =>
    ofOpportunities.untouched(
      looking.people,
      looking.people.map((id) => instantOf(workingDaysAgo(looking, id))),
      looking.today,
    ),
  dwelling: async (tx, { days, context }) =>
    ofOpportunities.dwelling(await ofOpportunities.mediansOf(tx), days, context.now),
  'hand-over-unanswered': async (_, { context, days }) =>
    ofOpportunities.unanswered(instantOf(Date.parse(context.now) - days * MS_PER_DAY)),
  'duplicate-pursuit': async () => ofOpportunities.duplicates(),
  'holder-without-rights': withoutRights,
  'stage-without-capacity': withoutCapacity,
  'deputies-end-nowhere': deputies,
  'pool-unkept': pools,
  'leaver-named': leavers,
  'account-of-leaver': async () => ofPeople.accountsOfLeavers(),
  'clock-missing': async () => ofPeople.clocksMissing(),
}

/** The same time of the clock so many of somebody's working days ago. */
function workingDaysAgo({ context, times, days }: Looking, id: string): number {
  const now = Date.parse(context.now)
  return times.get(id)?.addWorkingDays(now, -days) ?? now - days * MS_PER_DAY
}

function dayIn(zone: string | undefined, at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone ?? 'UTC' }).format(at)
}

/** By roles and functions in one query; whoever sees by conditions alone is asked one by one. */
async function withoutRights(tx: Tx, looking: Looking): Promise<ofOpportunities.Found> {
  const { people, context } = looking
  const byRoles = ofPeople.withoutRights(
    people,
    people.map((id) => instantOf(workingDaysAgo(looking, id))),
  )
  const rows: ofPeople.Row[] = []
  for (const id of await ofPeople.seeingByCondition(tx)) {
    const viewer = await viewerOf(tx, context.registry, id)
    const count = viewer ? await ofPeople.unseenByHolder(tx, context, viewer) : 0
    if (viewer && count > 0) {
      const facts = { person: { id, name: viewer.name }, lacks: 'sight', count }
      rows.push({
        key: `holder-without-rights:${id}:sight`,
        subject: 'person',
        subjectId: id,
        above: id,
        facts,
        ground: 'sight',
      })
    }
  }
  return ofPeople.together(byRoles, ofPeople.rowsFound(rows))
}

async function withoutCapacity(tx: Tx, { context, times, days }: Looking): Promise<ofOpportunities.Found> {
  const [plan, people, { stages: openAt }, labels] = await Promise.all([
    publishedPlan(tx),
    ofPeople.everybody(tx),
    ofPeople.openByPlace(tx),
    ofPeople.functionLabels(tx),
  ])
  const now = Date.parse(context.now)
  const isAtWork = (id: string) => {
    const next = times.get(id)?.nextWorking(now) ?? null
    return next !== null && next <= now + days * MS_PER_DAY
  }
  return ofPeople.rowsFound(
    stagesWanted(plan.stages, openAt).flatMap((stage): ofPeople.Row[] => {
      const capacity = capacityOf(stage.accountable, stage.workload, people, isAtWork)
      if (capacity === 'enough') return []
      const facts = {
        stage: stage.label,
        function: labels.get(stage.accountable) ?? stage.accountable,
        lacks: capacity,
        count: openAt.get(stage.key) ?? 0,
        days,
      }
      const key = `stage-without-capacity:${stage.key}`
      return [{ key, subject: 'stage', subjectId: stage.id, facts, ground: capacity }]
    }),
  )
}

/** Now and by the end of the days looked ahead. */
async function deputies(tx: Tx, { context, days }: Looking): Promise<ofOpportunities.Found> {
  const later = instantOf(Date.parse(context.now) + days * MS_PER_DAY)
  const rows = new Map<string, ofPeople.Row>()
  for (const at of [context.now, later]) {
    const away = await absencesAt(tx, at)
    const nowhere = [...away].filter(([id]) => endsNowhere(away, id))
    const names = await ofPeople.namesOf(
      tx,
      nowhere.flatMap(([id, one]) => [id, one.deputyId]),
    )
    const named = (id: string) => ({ id, name: names.get(id) ?? '' })
    for (const [id, { from, until, deputyId, acting }] of nowhere) {
      const facts = { person: named(id), deputy: named(deputyId), acting, from, until }
      const key = `deputies-end-nowhere:${id}`
      const ground = `${from} ${deputyId}`
      if (!rows.has(key)) rows.set(key, { key, subject: 'person', subjectId: id, above: id, facts, ground })
    }
  }
  return ofPeople.rowsFound([...rows.values()])
}

async function pools(tx: Tx, { context }: Looking): Promise<ofOpportunities.Found> {
  const [plan, people, away, { pools: lying }] = await Promise.all([
    publishedPlan(tx),
    ofPeople.everybody(tx),
    absencesAt(tx, context.now),
    ofPeople.openByPlace(tx),
  ])
  const names = await ofPeople.namesOf(
    tx,
    plan.pools.map(({ keeper }) => keeper),
  )
  const there = new Set(people.map(({ id }) => id))
  return ofPeople.rowsFound(
    plan.pools.flatMap(({ key, label, keeper, members }): ofPeople.Row[] => {
      const facts = {
        pool: label,
        person: { id: keeper, name: names.get(keeper) ?? '' },
        count: lying.get(key) ?? 0,
      }
      const row = (lacks: string) => ({
        key: `pool-unkept:${key}:${lacks}`,
        subject: 'pool' as const,
        subjectId: null,
        facts: { ...facts, lacks },
        ground: `${lacks} ${keeper}`,
      })
      const isKept = there.has(keeper) && !(away.has(keeper) && endsNowhere(away, keeper))
      const isClaimed = people.some((one) => isMember({ members }, one))
      return [...(isKept ? [] : [row('keeper')]), ...(isClaimed ? [] : [row('members')])]
    }),
  )
}

async function leavers(tx: Tx): Promise<ofOpportunities.Found> {
  const [plan, people] = await Promise.all([publishedPlan(tx), ofPeople.everybody(tx)])
  const there = new Set(people.map(({ id }) => id))
  const gone = Map.groupBy(
    namedIn(plan).filter(({ personId }) => !there.has(personId)),
    ({ personId, as }) => `leaver-named:${personId}:${as}`,
  )
  const names = await ofPeople.namesOf(
    tx,
    [...gone.values()].flatMap(([one]) => (one ? [one.personId] : [])),
  )
  const rows = [...gone].flatMap(([key, places]): ofPeople.Row[] => {
    const [first] = places
    if (!first) return []
    const { personId, as } = first
    const facts = {
      person: { id: personId, name: names.get(personId) ?? '' },
      as,
      count: places.length,
      labels: places.slice(0, 5).map(({ label }) => label),
    }
    return [{ key, subject: 'person', subjectId: personId, facts, ground: as }]
  })
  return ofPeople.together(ofPeople.managersWhoLeft(), ofPeople.rowsFound(rows))
}

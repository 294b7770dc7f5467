import type { z } from 'zod'
import { spanAfter } from '../../engines/calendar/index.ts'
import { openCursor, packCursor } from '../../kernel/page.ts'
import { type Instant, instantOf, isInstant, MS_PER_DAY } from '../../kernel/time.ts'
import type { Context } from '../../objects/context.ts'
import { badQuery } from '../../objects/errors.ts'
import { workingTimesOf } from '../availability/index.ts'
import { settleFor } from '../clocks/index.ts'
import { peopleById } from '../opportunities/index.ts'
import { departmentPaths } from '../organisation/index.ts'
import { requireReach } from '../permissions/index.ts'
import type { PlanDocument, Pool, Stage } from '../plan/contract.ts'
import { limits, planOfVersion } from '../plan/index.ts'
import { poolsInForce, recyclingNow, recyclingRuns } from '../pools/index.ts'
import type { listRecycling, RecyclingCounts, RecyclingRow } from './contract.ts'
import * as store from './store.ts'

type Query = z.output<NonNullable<typeof listRecycling.query>>
type Page = { items: RecyclingRow[]; next?: string }

const MOST_LOOKED_AT = 5 // pages: of pools one keeps few may come
const MOST_COUNTED = 3000
const AT_ONCE = 1000

/** What goes back to a pool soon, soonest first, with the rule and the pool of each. What I look at is settled first. */
export async function upcoming(context: Context, { within, whose, cursor, limit }: Query): Promise<Page> {
  requireReach(context.viewer, 'opportunity', 'see')
  const { viewer } = context
  const people = whose === 'mine' ? [viewer.personId] : whose === 'team' ? viewer.reports : null
  if (people) await settleFor(context, { people })
  const until = instantOf(Date.parse(context.now) + Number.parseInt(within, 10) * MS_PER_DAY)
  const kept = whose === 'kept' ? await keptBy(context) : undefined
  const items: RecyclingRow[] = []
  let after = cursor === undefined ? null : placeOf(cursor)
  for (let i = 0; i < MOST_LOOKED_AT; i++) {
    const rows = await store.running(context.db, context, { people, until, after, limit: limit + 1 })
    const told = await tell(context, rows.slice(0, limit))
    for (const one of told) {
      if (kept && !kept.has(one.row.pool.key)) continue
      items.push(one.row)
      if (items.length === limit) return { items, next: packCursor([one.row.dueAt, one.clockId]) }
    }
    const last = rows.length > limit ? rows[limit - 1] : undefined
    if (!last) return { items }
    after = [last.dueAt, last.id]
    if (!kept) return { items, next: packCursor(after) }
  }
  return { items, ...(after ? { next: packCursor(after) } : {}) }
}

function placeOf(cursor: string): [Instant, string] {
  const [at, id] = openCursor(cursor) ?? []
  if (!isInstant(at) || typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id))
    throw badQuery({ parameter: 'cursor', value: cursor })
  return [at, id]
}

async function keptBy({ db, viewer }: Context): Promise<Set<string>> {
  const voices = [viewer.personId, ...(viewer.actsFor ?? []).map(({ personId }) => personId)]
  const pools = await poolsInForce(db)
  return new Set(pools.filter(({ keeper }) => voices.includes(keeper)).map(({ key }) => key))
}

/** The rows with their rules; one that no rule takes back any more is left out. */
async function tell(
  context: Context,
  rows: readonly store.RunningRow[],
): Promise<{ clockId: string; row: RecyclingRow }[]> {
  if (rows.length === 0) return []
  const { db, now } = context
  const runs = await recyclingNow(
    db,
    context,
    now,
    rows.map(({ opportunity }) => opportunity.id),
  )
  const pools = await poolsInForce(db)
  const keepers = await peopleById(
    db,
    pools.map(({ keeper }) => keeper),
  )
  const told: { clockId: string; row: RecyclingRow }[] = []
  for (const { id, planVersionId, stageId, startedAt, ...row } of rows) {
    const run = runs.get(row.opportunity.id)
    const plan = await planOfVersion(db, planVersionId)
    const from = plan.pools.find(({ key }) => key === run?.pool)
    const rule = run && from?.recycle[run.rule]
    const stage = plan.stages.find((one) => one.id === stageId)
    if (!run || !from || !rule || !stage) continue
    const to = rule.to ?? from.key
    const pool = pools.find(({ key }) => key === to) ?? plan.pools.find(({ key }) => key === to) ?? from
    const keeper = keepers.get(pool.keeper)
    told.push({
      clockId: id,
      row: {
        ...row,
        stage: { key: stage.key, label: stage.label },
        since: startedAt,
        pool: {
          key: pool.key,
          label: pool.label,
          keeper: keeper ? { id: keeper.id, name: keeper.name } : null,
        },
        rule: run.rule + 1,
        after: rule.after,
      },
    })
  }
  return told
}

/** What a plan would mean for what the viewer sees, if all of it ran on it now. At most 3,000 are looked at, in sets. */
export async function preview(
  context: Context,
  { document }: { document: PlanDocument },
): Promise<RecyclingCounts> {
  requireReach(context.viewer, 'opportunity', 'see')
  const found = await store.openOnes(context.db, context, MOST_COUNTED + 1)
  const rows = found.slice(0, MOST_COUNTED)
  const counts: RecyclingCounts = {
    open: rows.length,
    more: found.length > rows.length,
    recycling: 0,
    warnedAtOnce: 0,
    withinWeek: 0,
    withinMonth: 0,
    overdue: 0,
    inTime: 0,
  }
  for (let i = 0; i < rows.length; i += AT_ONCE) {
    const some = rows.slice(i, i + AT_ONCE)
    await countRecycling(context, some, document.pools, counts)
    await countContacts(context, some, document.stages, counts)
  }
  return counts
}

async function countRecycling(
  context: Context,
  rows: readonly store.OpenRow[],
  pools: readonly Pool[],
  counts: RecyclingCounts,
): Promise<void> {
  const { db, now } = context
  const at = Date.parse(now)
  const runs = await recyclingRuns(db, context, now, rows, () => pools)
  for (const { dueAt, warnAt } of runs.values()) {
    const left = Date.parse(dueAt) - at
    counts.recycling += 1
    if (warnAt !== null && warnAt <= now) counts.warnedAtOnce += 1
    if (left <= 7 * MS_PER_DAY) counts.withinWeek += 1
    if (left <= 30 * MS_PER_DAY) counts.withinMonth += 1
  }
}

/** By the limit of its stage: a first contact since somebody holds it, else the next follow-up. */
async function countContacts(
  context: Context,
  rows: readonly store.OpenRow[],
  stages: readonly Pick<Stage, 'key' | 'clocks'>[],
  counts: RecyclingCounts,
): Promise<void> {
  const { db, now } = context
  const at = Date.parse(now)
  const people = [...new Set(rows.map(({ holderId }) => holderId))]
  const from = instantOf(at - 400 * MS_PER_DAY)
  const times = await workingTimesOf(db, context, people, from, instantOf(at + 100 * MS_PER_DAY))
  const paths = await departmentPaths(db, people)
  for (const { holderId, isPooled, stageKey, heldSince, lastFollowUpAt } of rows) {
    const since = lastFollowUpAt !== null && lastFollowUpAt >= heldSince ? lastFollowUpAt : null
    const stage = stages.find(({ key }) => key === stageKey)
    const limit = limits.clockFor(stage, since ? 'follow-up' : 'first-contact', paths.get(holderId))
    const whose = times.get(holderId)
    if (isPooled || !limit || !whose) continue
    if (spanAfter(whose, Date.parse(since ?? heldSince), limit.within) < at) counts.overdue += 1
    else counts.inTime += 1
  }
}

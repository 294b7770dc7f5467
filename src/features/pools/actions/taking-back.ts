import type { Instant } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { type JournalEntry, record } from '../../../platform/events/journal.ts'
import { type Notice, notify } from '../../notifications/index.ts'
import { lockHeld, type OpportunityState } from '../../opportunities/index.ts'
import type { Pool, Recycling } from '../../plan/contract.ts'
import { planOfVersion, publishedPlan } from '../../plan/index.ts'
import type { RecyclingRun } from '../rules/recycling.ts'
import * as store from '../store/recycling.ts'
import { poolsInForce } from './known.ts'
import { type Company, recyclingNow } from './recycling.ts'
import { putIntoPool } from './stays.ts'

type Doing = Pick<Context, 'actor' | 'now'>
/** What is due: an opportunity, and since when it was to go back. */
export type Due = { opportunityId: string; dueAt: Instant }
type Going = {
  state: OpportunityState
  run: RecyclingRun
  rule: Recycling
  pool: Pick<Pool, 'key' | 'label'>
  keeperId: string
  dueAt: Instant
}

/**
 * Opportunities go back to pools because nobody made progress: the keeper holds them from this instant, supporters and tasks go as the
 * rule says, hand-overs under way are withdrawn, and the former holder, their manager and the keeper are told. What no rule takes back
 * any more stays where it is. In sets and in the caller's transaction, which has locked them. Answers which went.
 */
export async function recycle(
  tx: Tx,
  company: Company,
  doing: Doing,
  due: readonly Due[],
): Promise<string[]> {
  if (due.length === 0) return []
  const going = await whatGoes(tx, company, doing.now, due)
  for (const [, group] of Map.groupBy(going, ({ pool, run }) => `${pool.key} ${run.pool} ${run.rule}`)) {
    const [first] = group
    if (!first) continue
    await putIntoPool(
      tx,
      doing,
      { because: 'recycled', reason: null, cause: { rule: first.run.rule + 1, of: first.run.pool } },
      group.map(({ state, pool, keeperId }) => ({ state, pool: pool.key, keeperId })),
    )
    const ended = first.rule.supporters === 'end' ? await endSupporters(tx, doing, group) : []
    await clearTasks(tx, doing, first.rule, group, ended)
  }
  await record(tx, doing.actor, doing.now, going.map(recycled))
  await tell(tx, doing.now, going)
  return going.map(({ state }) => state.id)
}

async function whatGoes(tx: Tx, company: Company, now: Instant, due: readonly Due[]): Promise<Going[]> {
  const ids = due.map(({ opportunityId }) => opportunityId)
  const states = await lockHeld(tx, ids)
  const runs = await recyclingNow(tx, company, now, ids)
  if (runs.size === 0) return []
  const inForce = new Map((await poolsInForce(tx)).map((one) => [one.key, one]))
  const keeper = (await publishedPlan(tx)).keeper.id
  const dueOf = new Map(due.map((one) => [one.opportunityId, one.dueAt]))
  const going: Going[] = []
  for (const state of states) {
    const run = runs.get(state.id)
    const { pools } = await planOfVersion(tx, state.planVersionId)
    const from = pools.find(({ key }) => key === run?.pool)
    const rule = run && from?.recycle[run.rule]
    if (!run || !from || !rule) continue
    const pool = inForce.get(rule.to ?? from.key) ?? pools.find(({ key }) => key === rule.to) ?? from
    const keeperId = inForce.get(pool.key)?.keeper ?? keeper
    going.push({ state, run, rule, pool, keeperId, dueAt: dueOf.get(state.id) ?? run.dueAt })
  }
  return going
}

function recycled({ state, run, rule, pool, keeperId, dueAt }: Going): JournalEntry {
  const { after, warnDays, supporters, tasks } = rule
  return {
    kind: 'opportunity.recycled',
    object: 'opportunity',
    recordId: state.id,
    opportunityId: state.id,
    before: { holder: state.holderId },
    after: { holder: keeperId, pool: pool.key },
    cause: {
      pool: run.pool,
      rule: run.rule + 1,
      what: after.what,
      amount: after.amount,
      unit: after.unit,
      since: run.startedAt,
      due: dueAt,
      warnDays,
      supporters,
      tasks,
    },
  }
}

async function endSupporters(
  tx: Tx,
  { actor, now }: Doing,
  group: readonly Going[],
): Promise<store.PartRow[]> {
  const ended = await store.endParts(
    tx,
    group.map(({ state }) => state.id),
    now,
  )
  await record(
    tx,
    actor,
    now,
    ended.map(({ opportunityId, personId, letter, function: fn }) => ({
      kind: 'opportunity.helper-removed',
      object: 'opportunity',
      recordId: opportunityId,
      opportunityId,
      before: { person: personId, letter, function: fn },
      cause: { because: 'recycled' },
    })),
  )
  return ended
}

/** What the former holder, and whoever supported them until now, had still to do. */
async function clearTasks(
  tx: Tx,
  { actor, now }: Doing,
  { tasks }: Recycling,
  group: readonly Going[],
  ended: readonly store.PartRow[],
): Promise<void> {
  const leaving = group.map(({ state, keeperId }) => ({
    opportunityId: state.id,
    personIds: [
      state.holderId,
      ...ended.filter((one) => one.opportunityId === state.id).map(({ personId }) => personId),
    ],
    keeperId,
  }))
  const dropped = tasks === 'close' ? await store.dropTasks(tx, leaving, actor.personId, now) : []
  const passed = await store.passTasks(tx, leaving, actor.personId, now)
  const entry = (kind: string) => (row: store.TaskRow) => ({
    kind,
    object: 'task',
    recordId: row.id,
    opportunityId: row.opportunityId,
    cause: { because: 'recycled' },
  })
  await record(tx, actor, now, [...dropped.map(entry('task.deleted')), ...passed.map(entry('task.updated'))])
}

/** The former holder, their manager and the keeper know at once; somebody who is two of these is told once. */
async function tell(tx: Tx, now: Instant, going: readonly Going[]): Promise<void> {
  const managers = await store.managersOf(tx, [...new Set(going.map(({ state }) => state.holderId))])
  const notices = going.flatMap(({ state, pool, rule, keeperId }) => {
    const told = new Set([state.holderId, managers.get(state.holderId) ?? keeperId, keeperId])
    return [...told].map(
      (personId): Notice => ({
        personId,
        kind: personId === keeperId ? 'pools.entered' : 'pools.recycled',
        facts: { pool: pool.label, rule: rule.after },
        people: { holder: state.holderId, keeper: keeperId },
        opportunityId: state.id,
        link: `/opportunities/${state.id}`,
        key: `recycled:${state.id}:${now}:${personId}`,
      }),
    )
  })
  await notify(tx, now, notices)
}

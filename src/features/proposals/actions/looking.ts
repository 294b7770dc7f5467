import { instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import { dayIn } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { causes } from '../../causes/index.ts'
import { administrator } from '../../findings/index.ts'
import { notify } from '../../notifications/index.ts'
import { requireAdmin } from '../../permissions/index.ts'
import { documentOf, publishedPlan } from '../../plan/index.ts'
import { proposedFor } from '../rules/proposing.ts'
import { DECIDE_DAYS, weekOf } from '../rules/times.ts'
import * as store from '../store.ts'
import { triedOnWhatCame } from './trying.ts'

const SYSTEM = { kind: 'system', personId: null } as const
const MOST_CAUSES = 20

export type Looked = { opened: number; open: number; gone: number }
const NOTHING: Looked = { opened: 0, open: 0, gone: 0 }

/** Looks now for causes and what would mend them (right: administrator). */
export async function lookNow(context: Context): Promise<Looked> {
  requireAdmin(context.viewer)
  return look(context)
}

/**
 * Looks once in an ISO week, on one process of all that run; `context` is an administrator's. Undefined where it was done, or is being done.
 * A company without opportunities has not been looked at: it is as soon as some are there.
 */
export async function lookWeekly(context: Context): Promise<Looked | undefined> {
  const week = weekOf(dayIn(context.now, context.registry.company.timeZone))
  if ((await store.lookedAt(context.db, week)).isDone) return undefined
  return look(context, week)
}

async function look(context: Context, onlyIn?: string): Promise<Looked> {
  const today = dayIn(context.now, context.registry.company.timeZone)
  const { items, period, checked } = await causes(context)
  if (onlyIn && checked.opportunities === 0) return NOTHING
  const days = (Date.parse(period.to) - Date.parse(period.from)) / MS_PER_DAY
  const plan = await publishedPlan(context.db)
  const document = documentOf(plan)
  const proposed = items
    .slice(0, MOST_CAUSES)
    .flatMap((cause) => proposedFor(cause, document, days).map((one) => ({ ...one, cause })))
  const found = await triedOnWhatCame(context, proposed, document, period)
  return context.transaction(async (tx) => {
    const isMine = await store.tryTurn(tx)
    if (!isMine || (onlyIn && (await store.lookedAt(tx, onlyIn)).isDone)) return NOTHING
    const holderId = await holderOf(tx, plan.keeper.id)
    const dueAt = await limitOf(tx, context, holderId)
    const { opened, gone } = await store.reconcile(tx, found, { holderId, now: context.now, dueAt, today })
    await store.noteLooked(tx, weekOf(today), context.now, opened.length)
    await tellOf(tx, context.now, holderId, opened)
    await record(tx, SYSTEM, context.now, [
      ...opened.map((recordId) => ({
        kind: 'proposal.opened',
        object: 'proposal',
        recordId,
        after: { holder: holderId },
      })),
      ...gone.map((recordId) => ({ kind: 'proposal.gone', object: 'proposal', recordId })),
    ])
    return { opened: opened.length, open: (await store.list(tx, 'open', null)).length, gone: gone.length }
  })
}

/** The keeper of the plan answers for what should change in it; where they have left, an administrator. */
async function holderOf(tx: Tx, keeper: string): Promise<string> {
  const [active] = await tx<{ id: string }[]>`
    select id from person where id = ${keeper} and deactivated_at is null and deleted_at is null`
  const id = active?.id ?? (await administrator(tx))
  if (!id) throw new Error('nobody keeps the plan')
  return id
}

/** When it is to be decided: so many working days of theirs from now. */
export async function limitOf(tx: Tx, context: Context, personId: string): Promise<string> {
  const now = Date.parse(context.now)
  const until = instantOf(now + 4 * DECIDE_DAYS * MS_PER_DAY)
  const times = await workingTimesOf(tx, context, [personId], context.now, until)
  return instantOf(times.get(personId)?.addWorkingDays(now, DECIDE_DAYS) ?? now + DECIDE_DAYS * MS_PER_DAY)
}

async function tellOf(tx: Tx, now: string, personId: string, opened: readonly string[]): Promise<void> {
  if (opened.length === 0) return
  await notify(tx, now, [
    {
      personId,
      kind: 'proposals.opened',
      facts: { count: opened.length },
      opportunityId: null,
      link: '/improvement',
      key: `proposals.opened:${now}`,
    },
  ])
}

/** What nobody decided in time goes up the line, and whoever gets it is told. */
export async function takeUp(context: Context): Promise<number> {
  return context.transaction(async (tx) => {
    if (!(await store.tryTurn(tx))) return 0
    const dueAt = instantOf(Date.parse(context.now) + 2 * DECIDE_DAYS * MS_PER_DAY)
    const gone = (await store.takeUp(tx, context.now, dueAt)).filter(
      ({ holderId, from }) => holderId !== from,
    )
    await record(
      tx,
      SYSTEM,
      context.now,
      gone.map(({ id, holderId, from }) => ({
        kind: 'proposal.escalated',
        object: 'proposal',
        recordId: id,
        before: { holder: from },
        after: { holder: holderId },
      })),
    )
    await notify(
      tx,
      context.now,
      [...Map.groupBy(gone, ({ holderId }) => holderId)].map(([personId, list]) => ({
        personId,
        kind: 'proposals.escalated' as const,
        facts: { count: list.length },
        opportunityId: null,
        link: '/improvement',
        key: `proposals.escalated:${context.now}`,
      })),
    )
    return gone.length
  })
}

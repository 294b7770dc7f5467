import { type Fragment, sql } from '../../kernel/fragment.ts'
import { type Right, rowPredicate } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable, Sql } from '../../platform/db/pool.ts'
import { patiently, run } from '../../platform/db/transaction.ts'

/** What an action needs to know of an opportunity before it decides. */
export type OpportunityState = {
  id: string
  version: number
  number: number
  title: string
  holderId: string
  holderName: string
  stageId: string
  planVersionId: string
  phase: string
  isOpen: boolean
  outcome: 'won' | 'lost' | null
}

const STATE = sql`o.id, o.version, o.number, o.title, o.holder_id as "holderId", h.name as "holderName",
  o.stage_id as "stageId", o.plan_version_id as "planVersionId", o.phase, o.is_open as "isOpen", o.outcome`

/** The opportunities of `ids` on which the viewer has the right, in no order. One query. */
export async function visibleStates(
  db: Queryable,
  { viewer, registry }: Context,
  ids: readonly string[],
  right: Right = 'see',
): Promise<OpportunityState[]> {
  const visible = rowPredicate(viewer, 'opportunity', registry, 'o', 'asked', right)
  return run(db, statesWhere(sql`o.id = any(${ids}::uuid[]) and ${visible}`))
}

/** The same with the rows locked until the transaction ends, in the order of their ids: those on which the viewer has the right. */
export async function lockVisible(
  tx: Queryable,
  context: Context,
  ids: readonly string[],
  right: Right = 'see',
): Promise<OpportunityState[]> {
  const [, states] = await Promise.all([lock(tx, ids), visibleStates(tx, context, ids, right)])
  return states
}

/** Opportunities locked by their ids alone, for a flow that was let in by another door (an accepted hand-over) or by nobody. */
export async function lockHeld(tx: Queryable, ids: readonly string[]): Promise<OpportunityState[]> {
  const [, states] = await Promise.all([
    lock(tx, ids),
    run<OpportunityState>(tx, statesWhere(sql`o.id = any(${ids}::uuid[])`)),
  ])
  return states
}

/**
 * Locks first and looks afterwards: a row that was waited for is joined by the database to what was there before the wait, and
 * whoever it was passed to meanwhile would make it vanish. Both statements travel together.
 */
async function lock(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx`select 1 from opportunity where id = any(${ids as string[]}::uuid[]) order by id for update`
}

function statesWhere(condition: Fragment): Fragment {
  return sql`select ${STATE} from opportunity o join person h on h.id = o.holder_id
    where o.deleted_at is null and ${condition}`
}

/** Names of people by id. One query. */
export async function peopleById(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, { id: string; name: string; active: boolean }>> {
  const rows = await db<{ id: string; name: string; active: boolean }[]>`
    select id, name, deactivated_at is null and deleted_at is null as active from person where id = any(${ids as string[]}::uuid[])`
  return new Map(rows.map((row) => [row.id, row]))
}

/** Puts what changed since the last time into the tallies; nothing where another process does it now. */
export async function foldTally(db: Sql): Promise<void> {
  await patiently(db, (tx) => tx`select fold_tally()`)
}

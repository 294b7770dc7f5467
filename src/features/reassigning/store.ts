import { sql } from '../../kernel/fragment.ts'
import { rowPredicate } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'

export type AccountState = { id: string; version: number; name: string; holderId: string | null }

/** The account, where the viewer may see it, locked until the transaction ends. */
export async function lockAccount(
  tx: Queryable,
  { viewer, registry }: Context,
  id: string,
): Promise<AccountState | undefined> {
  const [row] = await run<AccountState>(
    tx,
    sql`select a.id, a.version, a.name, a.holder_id as "holderId" from account a
    where a.id = ${id}::uuid and a.deleted_at is null and ${rowPredicate(viewer, 'account', registry, 'a', 'asked')} for update of a`,
  )
  return row
}

/** The open opportunities of an account, seen or not. */
export async function openOf(tx: Queryable, accountId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from opportunity where account_id = ${accountId} and is_open and deleted_at is null order by id`
  return rows.map(({ id }) => id)
}

/** Open tasks on opportunities of whoever holds these. */
export async function tasksOf(
  tx: Queryable,
  held: readonly { opportunityId: string; holderId: string }[],
): Promise<{ id: string; opportunityId: string; holderId: string }[]> {
  return tx<{ id: string; opportunityId: string; holderId: string }[]>`
    select t.id, t.opportunity_id as "opportunityId", t.holder_id as "holderId"
    from task t join unnest(${held.map((h) => h.opportunityId)}::uuid[], ${held.map((h) => h.holderId)}::uuid[]) as h(o, p)
      on t.opportunity_id = h.o and t.holder_id = h.p
    where t.done_at is null and t.deleted_at is null order by t.id for update of t`
}

export async function giveTasks(
  tx: Queryable,
  ids: readonly string[],
  personId: string,
  by: string | null,
  at: string,
): Promise<void> {
  await tx`update task set holder_id = ${personId}, version = version + 1, updated_at = ${at}, updated_by = ${by}
    where id = any(${ids as string[]}::uuid[])`
}

export type Act = {
  act: string
  at: string
  actorId: string | null
  fromId: string | null
  toId: string | null
  reason: string | null
  passed: number
  returns: string | null
}

/** What was done with an account as one, newest first. */
export async function actsOf(db: Queryable, accountId: string): Promise<Act[]> {
  return db<Act[]>`
    select cause->>'act' as act, at, actor_id as "actorId", before->>'holder' as "fromId", after->>'holder' as "toId",
      cause->>'reason' as reason, (cause->>'passed')::int as passed, cause->>'returns' as returns
    from event where object = 'account' and record_id = ${accountId} and kind = 'account.reassigned' and cause->>'act' is not null
    order by seq desc limit 40`
}

/** The passes of an act: what went from whom to whom, of the opportunities that still are the account's. */
export async function passesOf(
  tx: Queryable,
  accountId: string,
  act: string,
): Promise<{ id: string; fromId: string; toId: string }[]> {
  return tx<{ id: string; fromId: string; toId: string }[]>`
    select e.opportunity_id as id, e.before->>'holder' as "fromId", e.after->>'holder' as "toId"
    from opportunity o join event e on e.opportunity_id = o.id
    where o.account_id = ${accountId} and o.deleted_at is null and e.kind = 'opportunity.passed' and e.cause->>'act' = ${act}
    order by o.id`
}

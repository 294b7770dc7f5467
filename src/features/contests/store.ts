import { type Fragment, raw, sql } from '../../kernel/fragment.ts'
import { rowPredicate, voicesOf } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import type { Contest } from './contract.ts'

const SELECT = raw(`
  select c.id, c.version, c.decision_id as "decisionId", c.reason, c.state, c.filed_at as "filedAt", c.due_at as "dueAt",
    c.ended_at as "endedAt", json_build_object('id', o.id, 'number', o.number, 'title', o.title) as opportunity,
    json_build_object('id', x.id, 'name', x.name) as contester, json_build_object('id', h.id, 'name', h.name) as holder,
    json_build_object('id', p.id, 'name', p.name) as proposed,
    case when d.id is null then null else json_build_object('id', d.id, 'name', d.name) end as decider,
    case when r.id is null then null else json_build_object('by', json_build_object('id', r.id, 'name', r.name),
      'onBehalfOf', case when b.id is not null then json_build_object('id', b.id, 'name', b.name) end, 'reason', c.ruling_reason) end as ruling
  from contest c join opportunity o on o.id = c.opportunity_id join person x on x.id = c.contester_id join person h on h.id = c.holder_id
  join person p on p.id = c.proposed_id left join person d on d.id = c.decider_id left join person r on r.id = c.ruled_by
  left join person b on b.id = c.on_behalf_of`)

async function select(db: Queryable, rest: Fragment): Promise<Contest[]> {
  return run<Contest>(db, sql`${SELECT} ${rest}`)
}

/** The contests of one opportunity, newest first. */
export async function ofOpportunity(db: Queryable, opportunityId: string): Promise<Contest[]> {
  return select(db, sql`where c.opportunity_id = ${opportunityId} order by c.filed_at desc, c.id desc`)
}

/** What waits for the ruling of any of these people, soonest due first. */
export async function toDecide(db: Queryable, people: readonly string[]): Promise<Contest[]> {
  return select(
    db,
    sql`where c.decider_id = any(${people}::uuid[]) and c.state = 'open' and o.deleted_at is null order by c.due_at, c.id limit 500`,
  )
}

/** The last hundred the viewer filed, of opportunities they still see. */
export async function filed(db: Queryable, { viewer, registry }: Context): Promise<Contest[]> {
  return select(
    db,
    sql`where c.contester_id = ${viewer.personId} and ${rowPredicate(viewer, 'opportunity', registry, 'o')}
      and o.deleted_at is null order by c.filed_at desc, c.id desc limit 100`,
  )
}

/** One contest that the viewer decides or sees through its opportunity. */
export async function findVisible(
  db: Queryable,
  { viewer, registry }: Context,
  id: string,
): Promise<Contest | undefined> {
  const [found] = await select(
    db,
    sql`where c.id = ${id} and o.deleted_at is null and (array[c.decider_id, c.ruled_by] && ${voicesOf(viewer)}::uuid[]
      or ${rowPredicate(viewer, 'opportunity', registry, 'o')})`,
  )
  return found
}

/** One contest as it is now, locked until the transaction ends. */
export async function lockOne(tx: Queryable, id: string): Promise<Contest | undefined> {
  await tx`select 1 from contest where id = ${id} for update` // first, so that what was waited for is joined to what is there now
  const [found] = await select(tx, sql`where c.id = ${id}`)
  return found
}

export type NewContest = {
  opportunityId: string
  decisionId: string
  contesterId: string
  holderId: string
  proposedId: string
  reason: string
  filedAt: string
  dueAt: string
}
export type Filed = { id: string } | 'open-already' | 'nobody-decides'

/** Writes a contest with whoever decides it, nobody who is a party; the holder only where nobody else is left. */
export async function insertContest(tx: Queryable, contest: NewContest): Promise<Filed> {
  const { contesterId, holderId, proposedId } = contest
  const [found] = await tx<{ decider: string | null }[]>`
    select coalesce(who_decides(${holderId}, array[${contesterId}, ${proposedId}, ${holderId}]::uuid[]),
      who_decides(${holderId}, array[${contesterId}, ${proposedId}]::uuid[])) as decider`
  if (!found?.decider) return 'nobody-decides'
  const [row] = await tx<{ id: string }[]>`
    insert into contest (opportunity_id, decision_id, contester_id, holder_id, proposed_id, reason, decider_id, filed_at, due_at)
    values (${contest.opportunityId}, ${contest.decisionId}, ${contesterId}, ${holderId}, ${proposedId}, ${contest.reason},
      ${found.decider}, ${contest.filedAt}, ${contest.dueAt})
    on conflict (decision_id, contester_id) where state = 'open' do nothing returning id`
  return row ?? 'open-already'
}

/** Ends a contest, never before it began. */
export async function endContest(
  tx: Queryable,
  id: string,
  state: 'upheld' | 'granted' | 'withdrawn',
  at: string,
  ruling: { by: string; onBehalfOf: string | null; reason: string } | null,
): Promise<void> {
  await tx`update contest set state = ${state}, ended_at = greatest(${at}::timestamptz, filed_at), ruled_by = ${ruling?.by ?? null},
    on_behalf_of = ${ruling?.onBehalfOf ?? null}, ruling_reason = ${ruling?.reason ?? null}, version = version + 1 where id = ${id}`
}

export type MovedUp = { id: string; opportunityId: string; deciderId: string | null }

/** Names another decider of what people who left were to decide. One statement. */
export async function takeFrom(tx: Queryable, people: readonly string[], dueAt: string): Promise<MovedUp[]> {
  return tx<MovedUp[]>`
    with stuck as (
      select id from contest where state = 'open' and decider_id = any(${people as string[]}::uuid[]) order by id for update)
    update contest c set due_at = ${dueAt}, decider_id = coalesce(
      who_decides(c.decider_id, array[c.contester_id, c.proposed_id, c.holder_id, c.decider_id]),
      who_decides(c.decider_id, array[c.contester_id, c.proposed_id]))
    from stuck s where c.id = s.id
    returning c.id, c.opportunity_id as "opportunityId", c.decider_id as "deciderId"`
}

/**
 * Names another decider where the one named has left, or let the time pass; the latter once. Answers what changed. One statement; what
 * another process has is skipped.
 */
export async function moveUp(tx: Queryable, at: string, dueAt: string, most: number): Promise<MovedUp[]> {
  return tx<MovedUp[]>`
    with stuck as (
      select c.id, p.deactivated_at is not null or p.deleted_at is not null as gone from contest c
      join opportunity o on o.id = c.opportunity_id and o.deleted_at is null join person p on p.id = c.decider_id
      where c.state = 'open' and (p.deactivated_at is not null or p.deleted_at is not null or (c.due_at <= ${at} and c.escalated_at is null))
      order by c.due_at limit ${most} for update of c skip locked)
    update contest c set escalated_at = case when s.gone then c.escalated_at else ${at}::timestamptz end,
      due_at = ${dueAt}, decider_id = coalesce(
        who_decides(c.decider_id, array[c.contester_id, c.proposed_id, c.holder_id, c.decider_id]),
        case when s.gone then who_decides(c.decider_id, array[c.contester_id, c.proposed_id]) else c.decider_id end)
    from stuck s where c.id = s.id
    returning c.id, c.opportunity_id as "opportunityId", c.decider_id as "deciderId"`
}

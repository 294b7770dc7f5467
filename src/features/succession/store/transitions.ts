import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { Move, TransitionHead } from '../contract.ts'

type Named = { id: string; name: string }
export type Stored = {
  id: string
  version: number
  name: string
  kind: 'leaver' | 'reorganisation'
  state: TransitionHead['state']
  leavers: string[]
  moves: Move[]
  condition: string
  receivers: string[]
  successors: Record<string, string>
  note: string | null
  dueAt: string | null
  dueBy: string | null
  failure: { code: string; facts: Record<string, unknown> } | null
  reverses: string | null
  lookedAt: string
  doneAt: string | null
  updatedAt: string
  createdBy: Named
  updatedBy: Named
}

const STORED =
  raw(`t.id, t.version, t.name, t.kind, t.state, to_json(t.leavers) as leavers, t.moves, t.condition,
  to_json(t.receivers) as receivers, t.successors, t.note, t.due_at as "dueAt", t.due_by as "dueBy", t.failure, t.reverses,
  t.looked_at as "lookedAt", t.done_at as "doneAt", t.updated_at as "updatedAt",
  (select json_build_object('id', c.id, 'name', c.name) from person c where c.id = t.created_by) as "createdBy",
  (select json_build_object('id', u.id, 'name', u.name) from person u where u.id = t.updated_by) as "updatedBy"`)

export async function transitionById(db: Queryable, id: string): Promise<Stored | undefined> {
  const [found] = await run<Stored>(db, sql`select ${STORED} from transition t where t.id = ${id}`)
  return found
}

export async function lockTransition(tx: Queryable, id: string): Promise<Stored | undefined> {
  const [found] = await run<Stored>(
    tx,
    sql`select ${STORED} from transition t where t.id = ${id} for update of t`,
  )
  return found
}

/** One that is due at `now`, locked, unless another process has it or has done it. */
export async function lockDue(tx: Queryable, id: string, now: string): Promise<Stored | undefined> {
  const [found] = await run<Stored>(
    tx,
    sql`select ${STORED} from transition t where t.id = ${id} and t.state = 'scheduled' and t.due_at <= ${now}::timestamptz for update of t skip locked`,
  )
  return found
}

/** What is due at `now`, the longest due first, and who scheduled it. */
export async function dueAt(db: Queryable, now: string): Promise<{ id: string; dueBy: string }[]> {
  return db<{ id: string; dueBy: string }[]>`
    select id, due_by as "dueBy" from transition where state = 'scheduled' and due_at <= ${now} order by due_at, id limit 20`
}

export type NewTransition = Pick<
  Stored,
  'name' | 'kind' | 'leavers' | 'moves' | 'condition' | 'receivers' | 'successors' | 'note' | 'reverses'
>

export async function insertTransition(
  tx: Queryable,
  given: NewTransition,
  by: string,
  at: string,
): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into transition (name, kind, leavers, moves, condition, receivers, successors, note, reverses, looked_at,
      created_at, created_by, updated_at, updated_by)
    values (${given.name}, ${given.kind}, ${given.leavers}::uuid[], ${JSON.stringify(given.moves)}::text::jsonb, ${given.condition},
      ${given.receivers}::uuid[], ${JSON.stringify(given.successors)}::text::jsonb, ${given.note}, ${given.reverses}, ${at}, ${at}, ${by}, ${at}, ${by})
    returning id`
  return row?.id ?? ''
}

export async function updateTransition(
  tx: Queryable,
  id: string,
  given: Omit<NewTransition, 'kind' | 'reverses'>,
  by: string,
  at: string,
): Promise<void> {
  await tx`update transition set name = ${given.name}, leavers = ${given.leavers}::uuid[], moves = ${JSON.stringify(given.moves)}::text::jsonb,
    condition = ${given.condition}, receivers = ${given.receivers}::uuid[], successors = ${JSON.stringify(given.successors)}::text::jsonb,
    note = ${given.note}, updated_by = ${by}, updated_at = ${at}, version = version + 1 where id = ${id}`
}

/** It was looked at, or rows of it were given: the next who looked before is told. */
export async function touch(tx: Queryable, id: string, by: string, at: string): Promise<void> {
  await tx`update transition set updated_by = ${by}, updated_at = ${at}, looked_at = ${at}, version = version + 1 where id = ${id}`
}

export async function setState(
  tx: Queryable,
  id: string,
  to: {
    state: Stored['state']
    dueAt?: string | null
    dueBy?: string | null
    failure?: Stored['failure']
    doneAt?: string
    result?: object
  },
  by: string,
  at: string,
): Promise<void> {
  await tx`update transition set state = ${to.state}, due_at = ${to.dueAt ?? null}, due_by = ${to.dueBy ?? null},
    failure = ${to.failure ? JSON.stringify(to.failure) : null}::text::jsonb, done_at = ${to.doneAt ?? null},
    done_by = ${to.doneAt ? by : null}::uuid, result = ${to.result ? JSON.stringify(to.result) : null}::text::jsonb,
    updated_by = ${by}, updated_at = ${at}, version = version + 1 where id = ${id}`
}

export async function deleteTransition(tx: Queryable, id: string): Promise<void> {
  await tx`delete from transition where id = ${id}`
}

type HeadRow = Omit<TransitionHead, 'leavers'> & { leavers: Named[] }

/** Newest first: all, or those a manager may handle. */
export function heads(
  db: Queryable,
  mine: Fragment,
  limit: number,
  before: string | undefined,
): Promise<HeadRow[]> {
  return run<HeadRow>(
    db,
    sql`select t.id, t.version, t.name, t.kind, t.state, t.due_at as "dueAt", t.done_at as "doneAt", t.failure, t.updated_at as "updatedAt",
      coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name) order by p.name, p.id) from person p where p.id = any(t.leavers)), '[]') as leavers,
      (select count(*)::int from transition_row r where r.transition_id = t.id and r.kind = 'opportunity') as opportunities,
      (select count(*)::int from transition_row r where r.transition_id = t.id and r.to_id is null and not r.ends) as unresolved,
      (select json_build_object('id', u.id, 'name', u.name) from person u where u.id = t.updated_by) as "updatedBy"
    from transition t where ${mine} ${before ? sql`and t.id < ${before}::uuid` : raw('')} order by t.id desc limit ${limit}`,
  )
}

/** Transitions about people below somebody: nobody of it is anybody else's, or their own work where it names nobody. */
export function handledBy(personId: string, below: readonly string[]): Fragment {
  return sql`t.leavers <@ ${below}::uuid[] and array(select (m->>'person')::uuid from jsonb_array_elements(t.moves) m) <@ ${below}::uuid[]
    and (cardinality(t.leavers) > 0 or jsonb_array_length(t.moves) > 0 or t.created_by = ${personId}::uuid)`
}

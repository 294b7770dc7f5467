import { type Fragment, raw, sql } from '../../../kernel/fragment.ts'
import { insertMany } from '../../../platform/db/copy.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { run } from '../../../platform/db/transaction.ts'
import type { FoundRow } from '../actions/counting.ts'
import type { OpportunityRow, PersonRow, Question, Result, Run } from '../contract.ts'

export type RunRow = Omit<Run, 'named'> & { personId: string }

const SHOWN = `r.id, r.name, r.state, r.question, jsonb_build_object('id', p.id, 'name', p.name) as by, r.created_at as "createdAt",
  r.started_at as "startedAt", r.finished_at as "finishedAt", r.step, r.done, r.total, r.result, r.message, r.person_id as "personId"`

export async function insertRun(
  tx: Queryable,
  given: { name: string; question: Question; personId: string; at: string },
): Promise<string> {
  const [row] = await tx<{ id: string }[]>`
    insert into replay_run (name, question, person_id, created_at)
    values (${given.name}, ${JSON.stringify(given.question)}::text::jsonb, ${given.personId}, ${given.at}) returning id`
  return row?.id ?? ''
}

/** How many runs of somebody wait or run. */
export async function countUnended(tx: Queryable, personId: string): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::int as count from replay_run where person_id = ${personId} and state in ('waiting', 'running')`
  return row?.count ?? 0
}

/** Somebody's runs, or everybody's, newest first. */
export async function runsOf(db: Queryable, personId: string | null): Promise<RunRow[]> {
  return db<RunRow[]>`
    select ${db.unsafe(SHOWN)} from replay_run r join person p on p.id = r.person_id
    where ${personId === null ? db`true` : db`r.person_id = ${personId}`} order by r.created_at desc, r.id desc limit 100`
}

export async function runById(
  db: Queryable,
  id: string,
  personId: string | null,
): Promise<RunRow | undefined> {
  const [row] = await db<RunRow[]>`
    select ${db.unsafe(SHOWN)} from replay_run r join person p on p.id = r.person_id
    where r.id = ${id} and ${personId === null ? db`true` : db`r.person_id = ${personId}`}`
  return row
}

/** Takes the oldest run that waits, or whose server was not heard of since `deadSince`. */
export async function takeRun(
  db: Queryable,
  now: string,
  deadSince: string,
): Promise<{ id: string; personId: string; begun: number; question: Question } | undefined> {
  const [row] = await db<{ id: string; personId: string; begun: number; question: Question }[]>`
    update replay_run set state = 'running', step = 'reading', done = 0, total = null, begun = begun + 1, beat_at = ${now},
      started_at = coalesce(started_at, ${now}::timestamptz)
    where id = (select id from replay_run where state = 'waiting' or (state = 'running' and beat_at < ${deadSince}::timestamptz)
      order by created_at, id limit 1 for update skip locked)
    returning id, person_id as "personId", begun, question`
  return row
}

/** Notes how far a run is; false where it is to stop. */
export async function beat(
  db: Queryable,
  id: string,
  { step, done, total, now }: { step: string; done: number; total: number | null; now: string },
): Promise<boolean> {
  const rows = await db`
    update replay_run set step = ${step}, done = ${done}, total = ${total}, beat_at = ${now} where id = ${id} and state = 'running' returning id`
  return rows.length > 0
}

/** Ends a run that is not ended yet; false where it was. */
export async function endRun(
  db: Queryable,
  id: string,
  {
    state,
    now,
    result,
    message,
  }: { state: Run['state']; now: string; result?: Result; message?: Run['message'] },
): Promise<boolean> {
  const rows = await db`
    update replay_run set state = ${state}, finished_at = ${now}, result = ${result ? JSON.stringify(result) : null}::text::jsonb,
      message = ${message ? JSON.stringify(message) : null}::text::jsonb
    where id = ${id} and state in ('waiting', 'running') returning id`
  return rows.length > 0
}

export async function deleteRun(db: Queryable, id: string): Promise<void> {
  await db`delete from replay_run where id = ${id}`
}

/** Keeps what was found, in place of what an earlier attempt left. */
export async function keepFound(
  tx: Queryable,
  id: string,
  people: readonly PersonRow[],
  rows: readonly FoundRow[],
): Promise<void> {
  await tx`delete from replay_person where run_id = ${id}`
  await tx`delete from replay_opportunity where run_id = ${id}`
  const shown = people.map((found, place) => [id, found.person.id, place, { ...found, place: undefined }])
  await insertMany(tx, 'replay_person', PERSON, shown)
  const values = rows.map((row, place) => [
    id,
    place,
    row.opportunityId,
    row.was,
    row.would,
    row.via,
    row.rule,
    row.why ?? null,
  ])
  await insertMany(tx, 'replay_opportunity', OPPORTUNITY, values)
}

const PERSON = [
  { name: 'run_id', type: 'uuid' },
  { name: 'person_id', type: 'uuid' },
  { name: 'place', type: 'int4' },
  { name: 'found', type: 'jsonb' },
]
const OPPORTUNITY = [
  { name: 'run_id', type: 'uuid' },
  { name: 'place', type: 'int4' },
  { name: 'opportunity_id', type: 'uuid' },
  { name: 'was_id', type: 'uuid' },
  { name: 'would_id', type: 'uuid' },
  { name: 'via', type: 'text' },
  { name: 'rule', type: 'int4' },
  { name: 'why', type: 'jsonb' },
]

export async function peopleOf(db: Queryable, id: string): Promise<PersonRow[]> {
  const rows = await db<{ found: PersonRow }[]>`
    select found from replay_person where run_id = ${id} order by place`
  return rows.map(({ found }) => found)
}

export type KeptRow = Pick<OpportunityRow, 'place' | 'id' | 'number' | 'title' | 'via' | 'why'> & {
  was: string
  would: string
  rule: number | null
}

/** What came, in its order, as far as the viewer may see it. */
export async function opportunitiesOf(
  db: Queryable,
  id: string,
  visible: Fragment,
  {
    which,
    person,
    after,
    limit,
  }: { which: 'changed' | 'all'; person?: string | undefined; after: number; limit: number },
): Promise<KeptRow[]> {
  return run<KeptRow>(
    db,
    sql`select k.place, r.id, r.number, r.title, k.was_id as was, k.would_id as would, k.via, k.rule, k.why
    from replay_opportunity k join opportunity r on r.id = k.opportunity_id
    where k.run_id = ${id}::uuid and k.place > ${after} and ${visible}
      ${which === 'changed' ? raw('and k.was_id <> k.would_id') : raw('')}
      ${person ? sql`and (k.was_id = ${person}::uuid or k.would_id = ${person}::uuid)` : raw('')}
    order by k.place limit ${limit}`,
  )
}

import { raw, sql } from '../../kernel/fragment.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { run } from '../../platform/db/transaction.ts'
import type { Cause } from '../causes/contract.ts'
import type { Change, Expected, Proposal, Report, RollBackCondition, State } from './contract.ts'

export type Row = Omit<Proposal, 'cause' | 'change' | 'names' | 'inStages'> & {
  cause: Cause
  change: Change
  key: string
  /** What rules of the plan carry that are tried. */
  trial: string
  /** CEL: for which it is tried; null: for all. */
  condition: string | null
}

const ROW = `p.id, p.version, p.key, p.state, p.cause, p.change, p.expected, p.trial, p.share, p.condition, p.roll_back as "rollBack", p.draft_id as draft,
  jsonb_build_object('id', h.id, 'name', h.name) as holder, p.found_at as "foundAt", p.due_at as "dueAt", p.published_at as "publishedAt",
  case when b.id is null then null else jsonb_build_object('id', b.id, 'name', b.name) end as "publishedBy",
  p.ended_at as "endedAt", p.ended_because as "endedBecause", p.reason, p.until, p.report`
const FROM = 'proposal p join person h on h.id = p.holder_id left join person b on b.id = p.published_by'

export const BOXES: Readonly<Record<'open' | 'running' | 'past', readonly State[]>> = {
  open: ['open', 'edited'],
  running: ['running', 'full'],
  past: ['full', 'rolled-back', 'dismissed', 'gone'],
}

/** Those of a box that are somebody's to see, what costs most first, what is past by when it ended. `holder` null: everybody's. */
export async function list(db: Queryable, box: keyof typeof BOXES, holder: string | null): Promise<Row[]> {
  const order =
    box === 'open'
      ? `(p.cause->>'weight')::float8 desc, p.id`
      : 'coalesce(p.ended_at, p.published_at) desc, p.id'
  const of = holder === null ? raw('true') : sql`p.holder_id = ${holder}::uuid`
  const ended =
    box === 'running'
      ? raw(`(p.state = 'running' or p.ended_at is null)`)
      : raw(box === 'past' ? 'p.ended_at is not null' : 'true')
  return run<Row>(
    db,
    sql`select ${raw(ROW)} from ${raw(FROM)} where p.state = any(${BOXES[box] as State[]}::text[]) and ${of} and ${ended} order by ${raw(order)} limit 200`,
  )
}

export async function byId(db: Queryable, id: string): Promise<Row | undefined> {
  const [row] = await run<Row>(db, sql`select ${raw(ROW)} from ${raw(FROM)} where p.id = ${id}::uuid`)
  return row
}

export async function lock(tx: Tx, id: string): Promise<Row | undefined> {
  await tx`select 1 from proposal where id = ${id} for update`
  return byId(tx, id)
}

/** Those that run, or hold for all and have no last report yet. */
export async function atWork(db: Queryable): Promise<Row[]> {
  return run<Row>(
    db,
    sql`select ${raw(ROW)} from ${raw(FROM)} where p.published_at is not null and p.ended_at is null order by p.published_at, p.id limit 200`,
  )
}

export type New = { key: string; cause: Cause; change: Change; expected: Expected }
type Given = { holderId: string; now: string; dueAt: string; today: string }

/**
 * Opens what is new, renews what is open and untouched, and ends what is not found any more. What runs, holds for all since less than a
 * quarter, or was dismissed until a later day is not proposed again. One statement each.
 */
export async function reconcile(
  tx: Tx,
  found: readonly New[],
  { holderId, now, dueAt, today }: Given,
): Promise<{ opened: string[]; gone: string[] }> {
  const rows = JSON.stringify(found)
  const opened = await run<{ id: string }>(
    tx,
    sql`insert into proposal (key, cause, change, expected, holder_id, found_at, due_at, trial)
      select f.key, f.cause, f.change, f.expected, ${holderId}::uuid, ${now}::timestamptz, ${dueAt}::timestamptz,
        'p-' || replace(uuidv7()::text, '-', '')
      from jsonb_to_recordset(${rows}::text::jsonb) as f(key text, cause jsonb, change jsonb, expected jsonb)
      where not exists (select 1 from proposal p where p.key = f.key and (p.state in ('open', 'edited', 'running')
        or (p.state in ('full', 'rolled-back') and coalesce(p.ended_at, p.published_at) > ${now}::timestamptz - interval '91 days')
        or (p.state = 'dismissed' and p.until >= ${today}::date)))
      on conflict (key) where state in ('open', 'edited', 'running') do nothing returning id`,
  )
  await run(
    tx,
    sql`update proposal p set cause = f.cause, change = f.change, expected = f.expected, version = p.version + 1
      from jsonb_to_recordset(${rows}::text::jsonb) as f(key text, cause jsonb, change jsonb, expected jsonb)
      where p.key = f.key and p.state = 'open' and (p.cause, p.change, p.expected) is distinct from (f.cause, f.change, f.expected)`,
  )
  const gone = await run<{ id: string }>(
    tx,
    sql`update proposal p set state = 'gone', ended_at = ${now}::timestamptz, ended_because = 'gone', due_at = null, version = p.version + 1
      where p.state = 'open' and not (p.key = any(${found.map(({ key }) => key)}::text[])) returning p.id`,
  )
  return { opened: opened.map(({ id }) => id), gone: gone.map(({ id }) => id) }
}

export type Saved = {
  state: State
  draft?: string | null
  share?: number
  condition?: string | null
  rollBack?: RollBackCondition | null
  publishedAt?: string
  publishedBy?: string
  endedAt?: string
  endedBecause?: NonNullable<Proposal['endedBecause']>
  reason?: string
  until?: string
  report?: Report
}

/** Writes where a proposal is now; what is not said stays. What is no longer to be decided has no limit. */
export async function save(tx: Tx, id: string, given: Saved): Promise<void> {
  const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value))
  const decided = given.state !== 'open' && given.state !== 'edited'
  await run(
    tx,
    sql`update proposal set state = ${given.state}, version = version + 1,
      draft_id = case when ${given.draft !== undefined} then ${given.draft ?? null}::uuid else draft_id end,
      share = coalesce(${given.share ?? null}::float8, share), condition = coalesce(${given.condition ?? null}::text, condition),
      roll_back = case when ${given.rollBack !== undefined} then ${json(given.rollBack)}::text::jsonb else roll_back end,
      published_at = coalesce(${given.publishedAt ?? null}::timestamptz, published_at), published_by = coalesce(${given.publishedBy ?? null}::uuid, published_by),
      ended_at = coalesce(${given.endedAt ?? null}::timestamptz, ended_at), ended_because = coalesce(${given.endedBecause ?? null}::text, ended_because),
      reason = coalesce(${given.reason ?? null}::text, reason), until = coalesce(${given.until ?? null}::date, until),
      report = coalesce(${json(given.report)}::text::jsonb, report), due_at = case when ${decided} then null else due_at end
      where id = ${id}::uuid`,
  )
}

/** When it was looked last, and whether in this week. */
export async function lookedAt(
  db: Queryable,
  week: string,
): Promise<{ last: string | null; isDone: boolean }> {
  const [row] = await db<{ last: string | null; isDone: boolean }[]>`
    select (select max(looked_at) from proposal_week) as last, exists (select 1 from proposal_week where week = ${week}) as "isDone"`
  return row ?? { last: null, isDone: false }
}

export async function noteLooked(tx: Tx, week: string, now: string, opened: number): Promise<void> {
  await tx`insert into proposal_week (week, looked_at, opened) values (${week}, ${now}, ${opened})
    on conflict (week) do update set looked_at = excluded.looked_at, opened = proposal_week.opened + excluded.opened`
}

/** One process at a time; false where another one is at it. */
export async function tryTurn(tx: Tx): Promise<boolean> {
  const [row] = await tx<
    { got: boolean }[]
  >`select pg_try_advisory_xact_lock(hashtext('baton.proposals')) as got`
  return row?.got ?? false
}

/** Those nobody decided about in time go to whoever is above their holder, who has as long again; where nobody is, they stay. */
export async function takeUp(
  tx: Tx,
  now: string,
  dueAt: string,
): Promise<{ id: string; holderId: string; from: string }[]> {
  return run<{ id: string; holderId: string; from: string }>(
    tx,
    sql`update proposal p set holder_id = coalesce(a.above, p.holder_id), due_at = case when a.above is null then null else ${dueAt}::timestamptz end,
        version = p.version + 1
      from (select id, who_decides(holder_id, array[holder_id]) as above from proposal where due_at < ${now}::timestamptz for update) a
      where a.id = p.id returning p.id, p.holder_id as "holderId", old.holder_id as "from"`,
  )
}

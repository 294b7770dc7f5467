import type { Queryable } from '../../platform/db/pool.ts'
import type { Answer, ImportObject, MappingLine, Question, Run, Settings } from './contract.ts'

export type RunRow = {
  id: string
  version: number
  object: ImportObject
  fileName: string
  filePath: string
  format: { format: string; headings: string[]; samples: string[][]; sheet?: string; encoding?: string }
  mapping: MappingLine[]
  answers: Record<string, Record<string, Answer>>
  settings: Partial<Settings>
  state: Run['state']
  rowsRead: number
  rowsTotal: number | null
  created: number
  skipped: number
  problems: number
  resumeLine: number
  report: { questions?: Question[] }
  message: Run['message']
  personId: string
  createdAt: string
  startedAt: string | null
  finishedAt: string | null
}

const COLUMNS = `id, version, object, file_name as "fileName", file_path as "filePath", format, mapping, answers, settings, state,
  rows_read as "rowsRead", rows_total as "rowsTotal", created_count as created, skipped_count as skipped, problem_count as problems,
  resume_line as "resumeLine", report, message, person_id as "personId", created_at as "createdAt", started_at as "startedAt",
  finished_at as "finishedAt"`

export async function insertRun(
  db: Queryable,
  run: {
    object: string
    fileName: string
    filePath: string
    fileHash: string
    format: unknown
    mapping: unknown
    personId: string
    at: string
  },
): Promise<string> {
  const [row] = await db<{ id: string }[]>`
    insert into import_run (object, file_name, file_path, file_hash, format, mapping, state, person_id, created_at)
    values (${run.object}, ${run.fileName}, ${run.filePath}, ${run.fileHash}, ${JSON.stringify(run.format)}::text::jsonb,
      ${JSON.stringify(run.mapping)}::text::jsonb, 'uploaded', ${run.personId}, ${run.at}) returning id`
  return row?.id ?? ''
}

/** A run by its id, of this person or (administrators) of anybody. */
export async function runById(
  db: Queryable,
  id: string,
  personId: string | null,
): Promise<RunRow | undefined> {
  const [row] = await db<RunRow[]>`
    select ${db.unsafe(COLUMNS)} from import_run where id = ${id} and (${personId}::uuid is null or person_id = ${personId}::uuid)`
  return row
}

export async function runsOf(db: Queryable, personId: string | null): Promise<RunRow[]> {
  return db<
    RunRow[]
  >`select ${db.unsafe(COLUMNS)} from import_run where (${personId}::uuid is null or person_id = ${personId}::uuid)
    order by created_at desc limit 100`
}

/** Runs a stopped server left in the middle. */
export async function unfinishedRuns(
  db: Queryable,
): Promise<{ id: string; personId: string; state: Run['state'] }[]> {
  return db<{ id: string; personId: string; state: Run['state'] }[]>`
    select id, person_id as "personId", state from import_run where state in ('checking', 'running', 'undoing')`
}

/** Moves a run to a state it may move to; false where somebody was faster. */
export async function enterState(
  db: Queryable,
  id: string,
  from: readonly string[],
  to: Run['state'],
  at: string,
): Promise<boolean> {
  const rows = await db`update import_run set state = ${to}, version = version + 1, message = null,
    started_at = case when ${to} in ('running', 'checking') and resume_line = 0 then ${at}::timestamptz else started_at end,
    finished_at = case when ${to} in ('done', 'failed', 'cancelled', 'undone', 'checked') then ${at}::timestamptz else null end
    where id = ${id} and state = any(${from as string[]}) returning 1`
  return rows.length > 0
}

export async function fail(
  db: Queryable,
  id: string,
  message: { code: string; facts: unknown },
  at: string,
): Promise<void> {
  await db`update import_run set state = 'failed', message = ${JSON.stringify(message)}::text::jsonb, finished_at = ${at}, version = version + 1 where id = ${id}`
}

export async function saveChoices(
  db: Queryable,
  id: string,
  mapping: unknown,
  settings: unknown,
  answers: unknown,
): Promise<void> {
  await db`update import_run set mapping = ${JSON.stringify(mapping)}::text::jsonb, settings = ${JSON.stringify(settings)}::text::jsonb,
    answers = ${JSON.stringify(answers)}::text::jsonb, state = 'uploaded', report = '{}', version = version + 1 where id = ${id}`
}

/** Remembers how headings were mapped, for the next file with the same ones. */
export async function rememberMapping(
  db: Queryable,
  run: Pick<RunRow, 'object' | 'personId'>,
  headingsHash: string,
  mapping: unknown,
  at: string,
) {
  await db`insert into import_mapping (object, headings_hash, mapping, person_id, saved_at)
    values (${run.object}, ${headingsHash}, ${JSON.stringify(mapping)}::text::jsonb, ${run.personId}, ${at})
    on conflict (object, headings_hash, person_id) do update set mapping = excluded.mapping, saved_at = excluded.saved_at`
}

export async function rememberedMapping(
  db: Queryable,
  object: string,
  headingsHash: string,
  personId: string,
): Promise<MappingLine[] | undefined> {
  const [row] = await db<{ mapping: MappingLine[] }[]>`
    select mapping from import_mapping where object = ${object} and headings_hash = ${headingsHash} and person_id = ${personId}`
  return row?.mapping
}

export type Progress = {
  rowsRead: number
  created: number
  skipped: number
  problems: number
  resumeLine: number
}

/** Where a run stands; written in the transaction of the batch, so that a killed process goes on exactly there. */
export async function saveProgress(tx: Queryable, id: string, p: Progress): Promise<void> {
  await tx`update import_run set rows_read = ${p.rowsRead}, created_count = ${p.created}, skipped_count = ${p.skipped},
    problem_count = ${p.problems}, resume_line = ${p.resumeLine} where id = ${id}`
}

export async function saveReport(
  db: Queryable,
  id: string,
  report: unknown,
  rowsTotal: number,
): Promise<void> {
  await db`update import_run set report = ${JSON.stringify(report)}::text::jsonb, rows_total = ${rowsTotal} where id = ${id}`
}

export async function isCancelled(db: Queryable, id: string): Promise<boolean> {
  const [row] = await db<{ state: string }[]>`select state from import_run where id = ${id}`
  return row?.state === 'cancelled'
}

export type ProblemRow = {
  line: number
  field: string | null
  code: string
  facts: Record<string, unknown>
  cells?: string[]
}

export async function clearProblems(db: Queryable, id: string): Promise<void> {
  await db`delete from import_problem where run_id = ${id}`
}

export async function insertProblems(
  tx: Queryable,
  id: string,
  problems: readonly ProblemRow[],
): Promise<void> {
  if (problems.length === 0) return
  await tx`insert into import_problem (run_id, line, field, code, facts, cells)
    select ${id}::uuid, p.line, p.field, p.code, coalesce(p.facts, '{}'), p.cells
    from jsonb_to_recordset(${JSON.stringify(problems)}::text::jsonb) as p(line bigint, field text, code text, facts jsonb, cells jsonb)`
}

export async function problemsAfter(
  db: Queryable,
  id: string,
  after: number,
  limit: number,
): Promise<ProblemRow[]> {
  return db<
    ProblemRow[]
  >`select line, field, code, facts, cells from import_problem where run_id = ${id} and line > ${after} order by line, id limit ${limit}`
}

export async function noteMade(
  tx: Queryable,
  id: string,
  object: string,
  made: readonly { id: string; line: number }[],
): Promise<void> {
  if (made.length === 0) return
  await tx`insert into import_made (run_id, object, record_id, line)
    select ${id}::uuid, ${object}, * from unnest(${made.map((m) => m.id)}::uuid[], ${made.map((m) => m.line)}::bigint[]) on conflict do nothing`
}

export async function madeCounts(db: Queryable, id: string): Promise<{ object: string; count: number }[]> {
  return db<
    { object: string; count: number }[]
  >`select object, count(*)::int as count from import_made where run_id = ${id} group by object`
}

/** Opportunities of a run that were passed, moved or followed up since. */
export async function workedOn(db: Queryable, id: string): Promise<number> {
  const [row] = await db<{ count: number }[]>`
    select count(*)::int as count from import_made m join opportunity o on o.id = m.record_id
    where m.run_id = ${id} and m.object = 'opportunity' and o.deleted_at is null and o.version > 1`
  return row?.count ?? 0
}

export async function undoOpportunities(
  tx: Queryable,
  id: string,
  actor: string,
  at: string,
): Promise<number> {
  const [row] = await tx<{ taken: number }[]>`select holding_undo_import(${id}, ${actor}, ${at}) as taken`
  return row?.taken ?? 0
}

/** Takes back what nothing else points to: accounts, contacts, products. People stay (they may sign in by now). */
export async function undoOthers(tx: Queryable, id: string, actor: string, at: string): Promise<void> {
  await tx`update contact c set deleted_at = ${at}, external_key = null, updated_by = ${actor}, version = c.version + 1 from import_made m
    where m.run_id = ${id} and m.object = 'contact' and m.record_id = c.id and c.deleted_at is null
      and not exists (select 1 from opportunity o where o.contact_id = c.id and o.deleted_at is null)`
  await tx`update account a set deleted_at = ${at}, external_key = null, updated_by = ${actor}, version = a.version + 1 from import_made m
    where m.run_id = ${id} and m.object = 'account' and m.record_id = a.id and a.deleted_at is null
      and not exists (select 1 from opportunity o where o.account_id = a.id and o.deleted_at is null)
      and not exists (select 1 from contact c where c.account_id = a.id and c.deleted_at is null)`
  await tx`update product p set deleted_at = ${at}, external_key = null, updated_by = ${actor}, version = p.version + 1 from import_made m
    where m.run_id = ${id} and m.object = 'product' and m.record_id = p.id and p.deleted_at is null
      and not exists (select 1 from opportunity o where o.product_id = p.id and o.deleted_at is null)`
}

export type Named = { id: string; name: string; active: boolean }

/** Every name of a table that a column may mean. */
export async function namesOf(
  db: Queryable,
  object: 'person' | 'account' | 'product' | 'contact' | 'department',
): Promise<Named[]> {
  if (object === 'person') {
    return db<Named[]>`select id, name, deactivated_at is null as active from person where deleted_at is null`
  }
  return db<Named[]>`select id, name, true as active from ${db(object)} where deleted_at is null`
}

/** Which of these keys are taken already. */
export async function takenKeys(
  db: Queryable,
  object: 'opportunity' | 'account' | 'contact' | 'product',
  keys: readonly string[],
): Promise<Set<string>> {
  const rows = await db<
    { key: string }[]
  >`select external_key as key from ${db(object)} where external_key = any(${keys as string[]})`
  return new Set(rows.map((row) => row.key))
}

export async function companyDefaults(db: Queryable): Promise<{ currency: string; timeZone: string }> {
  const [row] = await db<
    { currency: string; timeZone: string }[]
  >`select currency, time_zone as "timeZone" from company`
  return row ?? { currency: 'CNY', timeZone: 'UTC' }
}

/** One process works on a run at a time; held until the connection's transaction or session ends. */
export async function lockRun(tx: Queryable, id: string): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('baton.import'), hashtext(${id}))`
}

/** Who holds open opportunities a run made, and how many. */
export async function heldByRun(db: Queryable, id: string): Promise<{ personId: string; count: number }[]> {
  return db<{ personId: string; count: number }[]>`
    select o.holder_id as "personId", count(*)::int as count from import_made m join opportunity o on o.id = m.record_id
    where m.run_id = ${id} and m.object = 'opportunity' and o.is_open and o.deleted_at is null group by 1 order by 1`
}

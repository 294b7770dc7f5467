import { setTimeout as sleep } from 'node:timers/promises'
import { VERSION } from '../version.ts'
import { allMigrations, type Migration } from './migrations.ts'
import { APP_ROLE, connect, SCHEMA, type Sql } from './pool.ts'
import { appliedMigrations, refuseUnfit, schemaState } from './schema-state.ts'
import { type Statement, statementsOf } from './statements.ts'

export type MigrateOptions = {
  /** Instead of all this program knows. */
  migrations?: readonly Migration[]
  version?: string
  /** Hears, of a database in use, what is being done. */
  tell?: (line: string) => void
  /** How often a lock is tried for. */
  tries?: number
}

const TRIES = 30
const PAUSE_MS = 5000
const TURN_MS = 200

/**
 * Brings the database at `url` to the newest schema; does nothing where it is there already. One process at a time. Migrations are
 * applied all together in one transaction, so that an interrupted upgrade leaves the old schema; only `--! concurrent` ones stand
 * alone between two of those, and may be repeated.
 * Faults: the database is newer than this program; an applied migration was changed; a migration fails; a lock is not to be had.
 */
export async function migrate(
  url: string,
  { migrations = allMigrations(), version = VERSION, tell = () => {}, tries = TRIES }: MigrateOptions = {},
): Promise<{ applied: string[] }> {
  let isLost = false
  const closed = () => {
    isLost = true
  }
  const rest = async (ms: number) => {
    await sleep(ms)
    if (isLost) throw new Error('The connection to the database was lost before the upgrade. Start again.')
  }
  const pool = connect(url, { as: 'owner', max: 1, name: 'baton-migrate', closed })
  try {
    const db = await pool.reserve() // a pool goes on over a new connection, which has neither turn nor transaction
    try {
      await takeTime(db)
      await takeTurn(db, tell, rest)
      return { applied: await upgrade({ db, version, tell, tries, rest }, migrations) }
    } finally {
      db.release()
    }
  } finally {
    await pool.end({ timeout: 1 }) // a lost connection never says that it ended
  }
}

type Given = Required<Omit<MigrateOptions, 'migrations'>> & {
  db: Sql
  /** Waits; refuses (fault) where the connection was lost meanwhile. */
  rest: (ms: number) => Promise<void>
}
type Upgrade = Given & {
  /** What stays whatever happens now. */
  applied: readonly string[]
}

async function upgrade(given: Given, migrations: readonly Migration[]): Promise<string[]> {
  const before = await appliedMigrations(given.db)
  const state = schemaState(migrations, before ?? [])
  refuseUnfit(state, given.version)
  const applied: string[] = []
  const tell = before ? given.tell : () => {}
  for (const batch of batches(state.missing)) {
    tell(`Upgrading the database: ${batch.map(({ name }) => name).join(', ')}`)
    await apply({ ...given, tell, applied }, batch)
    applied.push(...batch.map(({ name }) => name))
  }
  if (applied.length > 0) tell('The database is upgraded.')
  return applied
}

/** An upgrade takes what it takes, whatever the operator allows to others; that of a killed process ends soon, and its locks with it. */
async function takeTime(db: Sql): Promise<void> {
  await db.unsafe(
    'set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set transaction_timeout = 0',
  )
  await db`set client_connection_check_interval = '1s'`.catch(() => {}) // not to be had on every platform
}

/** Waiting inside PostgreSQL would hold a snapshot that an index built concurrently in turn waits for. */
async function takeTurn(db: Sql, tell: Given['tell'], rest: Given['rest']): Promise<void> {
  for (let told = false; ; told = true) {
    const [row] = await db<
      { mine: boolean }[]
    >`select pg_try_advisory_lock(hashtext('baton.migrate')) as mine`
    if (row?.mine) return
    if (!told) tell('Another process upgrades the database; waiting for it.')
    await rest(TURN_MS)
  }
}

/** Neighbours that may share a transaction. */
function batches(missing: readonly Migration[]): Migration[][] {
  const found: Migration[][] = []
  for (const migration of missing) {
    const last = found.at(-1)
    if (last && !migration.concurrent && !last[0]?.concurrent) last.push(migration)
    else found.push([migration])
  }
  return found
}

async function apply(upgrade: Upgrade, batch: readonly Migration[]): Promise<void> {
  try {
    if (batch[0]?.concurrent) await applyAlone(upgrade, batch[0])
    else await applyTogether(upgrade, batch)
  } catch (thrown) {
    if (!(thrown instanceof Failure && isBlocked(thrown.cause))) throw thrown
    throw new Error(`${thrown.message} ${await blocker(upgrade.db)}`, { cause: thrown.cause })
  }
}

async function applyTogether(upgrade: Upgrade, batch: readonly Migration[]): Promise<void> {
  const { db, tell, tries, rest } = upgrade
  for (let again = 1; ; again++) {
    try {
      await inTransaction(db, async () => {
        for (const migration of batch) {
          await db.unsafe(`set local lock_timeout = '${migration.lock}'`)
          await carryOut(upgrade, migration)
        }
      })
      return
    } catch (thrown) {
      const blocked = thrown instanceof Failure && isBlocked(thrown.cause) ? thrown.migration : undefined
      if (!blocked || again >= tries) throw thrown
      tell(`${blocked} waits for a lock (try ${again} of ${tries}). ${await blocker(db)}`)
      await rest(Math.min(500 * again, PAUSE_MS)) // whoever queued behind us gets through meanwhile
    }
  }
}

/** Not by `begin`, which rolls back on a lost connection too, and that ends the process without a word. */
async function inTransaction(db: Sql, work: () => Promise<void>): Promise<void> {
  await db.unsafe('begin')
  try {
    await work()
    await db.unsafe('commit')
  } catch (thrown) {
    if (!isLost(thrown instanceof Failure ? thrown.cause : thrown)) await db.unsafe('rollback')
    throw thrown
  }
}

async function applyAlone(upgrade: Upgrade, migration: Migration): Promise<void> {
  await upgrade.db.unsafe(`set lock_timeout = '${migration.lock}'`)
  await carryOut(upgrade, migration)
}

async function carryOut({ db, version, applied }: Upgrade, migration: Migration): Promise<void> {
  let current: Statement = { text: '', line: 1 }
  try {
    await makeNotes(db)
    if (migration.concurrent) await dropHalfBuilt(db, migration)
    for (current of statementsOf(migration.text)) await db.unsafe(current.text)
    if (!migration.concurrent) await settle(db)
    await note(db, migration, version)
  } catch (thrown) {
    throw new Failure(migration, current, thrown, kept(migration, applied))
  }
}

/**
 * What checks are still due is done now: a table with some due cannot be altered by the next migration. By name, for "all" would
 * mean those made later too.
 */
async function settle(db: Sql): Promise<void> {
  const rows = await db<{ name: string; deferred: boolean }[]>`
    select format('%I.%I', ${SCHEMA}::text, conname) as name, condeferred as deferred from pg_constraint
    where condeferrable and connamespace = ${SCHEMA}::regnamespace`
  const all = rows.map(({ name }) => name)
  const deferred = rows.filter((row) => row.deferred).map(({ name }) => name)
  if (all.length > 0) await db.unsafe(`set constraints ${all.join(', ')} immediate`)
  if (deferred.length > 0) await db.unsafe(`set constraints ${deferred.join(', ')} deferred`)
}

/** An interrupted `create index concurrently` leaves an index that is never read, always written, and in the way of the next try. */
async function dropHalfBuilt(db: Sql, { text }: Migration): Promise<void> {
  const names = [...text.matchAll(/index concurrently if not exists (\w+)/gi)].map(([, name = '']) => name)
  const rows = await db<{ name: string }[]>`
    select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where not i.indisvalid and c.relnamespace = ${SCHEMA}::regnamespace and c.relname = any(${names})`
  for (const { name } of rows) await db`drop index concurrently if exists ${db(SCHEMA)}.${db(name)}`
}

async function makeNotes(db: Sql): Promise<void> {
  const [row] = await db<{ found: boolean }[]>`
    select exists (select from pg_attribute where attrelid = to_regclass(${`${SCHEMA}.migration`}) and attname = 'version') as found`
  if (row?.found) return
  await db.unsafe(`create schema if not exists ${SCHEMA}; grant usage on schema ${SCHEMA} to ${APP_ROLE};
    create table if not exists ${SCHEMA}.migration (
      name text primary key, hash text not null, breaking boolean not null, applied_at timestamptz not null default now());
    alter table ${SCHEMA}.migration add column version text;
    grant select on ${SCHEMA}.migration to ${APP_ROLE}`)
}

async function note(db: Sql, { name, hash, breaking }: Migration, version: string): Promise<void> {
  await db`insert into migration (name, hash, breaking, version) values (${name}, ${hash}, ${breaking}, ${version})`
}

/** A statement of a migration that failed: which, where, why, and what is left of the upgrade. */
class Failure extends Error {
  readonly migration: string

  constructor({ name }: Migration, statement: Statement, cause: unknown, rest: string) {
    const { code, position, where } = (cause instanceof Error ? cause : {}) as DatabaseError
    const line = statement.line + statement.text.slice(0, Number(position ?? 0)).split('\n').length - 1
    const place = [code, where?.split('\n').at(-1)].filter(Boolean).join('; ')
    const why = `${cause instanceof Error ? cause.message : cause}${place ? ` (${place})` : ''}`
    super(`The migration ${name} failed at line ${line}: ${why}. ${rest}`, { cause })
    this.migration = name
  }
}

function kept({ concurrent }: Migration, applied: readonly string[]): string {
  if (concurrent) return 'The next start goes on with it.'
  if (applied.length > 0)
    return `The ${applied.length} before it are kept, and the next start goes on from there.`
  return 'Nothing of the upgrade is kept: the version that ran before works on this database.'
}

type DatabaseError = { code?: string; severity?: string; position?: string; where?: string }

const BLOCKED = new Set(['55P03', '40P01']) // a lock in vain, a deadlock

function isBlocked(thrown: unknown): boolean {
  return thrown instanceof Error && BLOCKED.has((thrown as DatabaseError).code ?? '')
}

/** The connection is gone, or going. */
function isLost(thrown: unknown): boolean {
  const { code = '', severity } = (thrown ?? {}) as DatabaseError
  return severity === 'FATAL' || !/^[0-9A-Z]{5}$/.test(code)
}

/** Who may be in the way, and how to end it. */
async function blocker(db: Sql): Promise<string> {
  const [row] = await db<{ pid: number; name: string; user: string; since: string }[]>`
    select pid, application_name as name, usename as user, to_char(xact_start at time zone 'UTC', 'HH24:MI:SS') as since
    from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null
    order by xact_start limit 1`
  return row
    ? `Longest at work is process ${row.pid} (${row.name || 'unnamed'}, user ${row.user}) since ${row.since} UTC; select pg_terminate_backend(${row.pid}) ends it.`
    : ''
}

import { setTimeout as sleep } from 'node:timers/promises'
import { VERSION } from '../version.ts'
import { allMigrations, type Migration, statementsOf } from './migrations.ts'
import { APP_ROLE, connect, type Queryable, SCHEMA, type Sql } from './pool.ts'
import { appliedMigrations, refuseUnfit, schemaState } from './schema-state.ts'

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
  const db = connect(url, { as: 'owner', max: 1, name: 'baton-migrate' })
  try {
    await takeTime(db)
    await takeTurn(db, tell)
    const before = await appliedMigrations(db)
    const state = schemaState(migrations, before ?? [])
    refuseUnfit(state, version)
    const applied: string[] = []
    const say = before ? tell : () => {}
    for (const batch of batches(state.missing)) {
      say(`Upgrading the database: ${batch.map(({ name }) => name).join(', ')}`)
      const upgrade = { db, version, applied, say, tries }
      if (batch[0]?.concurrent) await applyAlone(upgrade, batch[0])
      else await applyTogether(upgrade, batch)
      applied.push(...batch.map(({ name }) => name))
    }
    if (applied.length > 0) say('The database is upgraded.')
    return { applied }
  } finally {
    await db.end()
  }
}

type Upgrade = {
  db: Sql
  version: string
  /** What stays whatever happens now. */
  applied: readonly string[]
  say: (line: string) => void
  tries: number
}

/** An upgrade takes what it takes, whatever the operator allows to others; that of a killed process ends soon, and its locks with it. */
async function takeTime(db: Sql): Promise<void> {
  await db.unsafe(
    'set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set transaction_timeout = 0',
  )
  await db`set client_connection_check_interval = '1s'`.catch(() => {}) // not to be had on every platform
}

/** Waiting inside PostgreSQL would hold a snapshot that an index built concurrently in turn waits for. */
async function takeTurn(db: Sql, tell: (line: string) => void): Promise<void> {
  for (let told = false; ; told = true) {
    const [row] = await db<
      { mine: boolean }[]
    >`select pg_try_advisory_lock(hashtext('baton.migrate')) as mine`
    if (row?.mine) return
    if (!told) tell('Another process upgrades the database; waiting for it.')
    await sleep(TURN_MS)
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

async function applyTogether(upgrade: Upgrade, batch: readonly Migration[]): Promise<void> {
  for (let again = 1; ; again++) {
    let current = batch[0] as Migration
    try {
      await upgrade.db.begin(async (begun) => {
        const tx = begun as unknown as Queryable
        await makeNotes(tx)
        for (current of batch) {
          await tx.unsafe(`set local lock_timeout = '${current.lock}'`)
          await tx.unsafe(current.text)
          await settle(tx)
          await note(tx, current, upgrade.version)
        }
      })
      return
    } catch (thrown) {
      if (!isBlocked(thrown) || again >= upgrade.tries) throw await failure(upgrade, current, thrown)
      upgrade.say(
        `${current.name} waits for a lock (try ${again} of ${upgrade.tries}). ${await blocker(upgrade.db)}`,
      )
      await sleep(Math.min(500 * again, PAUSE_MS)) // whoever queued behind us gets through meanwhile
    }
  }
}

/** What checks are still due is checked now: a table with some due cannot be altered by the next migration. */
async function settle(tx: Queryable): Promise<void> {
  await tx.unsafe('set constraints all immediate')
  const [row] = await tx<{ names: string | null }[]>`
    select string_agg(format('%I.%I', ${SCHEMA}::text, conname), ', ') as names from pg_constraint
    where condeferred and connamespace = ${SCHEMA}::regnamespace`
  if (row?.names) await tx.unsafe(`set constraints ${row.names} deferred`)
}

async function applyAlone(upgrade: Upgrade, migration: Migration): Promise<void> {
  const { db } = upgrade
  try {
    await makeNotes(db)
    await db.unsafe(`set lock_timeout = '${migration.lock}'`)
    await dropHalfBuilt(db, migration)
    for (const statement of statementsOf(migration)) await db.unsafe(statement)
    await note(db, migration, upgrade.version)
  } catch (thrown) {
    throw await failure(upgrade, migration, thrown)
  }
}

/** An interrupted `create index concurrently` leaves an index that is never read, always written, and in the way of the next try. */
async function dropHalfBuilt(db: Sql, { text }: Migration): Promise<void> {
  const names = [...text.matchAll(/index concurrently if not exists (\w+)/gi)].map(([, name = '']) => name)
  const rows = await db<{ name: string }[]>`
    select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid
    where not i.indisvalid and c.relnamespace = ${SCHEMA}::regnamespace and c.relname = any(${names})`
  for (const { name } of rows) await db`drop index concurrently if exists ${db(SCHEMA)}.${db(name)}`
}

async function makeNotes(q: Queryable): Promise<void> {
  const [row] = await q<{ found: boolean }[]>`
    select exists (select from pg_attribute where attrelid = to_regclass(${`${SCHEMA}.migration`}) and attname = 'version') as found`
  if (row?.found) return
  await q.unsafe(`create schema if not exists ${SCHEMA}; grant usage on schema ${SCHEMA} to ${APP_ROLE};
    create table if not exists ${SCHEMA}.migration (
      name text primary key, hash text not null, breaking boolean not null, applied_at timestamptz not null default now());
    alter table ${SCHEMA}.migration add column version text;
    grant select on ${SCHEMA}.migration to ${APP_ROLE}`)
}

async function note(q: Queryable, { name, hash, breaking }: Migration, version: string): Promise<void> {
  await q`insert into migration (name, hash, breaking, version) values (${name}, ${hash}, ${breaking}, ${version})`
}

const BLOCKED = new Set(['55P03', '40P01']) // a lock in vain, a deadlock

type DatabaseError = { code?: string; position?: string; where?: string }

function isBlocked(thrown: unknown): boolean {
  return thrown instanceof Error && BLOCKED.has((thrown as DatabaseError).code ?? '')
}

async function failure(
  { db, applied }: Upgrade,
  { name, text, concurrent }: Migration,
  cause: unknown,
): Promise<Error> {
  const { code, position, where } = (cause instanceof Error ? cause : {}) as DatabaseError
  const line = position ? ` at line ${text.slice(0, Number(position)).split('\n').length}` : ''
  const place = [code, where?.split('\n')[0]].filter(Boolean).join('; ')
  const what = `The migration ${name} failed${line}: ${cause instanceof Error ? cause.message : cause}${place ? ` (${place})` : ''}.`
  const kept = concurrent
    ? 'The next start goes on with it.'
    : applied.length > 0
      ? `The ${applied.length} before it are kept, and the next start goes on from there.`
      : 'Nothing of the upgrade is kept: the version that ran before works on this database.'
  return new Error([what, isBlocked(cause) ? await blocker(db) : '', kept].filter(Boolean).join(' '), {
    cause,
  })
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

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { APP_ROLE, connect, type Queryable, SCHEMA, type Sql } from './pool.ts'

export type Migration = {
  name: string
  text: string
  hash: string
  breaking: boolean
  concurrent: boolean
  lock: string
}

const SRC = fileURLToPath(new URL('../../', import.meta.url))
const FORM = /^\d{8}T\d{4}-[a-z0-9-]+\.sql$/

/** Every migration of every floor and feature, in the order of their names. Refuses (fault) two of one name or a misnamed file. */
export function allMigrations(): Migration[] {
  const folders = ['platform/db', 'objects', ...featureFolders()].map((folder) =>
    join(SRC, folder, 'migrations'),
  )
  const found = folders.flatMap(readFolder)
  const sorted = found.sort((a, b) => (a.name < b.name ? -1 : 1))
  sorted.forEach((migration, i) => {
    if (sorted[i + 1]?.name === migration.name) throw new Error(`two migrations are called ${migration.name}`)
  })
  return sorted
}

/**
 * Brings the database at `url` to the newest schema; does nothing where it is there already.
 * One process at a time (advisory lock). Each migration is one transaction unless it says `--! concurrent`.
 * Faults: a merged migration was changed; the database is newer than this program (by a breaking migration it does not know).
 */
export async function migrate(url: string): Promise<{ applied: string[] }> {
  const db = connect(url, { as: 'owner', max: 1, name: 'baton-migrate' })
  try {
    await db`select pg_advisory_lock(hashtext('baton.migrate'))`
    await db.unsafe(`create schema if not exists ${SCHEMA}; grant usage on schema ${SCHEMA} to ${APP_ROLE};
      create table if not exists ${SCHEMA}.migration (
        name text primary key, hash text not null, breaking boolean not null, applied_at timestamptz not null default now());
      grant select on ${SCHEMA}.migration to ${APP_ROLE}`)
    const migrations = allMigrations()
    const done = await appliedMigrations(db)
    refuseUnfit(migrations, done)
    const applied: string[] = []
    for (const migration of migrations) {
      if (done.has(migration.name)) continue
      await apply(db, migration)
      applied.push(migration.name)
    }
    return { applied }
  } finally {
    await db.end()
  }
}

type Applied = Map<string, { hash: string; breaking: boolean }>

async function appliedMigrations(db: Queryable): Promise<Applied> {
  const rows = await db<
    { name: string; hash: string; breaking: boolean }[]
  >`select name, hash, breaking from migration`
  return new Map(rows.map((row) => [row.name, row]))
}

function refuseUnfit(migrations: readonly Migration[], done: Applied): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const [name, { hash, breaking }] of done) {
    const mine = known.get(name)
    if (!mine && breaking) {
      throw new Error(
        `This database was migrated by a newer Baton (${name}). Start that version, or restore an older backup.`,
      )
    }
    if (mine && mine.hash !== hash) {
      throw new Error(
        `The migration ${name} was changed after it was applied. Put it back and write a new one.`,
      )
    }
  }
}

async function apply(db: Sql, migration: Migration): Promise<void> {
  const note = (q: Queryable) =>
    q`insert into migration (name, hash, breaking) values (${migration.name}, ${migration.hash}, ${migration.breaking})`
  try {
    if (migration.concurrent) {
      await db.unsafe(migration.text)
      await note(db)
      return
    }
    await db.begin(async (tx) => {
      await tx.unsafe(`set local lock_timeout = '${migration.lock}'`)
      await tx.unsafe(migration.text)
      await note(tx as unknown as Queryable)
    })
  } catch (cause) {
    throw new Error(
      `The migration ${migration.name} failed: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    )
  }
}

function featureFolders(): string[] {
  return readdirSync(join(SRC, 'features'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join('features', entry.name))
}

function readFolder(folder: string): Migration[] {
  return namesIn(folder).map((name) => {
    if (!FORM.test(name))
      throw new Error(`${join(folder, name)}: a migration is named 20261201T0900-what-is-true.sql`)
    const text = readFileSync(join(folder, name), 'utf8')
    const directives = text.split('\n').filter((line) => line.startsWith('--!'))
    return {
      name: name.slice(0, -'.sql'.length),
      text,
      hash: createHash('sha256').update(text).digest('hex'),
      breaking: directives.some((line) => line.includes('breaking')),
      concurrent: directives.some((line) => line.includes('concurrent')),
      lock: /--! lock (\d+m?s)/.exec(text)?.[1] ?? '10s',
    }
  })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.sql'))
  } catch {
    return [] // a floor or feature without tables
  }
}

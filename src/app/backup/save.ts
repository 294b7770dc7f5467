import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { copyOut } from '../../platform/db/copy.ts'
import { connect, type Queryable, SCHEMA } from '../../platform/db/pool.ts'
import { appliedMigrations } from '../../platform/db/schema-state.ts'
import { VERSION } from '../../platform/version.ts'
import { BackupWriter } from './container.ts'
import { type End, FORMAT, LEFT_OUT, type Manifest, type Summary } from './manifest.ts'
import { linesIn, readBackup } from './read.ts'
import { dataColumns, quoted, structureOf, type Table } from './structure.ts'

export type Saving = {
  url: string
  /** The home whose uploaded files come along. */
  home: string
  /** An earlier file of that name is replaced, once the new one is whole. */
  force?: boolean
  say?: (line: string) => void
}

/**
 * Saves a system, also a running one, into one file: every table at one instant (one snapshot), then the uploaded files. The file is
 * written beside its place, read back whole and checked, and only then takes its name.
 * Costs constant memory and one connection; writers are not held up, changes of definitions are refused meanwhile.
 * Faults: the file is there already; it cannot be written; no system is there; the database is away.
 */
export async function saveBackup(
  path: string,
  { url, home, force = false, say = () => {} }: Saving,
): Promise<Summary & { size: number }> {
  if (!force && existsSync(path))
    throw new Error(`${path} is there already. Take another name, or say --force to replace it.`)
  const part = `${path}.part`
  const began = performance.now()
  const writer = await BackupWriter.open(part)
  let size = 0
  try {
    await writeAll(writer, url, home, say)
    size = await writer.close()
    say('Reading it back')
    const summary = await readBackup(part)
    await rename(part, path)
    await remember(url, summary, size, performance.now() - began, say)
    return { ...summary, size }
  } catch (thrown) {
    await writer.abandon()
    await rm(part, { force: true })
    throw isFull(thrown) ? new Error(`There is no room for ${path}.`, { cause: thrown }) : thrown
  }
}

/** What is older than this notice, or only to be read, is saved all the same. */
async function remember(
  url: string,
  { manifest, rows }: Summary,
  size: number,
  took: number,
  say: (line: string) => void,
): Promise<void> {
  const db = connect(url, { as: 'owner', max: 1, name: 'baton-backup' })
  try {
    await db`insert into backup_made (made_at, rows, bytes, took_ms) values (${manifest.madeAt}, ${rows}, ${size}, ${Math.round(took)})
      on conflict (single) do update set made_at = excluded.made_at, rows = excluded.rows, bytes = excluded.bytes, took_ms = excluded.took_ms`
  } catch (thrown) {
    say(
      `The backup is whole, but the database did not note it: ${thrown instanceof Error ? thrown.message : thrown}`,
    )
  } finally {
    await db.end({ timeout: 1 })
  }
}

async function writeAll(writer: BackupWriter, url: string, home: string, say: (line: string) => void) {
  const db = connect(url, { as: 'owner', max: 1, name: 'baton-backup' })
  try {
    await db.unsafe('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0')
    if (!(await appliedMigrations(db))) throw new Error('There is no Baton in this database.')
    await db.begin('isolation level repeatable read read only', async (tx) => {
      await lockTables(tx)
      const files = await filesBelow(join(home, 'files'))
      const manifest = await described(tx, files.length)
      await writer.json('M', manifest)
      for (const table of manifest.tables) {
        say(`Saving ${table.name}`)
        await writeTable(writer, tx, table)
      }
      for (const file of files) await writeFile(writer, home, file)
    })
  } finally {
    await db.end({ timeout: 1 })
  }
}

/** Before anything is read: a definition that changes between the catalogue and the data would tear them apart. */
async function lockTables(tx: Queryable): Promise<void> {
  await tx.unsafe(`do $$ declare name text; begin
    for name in select c.oid::regclass from pg_class c where c.relnamespace = '${SCHEMA}'::regnamespace and c.relkind = 'r' order by c.relname loop
      execute 'lock table ' || name || ' in access share mode';
    end loop; end $$`)
}

async function described(tx: Queryable, files: number): Promise<Manifest> {
  const migrations = (await appliedMigrations(tx)) ?? []
  const [now] = await tx<{ postgres: string; at: string }[]>`
    select current_setting('server_version') as postgres, now() as at`
  const tables = await structureOf(tx)
  const sequences = await tx<Manifest['sequences']>`
    select sequencename as name, coalesce(last_value, start_value) as value, last_value is not null as "isCalled"
    from pg_sequences where schemaname = ${SCHEMA} order by 1`
  return {
    format: FORMAT,
    version: VERSION,
    postgres: now?.postgres ?? '',
    madeAt: now?.at ?? '',
    migrations: migrations.map(({ name, hash }) => ({ name, hash })),
    tables,
    sequences: [...sequences],
    files,
  }
}

async function writeTable(writer: BackupWriter, tx: Queryable, table: Table): Promise<void> {
  const columns = dataColumns(table)
  await writer.json('T', { table: table.name, columns })
  const end = new Ending()
  if (!LEFT_OUT.has(table.name)) {
    const copy = `copy ${quoted(table.name)} (${columns.map(quoted).join(', ')}) to stdout`
    for await (const bytes of copyOut(tx, copy)) await end.pass(writer, bytes)
  }
  await writer.json('E', end.of(true))
}

async function writeFile(writer: BackupWriter, home: string, path: string): Promise<void> {
  await writer.json('F', { path: relative(join(home, 'files'), path) })
  const end = new Ending()
  await pipeline(createReadStream(path), async (bytes) => {
    for await (const part of bytes) await end.pass(writer, part as Buffer)
  })
  await writer.json('E', end.of(false))
}

/** Counts what passes, for the record that closes it. */
class Ending {
  private readonly hash = createHash('sha256')
  private bytes = 0
  private rows = 0

  async pass(writer: BackupWriter, bytes: Buffer): Promise<void> {
    this.hash.update(bytes)
    this.bytes += bytes.length
    this.rows += linesIn(bytes)
    await writer.write('D', bytes)
  }

  of(isTable: boolean): End {
    return { bytes: this.bytes, sha256: this.hash.digest('hex'), rows: isTable ? this.rows : null }
  }
}

/** Uploaded files and the cards beside them; a file without its card is still on its way. */
async function filesBelow(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return []
  const found = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const known = new Set(paths)
  return paths.filter((path) => path.endsWith('.json') || known.has(`${path}.json`)).sort()
}

function isFull(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === 'ENOSPC'
}

import { existsSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import type { Writable } from 'node:stream'
import { checkLedger } from '../../features/responsibility/index.ts'
import { prepareCluster } from '../../platform/db/cluster.ts'
import { migrate } from '../../platform/db/migrate.ts'
import { allMigrations } from '../../platform/db/migrations.ts'
import { connect, type Queryable, SCHEMA, type Sql, type Tx } from '../../platform/db/pool.ts'
import { VERSION } from '../../platform/version.ts'
import { damaged } from './container.ts'
import type { Manifest, Summary, TableHead } from './manifest.ts'
import { readBackup } from './read.ts'
import {
  addition,
  additions,
  dataColumns,
  differences,
  quoted,
  structureOf,
  type Table,
  together,
} from './structure.ts'

export type Restoring = {
  url: string
  home: string
  say?: (line: string) => void
}
export type Restored = Summary & {
  /** What the ledger check finds in it; a system that was in order is in order. */
  problems: { problem: string; opportunityId: string }[]
  /** Migrations that this Baton knows and the one of the backup did not. */
  upgraded: string[]
}

/**
 * Brings a saved system back into an empty one. The file is read and checked from end to end before anything is written; what fails
 * afterwards leaves the system as empty as it was. A backup of an older Baton is upgraded.
 * Who was signed in is not any more, and imports that were under way need their file again.
 * Faults: not a backup, damaged, or of a newer Baton; the system is not empty; somebody works on the database.
 */
export async function restoreBackup(
  path: string,
  { url, home, say = () => {} }: Restoring,
): Promise<Restored> {
  say('Checking the backup')
  const summary = await readBackup(path)
  const migrations = known(summary.manifest)
  await prepareCluster(url)
  const owner = connect(url, { as: 'owner', max: 1, name: 'baton-restore' })
  const files = join(home, 'files')
  try {
    await owner.unsafe('set statement_timeout = 0; set idle_in_transaction_session_timeout = 0')
    await demandEmpty(owner, files)
    try {
      await owner.unsafe(`drop schema if exists ${SCHEMA} cascade`)
      await migrate(url, { migrations })
      await owner.begin((tx) => load(tx, path, files, say))
      const { applied } = await migrate(url, { tell: say })
      say('Checking the ledger')
      const { problems } = await checkLedger(owner)
      await moveFiles(files)
      return { ...summary, problems, upgraded: applied }
    } catch (thrown) {
      await owner.unsafe(`drop schema if exists ${SCHEMA} cascade`)
      await rm(`${files}.part`, { recursive: true, force: true })
      throw thrown
    }
  } finally {
    await owner.end({ timeout: 1 })
  }
}

/** The migrations of the backup, as this Baton has them. */
function known(manifest: Manifest) {
  const mine = new Map(allMigrations().map((migration) => [migration.name, migration]))
  return manifest.migrations.map(({ name, hash }) => {
    const found = mine.get(name)
    if (found?.hash === hash) return found
    throw new Error(
      `The backup was made by Baton ${manifest.version}, whose schema (${name}) this Baton ${VERSION} does not have. Restore it with Baton ${manifest.version} or newer.`,
    )
  })
}

async function demandEmpty(db: Sql, files: string): Promise<void> {
  const others = await db<{ name: string; pid: number }[]>`
    select application_name as name, pid from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and application_name like 'baton%'`
  if (others.length > 0)
    throw new Error(
      `Somebody works on this database (${others[0]?.name}, process ${others[0]?.pid} of PostgreSQL). Stop every Baton server that uses it first.`,
    )
  const [there] = await db<
    { table: string | null }[]
  >`select to_regclass(${`${SCHEMA}.person`})::text as table`
  const [person] = there?.table ? await db`select 1 from person limit 1` : []
  if (person)
    throw new Error(
      'There is a system in this database already. A backup is restored into an empty one: take another BATON_HOME, or make an empty database and name it in DATABASE_URL.',
    )
  if (existsSync(files) && (await readdir(files)).length > 0)
    throw new Error(`${files} holds files of another system. Move it away first.`)
}

async function load(tx: Tx, path: string, files: string, say: (line: string) => void): Promise<void> {
  let tables: readonly Table[] = []
  let whole: readonly Table[] = []
  let sink: Sink | undefined
  await readBackup(path, {
    manifest: async (manifest) => {
      tables = manifest.tables
      whole = await makeRoom(tx, tables)
    },
    table: async (head) => {
      sink = await tableSink(tx, tables, head)
      if (sink) say(`Restoring ${head.table}`)
    },
    file: async (head) => {
      sink = await fileSink(`${files}.part`, head.path)
    },
    data: async (bytes) => {
      if (!sink) throw damaged() // rows of a table that is left out
      await sink.write(bytes)
    },
    end: async () => {
      await sink?.end()
      sink = undefined
    },
  }).then(async ({ manifest }) => {
    say('Building indexes and checking references')
    await makeWhole(tx, whole, manifest)
  })
}

/**
 * Everything that checks or indexes single rows goes for the while: it is built, and checked, over all of them afterwards. Answers
 * the structure that is to come of it: the migrated one with what people added to the saved one.
 */
async function makeRoom(tx: Tx, saved: readonly Table[]): Promise<Table[]> {
  for (const statement of additions(saved, await structureOf(tx))) await tx.unsafe(statement)
  const there = await structureOf(tx)
  for (const table of there) {
    const name = quoted(table.name)
    for (const key of table.foreignKeys)
      await tx.unsafe(`alter table ${name} drop constraint ${quoted(key.name)}`)
    for (const index of table.indexes) await tx.unsafe(`drop index ${quoted(index.name)}`)
    await tx.unsafe(`alter table ${name} disable trigger user`)
    if (table.name !== 'migration') await tx.unsafe(`delete from ${name}`) // what a migration puts in comes from the backup too
  }
  return together(saved, there)
}

async function makeWhole(
  tx: Tx,
  tables: readonly Table[],
  { tables: saved, sequences }: Manifest,
): Promise<void> {
  await tx.unsafe(`set local maintenance_work_mem = '512MB'`)
  for (const { name, value, isCalled } of sequences)
    await tx`select setval(${`${SCHEMA}.${quoted(name)}`}::regclass, ${value}, ${isCalled})`
  for (const table of tables) for (const { definition } of table.indexes) await tx.unsafe(definition)
  for (const table of tables) {
    await tx.unsafe(`alter table ${quoted(table.name)} enable trigger user`)
    for (const key of table.foreignKeys) await tx.unsafe(addition(table, key))
  }
  const unlike = differences(saved, await structureOf(tx))
  if (unlike.length > 0)
    throw new Error(`The saved schema could not be made again: ${unlike.slice(0, 5).join(', ')}.`)
  await tx.unsafe(`analyze ${tables.map(({ name }) => quoted(name)).join(', ')}`)
}

type Sink = { write(bytes: Buffer): Promise<void>; end(): Promise<void> }

async function tableSink(
  tx: Queryable,
  tables: readonly Table[],
  { table: name, columns }: TableHead,
): Promise<Sink | undefined> {
  const table = tables.find((one) => one.name === name)
  if (!table || columns.join() !== dataColumns(table).join()) throw damaged()
  if (name === 'migration') return undefined // made by the migrations themselves
  const copy = `copy ${quoted(name)} (${columns.map(quoted).join(', ')}) from stdin`
  return streamSink(await tx.unsafe(copy).writable())
}

function streamSink(stream: Writable): Sink {
  let fault: unknown
  stream.on('error', (thrown) => {
    fault ??= thrown
  })
  const check = () => {
    if (fault) throw fault
  }
  return {
    write: async (bytes) => {
      check()
      if (!stream.write(bytes)) await settled(stream, 'drain')
      check()
    },
    end: async () => {
      check()
      stream.end()
      if (!stream.writableFinished) await settled(stream, 'finish')
      check()
    },
  }
}

function settled(stream: Writable, event: 'drain' | 'finish'): Promise<void> {
  return new Promise((done) => {
    const go = () => {
      stream.off(event, go).off('error', go).off('close', go)
      done()
    }
    stream.on(event, go).on('error', go).on('close', go)
  })
}

async function fileSink(folder: string, given: string): Promise<Sink> {
  const path = normalize(given)
  if (path.startsWith('..') || path.startsWith(sep)) throw damaged()
  const whole = join(folder, path)
  await mkdir(dirname(whole), { recursive: true, mode: 0o700 })
  const file: FileHandle = await open(whole, 'wx', 0o600)
  return {
    write: (bytes) => file.appendFile(bytes),
    end: () => file.close(),
  }
}

async function moveFiles(files: string): Promise<void> {
  if (!existsSync(`${files}.part`)) return
  await rm(files, { recursive: true, force: true })
  await rename(`${files}.part`, files)
}

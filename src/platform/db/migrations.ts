import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { statementsOf } from './statements.ts'

export type Migration = {
  name: string
  text: string
  hash: string
  /** Servers that do not know it end where it is applied. */
  breaking: boolean
  /** Runs outside a transaction, statement by statement; each may be repeated. */
  concurrent: boolean
  /** How long it waits for one lock, as PostgreSQL writes it. */
  lock: string
}

const SRC = fileURLToPath(new URL('../../', import.meta.url))
const FORM = /^\d{8}T\d{4}-[a-z0-9-]+\.sql$/
const LOCK = '3s' // whoever comes after us waits as long; a try that fails is repeated
const CONCURRENT_LOCK = '10min' // it only waits for others to end, nobody waits for it
const REPEATABLE =
  /^(create (unique )?index concurrently if not exists|drop index concurrently if exists|alter table \S+ validate constraint|analyze|vacuum)\s/i

/** Every migration of every floor and feature, in the order of their names. Refuses (fault) two of one name or a misnamed file. */
export function allMigrations(): Migration[] {
  const folders = ['platform/db', 'objects', ...featureFolders()]
  return migrationsOf(folders.map((folder) => join(SRC, folder, 'migrations')))
}

/** The migrations of these folders, in the order of their names. A folder that is not there has none. */
export function migrationsOf(folders: readonly string[]): Migration[] {
  const sorted = folders.flatMap(readFolder).sort((a, b) => (a.name < b.name ? -1 : 1))
  sorted.forEach((migration, i) => {
    if (sorted[i + 1]?.name === migration.name) throw new Error(`two migrations are called ${migration.name}`)
  })
  return sorted
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
    const migration = read(name.slice(0, -'.sql'.length), readFileSync(join(folder, name), 'utf8'))
    const once =
      migration.concurrent && statementsOf(migration.text).find(({ text }) => !REPEATABLE.test(text))
    if (once)
      throw new Error(
        `${join(folder, name)}, line ${once.line}: this cannot be repeated after an interruption. A concurrent migration holds only create index concurrently if not exists, drop index concurrently if exists, validate constraint, analyze and vacuum.`,
      )
    return migration
  })
}

function read(name: string, text: string): Migration {
  const directives = text.split('\n').filter((line) => line.startsWith('--!'))
  const concurrent = directives.some((line) => line.includes('concurrent'))
  return {
    name,
    text,
    hash: createHash('sha256').update(text).digest('hex'),
    breaking: directives.some((line) => line.includes('breaking')),
    concurrent,
    lock: /--! lock (\d+m?s)/.exec(text)?.[1] ?? (concurrent ? CONCURRENT_LOCK : LOCK),
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.sql'))
  } catch {
    return [] // a floor or feature without tables
  }
}

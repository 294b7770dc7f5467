import { VERSION } from '../version.ts'
import type { Migration } from './migrations.ts'
import { type Queryable, SCHEMA } from './pool.ts'

/** A migration as the database remembers it; `version` is the Baton that applied it, null where it did not say. */
export type Applied = { name: string; hash: string; breaking: boolean; version: string | null }

export type SchemaState = {
  /** Known here, not applied there. */
  missing: Migration[]
  /** Applied there, not known here. */
  newer: Applied[]
  /** Applied there with another text than here. */
  changed: Applied[]
}

/** What was applied to this database, in the order of names; undefined where nothing ever was. */
export async function appliedMigrations(db: Queryable): Promise<Applied[] | undefined> {
  const [row] = await db<{ found: boolean }[]>`
    select to_regclass(${`${SCHEMA}.migration`}) is not null as found`
  if (!row?.found) return undefined
  return db<Applied[]>`
    select name, hash, breaking, to_jsonb(m) ->> 'version' as version from ${db(SCHEMA)}.migration m order by name`
}

/** How the migrations of this program and those of a database stand to each other. */
export function schemaState(mine: readonly Migration[], applied: readonly Applied[]): SchemaState {
  const known = new Map(mine.map((migration) => [migration.name, migration]))
  const done = new Set(applied.map(({ name }) => name))
  return {
    missing: mine.filter(({ name }) => !done.has(name)),
    newer: applied.filter(({ name }) => !known.has(name)),
    changed: applied.filter(({ name, hash }) => known.has(name) && known.get(name)?.hash !== hash),
  }
}

/** Refuses (fault) to start on a database that a newer program upgraded, or whose past is not ours. */
export function refuseUnfit({ newer, changed }: SchemaState, version = VERSION): void {
  if (newer.length > 0) throw new Error(newerSchema(newer, version))
  if (changed[0])
    throw new Error(
      `The migration ${changed[0].name} is not what was applied to this database. Put the file back as it was released; a change is a new migration.`,
    )
}

/** Why this program does not work on a schema with these migrations, and what to do, in one line. */
export function newerSchema(newer: readonly Applied[], version = VERSION): string {
  const writer = newer.findLast((one) => one.version && one.version !== version)?.version
  const by = writer ? `Baton ${writer}` : 'a newer Baton'
  const rest = newer.length > 1 ? ` and ${newer.length - 1} more` : ''
  return `This database was upgraded by ${by} (${newer[0]?.name}${rest}), which this Baton ${version} does not know. Start ${writer ? `${by} or newer` : 'that version'}, or restore the backup made before the upgrade.`
}

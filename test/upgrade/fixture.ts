import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import { migrate } from '../../src/platform/db/migrate.ts'
import { allMigrations } from '../../src/platform/db/migrations.ts'
import { connect, type Sql } from '../../src/platform/db/pool.ts'

type Table = { name: string; columns: string[]; rows: unknown[] }
/** A company as one version of the product left it. */
export type Fixture = {
  /** What the company's own fields and objects made of the schema, in its order. */
  definitions: string[]
  tables: Table[]
  sequences: { name: string; value: number; called: boolean }[]
}

/** From now on every change of definitions is written down, for `dump`. */
export async function writeDefinitionsDown(owner: Sql): Promise<void> {
  await owner.unsafe(`
    create schema noted;
    create table noted.statement (id integer generated always as identity, text text);
    create function noted.note() returns event_trigger language plpgsql security definer as $$
    begin insert into noted.statement (text) values (current_query()); end $$;
    create event trigger noted_ddl on ddl_command_end execute function noted.note()`)
}

/** The whole content of a database to which `writeDefinitionsDown` was told before its first definition changed. */
export async function dump(owner: Sql): Promise<Fixture> {
  const statements = await owner<{ text: string }[]>`select text from noted.statement order by id`
  const columns = await owner<{ name: string; columns: string[] }[]>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relnamespace = 'baton'::regnamespace and c.relkind = 'r' group by 1 order by 1`
  const tables: Table[] = []
  for (const { name, columns: names } of columns)
    tables.push({ name, columns: names, rows: await contentOf(owner, name, names) })
  const counters = await owner<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'baton'::regnamespace and relkind = 'S' order by 1`
  const sequences: Fixture['sequences'] = []
  for (const { name } of counters)
    sequences.push(
      ...(await owner<Fixture['sequences']>`
        select ${name}::text as name, last_value::int as value, is_called as called from ${owner(name)}`),
    )
  const definitions = statements.map(({ text }) => text).filter((text, i, all) => text !== all[i - 1])
  return { definitions, tables, sequences }
}

/** These columns of every row of a table. */
export async function contentOf(owner: Sql, table: string, columns: readonly string[]): Promise<unknown[]> {
  const [row] = await owner<{ rows: unknown[] }[]>`
    select coalesce(json_agg(t), '[]') as rows from (select ${owner(columns as string[])} from ${owner(table)}) t`
  return row?.rows ?? []
}

export function writeFixture(file: string, fixture: Fixture): void {
  writeFileSync(file, gzipSync(JSON.stringify(fixture), { level: 9 }))
}

export function readFixture(file: string): Fixture {
  return JSON.parse(gunzipSync(readFileSync(file)).toString()) as Fixture
}

/** The migrations that had been applied to a company, by name. */
export function appliedTo({ tables }: Fixture): string[] {
  const rows = tables.find(({ name }) => name === 'migration')?.rows as { name: string }[] | undefined
  return (rows ?? []).map(({ name }) => name).sort()
}

/** Makes the company in an empty database: its schema by the migrations it knew, then its content with the notes of that time. */
export async function load(url: string, fixture: Fixture): Promise<void> {
  const applied = new Set(appliedTo(fixture))
  await migrate(url, { migrations: allMigrations().filter(({ name }) => applied.has(name)) })
  const owner = connect(url, { as: 'owner', max: 1, name: 'baton-fixture' })
  try {
    await owner`set session_replication_role = replica`
    for (const statement of fixture.definitions) await owner.unsafe(statement)
    await owner.unsafe(`truncate ${fixture.tables.map(({ name }) => name).join(', ')}`)
    for (const { name, columns, rows } of fixture.tables)
      await owner`insert into ${owner(name)} (${owner(columns)}) overriding system value
        select ${owner(columns)} from jsonb_populate_recordset(null::${owner(name)}, ${owner.json(rows as never)})`
    for (const { name, value, called } of fixture.sequences)
      await owner`select setval(${name}::regclass, ${value}, ${called})`
  } finally {
    await owner.end()
  }
}

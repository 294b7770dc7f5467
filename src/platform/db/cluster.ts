import { APP_ROLE, connect, type Sql } from './pool.ts'

/**
 * Checks that the database can carry Baton and that the application's role exists. Throws one sentence with the way to mend it:
 * older than 18, not UTF-8, Chinese letters unknown to the locale, extensions or the role that the owner may not make.
 */
export async function prepareCluster(url: string): Promise<void> {
  const db = connect(url, { as: 'admin', max: 1, name: 'baton-check' })
  try {
    await checkVersion(db)
    await checkText(db)
    await ensureRole(db)
  } finally {
    await db.end()
  }
}

async function checkVersion(db: Sql): Promise<void> {
  const [row] = await db<{ version: number; text: string }[]>`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as text`
  if (!row || row.version < 180_000) {
    throw new Error(
      `Baton needs PostgreSQL 18 or newer; this one is ${row?.text}. Its dated constraints do not exist before.`,
    )
  }
}

async function checkText(db: Sql): Promise<void> {
  try {
    await db`create extension if not exists pg_trgm with schema public`
    await db`create extension if not exists btree_gist with schema public`
  } catch (cause) {
    throw new Error(
      'The extensions pg_trgm and btree_gist are missing. As a superuser run: create extension pg_trgm; create extension btree_gist;',
      { cause },
    )
  }
  const [row] = await db<{ encoding: string; found: boolean }[]>`
    select pg_encoding_to_char(encoding) as encoding, cardinality(public.show_trgm('客户')) > 0 as found
    from pg_database where datname = current_database()`
  if (row?.encoding !== 'UTF8')
    throw new Error(`The database is ${row?.encoding}; create one with encoding 'UTF8'.`)
  const [order] = await db`select 1 from pg_collation where collname = 'zh-x-icu'`
  if (!order)
    throw new Error(
      'This PostgreSQL was built without ICU, so Chinese names cannot be ordered. Install one with ICU (every packaged PostgreSQL 18 has it).',
    )
  if (!row.found) {
    throw new Error(
      "Chinese text cannot be searched with this database's locale. Create it with: create database baton template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' locale 'C';",
    )
  }
}

async function ensureRole(db: Sql): Promise<void> {
  const [row] = await db<{ found: boolean; member: boolean }[]>`
    select exists (select 1 from pg_roles where rolname = ${APP_ROLE}) as found,
           coalesce((select pg_has_role(current_user, oid, 'set') from pg_roles where rolname = ${APP_ROLE}), false) as member`
  try {
    if (!row?.found) await db.unsafe(`create role ${APP_ROLE} nologin`)
    if (!row?.member) await db.unsafe(`grant ${APP_ROLE} to current_user with inherit false, set true`)
  } catch (cause) {
    throw new Error(
      `The role ${APP_ROLE} cannot be made. As a superuser run: create role ${APP_ROLE} nologin; grant ${APP_ROLE} to <the user of DATABASE_URL>;`,
      { cause },
    )
  }
}

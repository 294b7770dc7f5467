import { allMigrations } from '../../platform/db/migrations.ts'
import { APP_ROLE, connect, SCHEMA, type Sql } from '../../platform/db/pool.ts'
import { appliedMigrations, schemaState } from '../../platform/db/schema-state.ts'
import { type Finding, fail, ok, warn } from './finding.ts'
import { settingFindings } from './settings.ts'

const CLOCK_MS = 2000
const LEDGER = ['holding', 'event'] // written by functions, or only appended to

/** What the database is, as far as Baton needs it. Reads only, migrates nothing. `clientsWanted`: connections of all processes. */
export async function databaseFindings(
  url: string,
  isEmbedded: boolean,
  clientsWanted: number,
): Promise<Finding[]> {
  const db = connect(url, { as: 'admin', max: 1, name: 'baton-doctor' })
  try {
    const first = await version(db)
    if (first.state === 'fail') return [first]
    return [
      first,
      await text(db),
      await chinese(db),
      ...(await extensions(db)),
      await clock(db),
      ...(await roles(db)),
      await schema(db),
      await connections(db, clientsWanted),
      ...(await settingFindings(db, isEmbedded)),
      ...(await backup(db)),
    ]
  } catch (thrown) {
    return [unreachable(url, thrown)]
  } finally {
    await db.end({ timeout: 1 })
  }
}

function unreachable(url: string, thrown: unknown): Finding {
  const code = typeof thrown === 'object' && thrown && 'code' in thrown ? ` (${String(thrown.code)})` : ''
  return fail(
    'PostgreSQL',
    `cannot be worked with at ${new URL(url).host}${code}`,
    'see that it runs, and that host, port, user, password and database of DATABASE_URL are right',
  )
}

/** The database of DATABASE_READ_URL. Baton works without it. */
export async function standbyFinding(url: string): Promise<Finding> {
  const db = connect(url, { as: 'admin', max: 1, name: 'baton-doctor' })
  try {
    const [row] = await db<{ standby: boolean; age: number | null }[]>`
      select pg_is_in_recovery() as standby, extract(epoch from now() - pg_last_xact_replay_timestamp())::float8 as age`
    if (!row?.standby)
      return fail('standby', 'DATABASE_READ_URL takes writes', 'name a streaming standby, or leave it out')
    return ok('standby', `follows; its last change is ${Math.round(row.age ?? 0)} s old`)
  } catch {
    return warn(
      'standby',
      `cannot be reached at ${new URL(url).host}; the primary answers reports`,
      'see that it runs; docs/operations/standby.md',
    )
  } finally {
    await db.end({ timeout: 1 })
  }
}

const BACKUP_DAYS = 2

/** Nothing is said where no system is yet. */
async function backup(db: Sql): Promise<Finding[]> {
  const [known] = await db<
    { found: boolean }[]
  >`select to_regclass(${`${SCHEMA}.backup_made`}) is not null and exists (select 1 from pg_class where oid = to_regclass(${`${SCHEMA}.person`})) as found`
  if (!known?.found) return []
  const [last] = await db<{ days: number; at: string }[]>`
    select extract(epoch from now() - made_at)::float8 / 86400 as days, made_at as at from ${db(SCHEMA)}.backup_made`
  const mend = 'npm run baton -- backup <file>, every day; see docs/operations/backup.md'
  if (!last) return [warn('backup', 'none was ever made with the backup command', mend)]
  if (last.days > BACKUP_DAYS) return [warn('backup', `the last one was made ${last.at}`, mend)]
  return [ok('backup', `the last one was made ${last.at}`)]
}

async function version(db: Sql): Promise<Finding> {
  const [row] = await db<{ number: number; text: string }[]>`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as text`
  if (!row || row.number < 180_000)
    return fail(
      'PostgreSQL',
      `${row?.text}; Baton needs 18 or newer`,
      'install PostgreSQL 18, or leave DATABASE_URL out',
    )
  return ok('PostgreSQL', row.text)
}

async function text(db: Sql): Promise<Finding> {
  const [row] = await db<{ encoding: string; provider: string; locale: string; ctype: string }[]>`
    select pg_encoding_to_char(encoding) as encoding, datlocprovider::text as provider, coalesce(datlocale, datcollate) as locale, datctype as ctype
    from pg_database where datname = current_database()`
  const name = `${row?.encoding}, locale ${row?.locale} (${{ b: 'builtin', i: 'icu' }[row?.provider ?? ''] ?? 'libc'})`
  if (row?.encoding !== 'UTF8') return fail('encoding', name, CREATE)
  if (row.provider === 'c' && !/^(C|POSIX|C\.UTF-?8)$/i.test(row.locale))
    return warn(
      'encoding',
      `${name}; its order may change with the operating system, and indexes with it`,
      CREATE,
    )
  return ok('encoding', name)
}

const CREATE = `create database baton template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' locale 'C'`

async function chinese(db: Sql): Promise<Finding> {
  const [row] = await db<{ icu: boolean; trigrams: boolean }[]>`
    select exists (select from pg_collation where collname = 'zh-x-icu') as icu,
      exists (select from pg_extension where extname = 'pg_trgm') as trigrams`
  if (!row?.icu)
    return fail(
      'Chinese',
      'names cannot be ordered: built without ICU',
      'install a PostgreSQL 18 built with ICU',
    )
  if (!row.trigrams)
    return warn('Chinese', 'search is not tried, pg_trgm is not there yet', 'create extension pg_trgm;')
  const [found] = await db<{ found: boolean }[]>`select cardinality(public.show_trgm('客户')) > 0 as found`
  return found?.found
    ? ok('Chinese', 'is ordered and searched')
    : fail('Chinese', 'cannot be searched with this locale', CREATE)
}

async function extensions(db: Sql): Promise<Finding[]> {
  const rows = await db<{ name: string; installed: string | null }[]>`
    select w.name, e.extversion as installed from unnest(array['pg_trgm', 'btree_gist']) as w (name) left join pg_extension e on e.extname = w.name`
  return rows.map(({ name, installed }) =>
    installed
      ? ok(`extension ${name}`, installed)
      : warn(
          `extension ${name}`,
          'is not there; made at the first start where the user may',
          `create extension ${name};`,
        ),
  )
}

/** Half of the way there and back is taken off; what is left is the difference of the clocks. */
async function clock(db: Sql): Promise<Finding> {
  const before = Date.now()
  const [row] = await db<{ at: number; zone: string }[]>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as at, current_setting('TimeZone') as zone`
  const apart = Math.round((row?.at ?? 0) - (before + Date.now()) / 2)
  const name = `${Math.abs(apart)} ms apart; here ${Intl.DateTimeFormat().resolvedOptions().timeZone}, there ${row?.zone}`
  return Math.abs(apart) <= CLOCK_MS
    ? ok('clock', name)
    : fail('clock', name, 'set both by NTP: timedatectl set-ntp true')
}

async function roles(db: Sql): Promise<Finding[]> {
  const [row] = await db<{ found: boolean; member: boolean; free: boolean; superuser: boolean }[]>`
    select exists (select from pg_roles where rolname = ${APP_ROLE}) as found,
      coalesce((select pg_has_role(current_user, oid, 'set') from pg_roles where rolname = ${APP_ROLE}), false) as member,
      coalesce((select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = ${APP_ROLE}), false) as free,
      (select rolsuper from pg_roles where rolname = current_user) as superuser`
  if (!row?.found)
    return [
      warn(
        'role',
        `${APP_ROLE} is not there; made at the first start where the user may`,
        `create role ${APP_ROLE} nologin;`,
      ),
    ]
  const about = 'role'
  if (!row.member)
    return [
      fail(
        about,
        `may not become ${APP_ROLE}`,
        `grant ${APP_ROLE} to current_user with inherit false, set true;`,
      ),
    ]
  if (row.free)
    return [
      fail(
        about,
        `${APP_ROLE} has rights beyond its tables`,
        `alter role ${APP_ROLE} nosuperuser nobypassrls nocreaterole;`,
      ),
    ]
  return [ok(about, `works as ${APP_ROLE}`), ...(await ledgerRights(db))]
}

async function ledgerRights(db: Sql): Promise<Finding[]> {
  const rows = await db<{ name: string; rights: string[] }[]>`
    select w.name, array(select r from unnest(array['insert', 'update', 'delete', 'truncate']) as r
      where not (w.name = 'event' and r = 'insert') and has_table_privilege(${APP_ROLE}, c.oid, r)) as rights
    from unnest(${LEDGER}::text[]) as w (name) join pg_class c on c.relname = w.name and c.relnamespace = to_regnamespace(${SCHEMA})`
  return rows.map(({ name, rights }) =>
    rights.length === 0
      ? ok(`rights on ${name}`, `${APP_ROLE} cannot rewrite it`)
      : fail(
          `rights on ${name}`,
          `${APP_ROLE} may ${rights.join(', ')}`,
          `revoke ${rights.join(', ')} on ${SCHEMA}.${name} from ${APP_ROLE};`,
        ),
  )
}

async function schema(db: Sql): Promise<Finding> {
  const applied = await appliedMigrations(db)
  if (!applied) return warn('schema', 'is not made yet', 'npm start makes it')
  const { missing, newer, changed } = schemaState(allMigrations(), applied)
  if (changed[0])
    return fail(
      'schema',
      `the migration ${changed[0].name} was changed after it was applied`,
      'put the file back as it was released',
    )
  if (newer.length > 0)
    return fail(
      'schema',
      `is of a newer Baton (${newer.at(-1)?.name}${newer.at(-1)?.version ? `, ${newer.at(-1)?.version}` : ''}); this one does not start on it`,
      'start that version, or restore the backup made before the upgrade',
    )
  if (missing.length > 0)
    return warn('schema', `${missing.length} migrations are to be applied`, 'make a backup, then npm start')
  return ok('schema', applied.at(-1)?.name ?? '')
}

async function connections(db: Sql, wanted: number): Promise<Finding> {
  const [row] = await db<{ most: number; used: number }[]>`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - current_setting('reserved_connections')::int as most,
      (select count(*)::int from pg_stat_activity where backend_type = 'client backend' and application_name not like 'baton%') as used`
  const [most, used] = [row?.most ?? 0, row?.used ?? 0]
  const name = `${most} to be had, ${wanted} for Baton, ${used} used by others`
  return wanted + used <= most
    ? ok('connections', name)
    : fail(
        'connections',
        name,
        `alter system set max_connections = ${Math.ceil((wanted + used + 20) / 50) * 50}; and restart PostgreSQL`,
      )
}

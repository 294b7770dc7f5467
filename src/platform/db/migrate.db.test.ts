import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { backendAt, folderOf, migrating, untilNobodyMigrates } from '../../../test/upgrade/migrating.ts'
import { schemaText } from '../../../tools/schema-text.ts'
import { type MigrateOptions, migrate } from './migrate.ts'
import { migrationsOf } from './migrations.ts'
import { connect, type Sql } from './pool.ts'

const FIRST =
  'create table parcel (id integer primary key); insert into parcel select generate_series(1, 1000);'
const OLD = { '20990101T0000-parcels': FIRST }

let database: TestDatabase
let db: Sql
let folders: string[] = []
beforeEach(async () => {
  database = await testDatabase({ empty: true })
  db = connect(database.url, { as: 'owner', max: 5, name: 'baton-test-watch' })
})
afterEach(async () => {
  await db.end()
  await database.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders = []
})

function folder(migrations: Record<string, string>): string {
  const made = folderOf(migrations)
  folders.push(made)
  return made
}
const upTo = (migrations: Record<string, string>, rest: MigrateOptions = {}) =>
  migrate(database.url, { migrations: migrationsOf([folder(migrations)]), ...rest })
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'not refused',
    (thrown: Error) => thrown.message,
  )
const noted = async () =>
  (await db<{ name: string }[]>`select name from migration order by name`).map(({ name }) => name)

describe('an upgrade', () => {
  test('notes what it applied and by which version, and does nothing where all is there', async () => {
    expect(await upTo(OLD, { version: '0.9.0' })).toEqual({ applied: ['20990101T0000-parcels'] })
    expect(await upTo(OLD)).toEqual({ applied: [] })
    expect(await db`select name, version from migration`).toMatchObject([
      { name: '20990101T0000-parcels', version: '0.9.0' },
    ])
  })
  test('goes on from a database whose notes know no versions yet', async () => {
    await upTo(OLD)
    await db`alter table migration drop column version`
    const reader = await db.reserve() // a backup, say
    await reader`begin`
    await reader`select count(*) from migration`
    const weights = {
      ...OLD,
      '20990102T0000-weights': '--! lock 300ms\nalter table parcel add weight integer;',
    }
    expect(await refusal(upTo(weights, { tries: 1 }))).toMatch(
      /^The migration 20990102T0000-weights failed at line 1: .* lock timeout \(55P03\)\. Nothing of the upgrade is kept/,
    )
    await reader`commit`
    reader.release()
    await upTo(
      { ...OLD, '20990102T0000-weights': 'alter table parcel add weight integer;' },
      { version: '1.0.0' },
    )
    expect(await db`select version from migration order by name`).toMatchObject([
      { version: null },
      { version: '1.0.0' },
    ])
  })
  test('that fails says which migration, where and why, and leaves everything as it was', async () => {
    await upTo(OLD)
    const before = await schemaText(db)
    const said = await refusal(
      upTo({
        ...OLD,
        '20990102T0000-weights': 'alter table parcel add weight integer;',
        '20990103T0000-wrong':
          '-- a note\nupdate parcel set weight = 1;\nalter table parcels add x integer;\n',
      }),
    )
    expect(said).toBe(
      'The migration 20990103T0000-wrong failed at line 3: relation "parcels" does not exist (42P01). Nothing of the upgrade is kept: the version that ran before works on this database.',
    )
    expect(await schemaText(db)).toBe(before)
    expect(await noted()).toEqual(['20990101T0000-parcels'])
    expect(await upTo(OLD)).toEqual({ applied: [] })
    const misspelt = '-- a note\nupdate parcel set id = id;\nalter table parcel set colour = red,;\n'
    expect(await refusal(upTo({ ...OLD, '20990103T0000-wrong': misspelt }))).toContain(
      'The migration 20990103T0000-wrong failed at line 3: syntax error',
    )
    const inside = `select 1;\ndo $$ begin\n  perform 1 / 0;\nend $$;`
    expect(await refusal(upTo({ ...OLD, '20990103T0000-wrong': inside }))).toContain(
      'failed at line 2: division by zero (22012; PL/pgSQL function inline_code_block line 2 at PERFORM)',
    )
  })
  test('whose file was changed afterwards, or that a newer program made, is refused', async () => {
    await upTo(OLD)
    expect(await refusal(upTo({ '20990101T0000-parcels': `${FIRST} -- better` }))).toBe(
      'The migration 20990101T0000-parcels is not what was applied to this database. Put the file back as it was released; a change is a new migration.',
    )
    const later = {
      '20990102T0000-weights': 'alter table parcel add weight integer;',
      '20990103T0000-heights': 'alter table parcel add height integer;',
    }
    await upTo({ ...OLD, ...later }, { version: '9.1.0' })
    const all = await schemaText(db)
    expect(await refusal(upTo(OLD, { version: '9.0.0' }))).toBe(
      'This database was upgraded by Baton 9.1.0 (20990102T0000-weights and 1 more), which this Baton 9.0.0 does not know. Start Baton 9.1.0 or newer, or restore the backup made before the upgrade.',
    )
    const other = { ...OLD, '20990104T0000-colours': 'alter table parcel add colour text;' }
    expect(await refusal(upTo(other, { version: '9.0.0' }))).toContain('Baton 9.1.0')
    expect(await schemaText(db)).toBe(all)
  })
  test('settles deferred checks between two migrations, and defers the next ones again', async () => {
    const deferred = `alter table parcel add box integer references parcel deferrable initially deferred;
      create unique index parcel_box on parcel (box);
      insert into parcel (id, box) values (2001, 2002); insert into parcel (id) values (2002);`
    const applied = upTo({
      ...OLD,
      '20990102T0000-boxes': deferred,
      '20990103T0000-moved': 'update parcel set box = 2000 + 1 where id = 2002;',
      '20990104T0000-swap': 'alter table parcel alter id type bigint, alter box type bigint;',
      '20990105T0000-later':
        'insert into parcel (id, box) values (2003, 2004); insert into parcel (id) values (2004);',
    })
    expect((await applied).applied).toHaveLength(5)
  })
  test('by five processes at once is made once', async () => {
    const five = folder({
      ...OLD,
      '20990102T0000-marks':
        'create table mark (at timestamptz default clock_timestamp()); insert into mark default values;',
      '20990103T0000-index':
        '--! concurrent\ncreate index concurrently if not exists parcel_odd on parcel ((id % 2));\n',
    })
    const ends = await Promise.all(Array.from({ length: 5 }, () => migrating(database.url, five).ended))
    expect(
      ends.map(({ code, err }) => [
        code,
        err.replace('Another process upgrades the database; waiting for it.\n', ''),
      ]),
    ).toEqual(Array.from({ length: 5 }, () => [0, '']))
    expect(ends.map(({ out }) => (JSON.parse(out) as string[]).length).sort()).toEqual([0, 0, 0, 0, 3])
    expect(await db`select count(*)::int as marks from mark`).toMatchObject([{ marks: 1 }])
  })
})

describe('an upgrade interrupted', () => {
  const slow = {
    ...OLD,
    '20990102T0000-weights': 'alter table parcel add weight integer;',
    '20990103T0000-slow':
      'update parcel set weight = id;\nselect pg_sleep(seconds) from public.pause;\nalter table parcel rename to item;',
  }
  test.each(['the process is killed', 'its connection is ended'])(
    'because %s leaves the old schema, on which the old version works; the next start finishes',
    async (how) => {
      await upTo(OLD)
      await db.unsafe('create table public.pause (seconds float8); insert into public.pause values (60)')
      const before = await schemaText(db)
      const files = folder(slow)
      const { child, ended } = migrating(database.url, files)
      const backend = await backendAt(db, '%pg_sleep(seconds)%')
      if (how === 'the process is killed') child.kill('SIGKILL')
      else await db`select pg_terminate_backend(${backend})`
      const { code, err } = await ended
      expect(code).toBe(how === 'the process is killed' ? null : 1)
      if (how !== 'the process is killed')
        expect(err).toMatch(/The migration 20990103T0000-slow failed.*Nothing of the upgrade is kept/)
      await untilNobodyMigrates(db)
      expect(await schemaText(db)).toBe(before)
      expect(await upTo(OLD)).toEqual({ applied: [] })
      await db`insert into parcel values (5000)`
      await db`update public.pause set seconds = 0`
      expect((await migrating(database.url, files).ended).out).toBe(
        JSON.stringify(['20990102T0000-weights', '20990103T0000-slow']),
      )
      expect(await db`select count(*)::int as items, count(weight)::int as weighed from item`).toMatchObject([
        { items: 1001, weighed: 1001 },
      ])
    },
  )
  test('because its connection ends while it waits for its turn says so in one line', async () => {
    await upTo(OLD)
    const other = await db.reserve()
    await other`select pg_advisory_lock(hashtext('baton.migrate'))`
    const { ended } = migrating(database.url, folder(slow))
    for (let lost = false; !lost; ) {
      await sleep(50)
      const [row] = await db<{ lost: boolean }[]>`
        select coalesce(bool_or(pg_terminate_backend(pid)), false) as lost from pg_stat_activity
        where datname = current_database() and application_name = 'baton-migrate' and query ilike '%advisory%' and state = 'idle'`
      lost = row?.lost ?? false
    }
    const { code, err } = await ended
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /Error: The connection to the database was lost before the upgrade\. Start again\./,
      ),
    ])
    await other`select pg_advisory_unlock(hashtext('baton.migrate'))`
    other.release()
    expect(await noted()).toEqual(['20990101T0000-parcels'])
  })
  test('while it builds an index concurrently builds it again, and is refused where it could not', async () => {
    await upTo(OLD)
    const files = {
      ...OLD,
      '20990102T0000-fast':
        '--! concurrent\n-- two of them\ncreate index concurrently if not exists parcel_half on parcel ((id / 2));\ncreate index concurrently if not exists parcel_odd\n  on parcel ((id % 2));\n',
      '20990103T0000-after': 'alter table parcel add weight integer;',
    }
    const isValid = async () =>
      await db<{ name: string; valid: boolean }[]>`
        select c.relname as name, indisvalid as valid from pg_index i join pg_class c on c.oid = i.indexrelid
        where c.relname in ('parcel_half', 'parcel_odd') order by 1`
    const reader = await db.reserve()
    await reader`begin isolation level repeatable read`
    await reader`select count(*) from parcel` // an index built concurrently waits for it before it is valid
    const { child, ended } = migrating(database.url, folder(files))
    await backendAt(db, '%index concurrently%parcel_half%')
    for (let i = 0; i < 200 && (await isValid()).length === 0; i++) await sleep(25)
    child.kill('SIGKILL')
    await ended
    await untilNobodyMigrates(db)
    expect(await isValid()).toEqual([{ name: 'parcel_half', valid: false }])
    await reader`commit`
    reader.release()
    expect((await upTo(files)).applied).toEqual(['20990102T0000-fast', '20990103T0000-after'])
    expect(await isValid()).toEqual([
      { name: 'parcel_half', valid: true },
      { name: 'parcel_odd', valid: true },
    ])
    expect(await upTo(files)).toEqual({ applied: [] })
    const once = '--! concurrent\ncreate index concurrently parcel_third on parcel ((id / 3));\n'
    expect(() => migrationsOf([folder({ '20990104T0000-once': once })])).toThrow(/cannot be repeated/)
  })
  test('between a transaction and an index keeps what is done, says where it failed, and goes on from there', async () => {
    await upTo(OLD)
    const files = {
      ...OLD,
      '20990102T0000-twice': 'insert into parcel values (-1);',
      '20990103T0000-unique':
        '--! concurrent\ncreate unique index concurrently if not exists parcel_size\n  on parcel ((abs(id)));\n',
    }
    expect(await refusal(upTo(files))).toMatch(
      /^The migration 20990103T0000-unique failed at line 2: could not create unique index "parcel_size" \(23505\)\. The next start goes on with it\.$/,
    )
    await db`delete from parcel where id = -1`
    expect((await upTo(files)).applied).toEqual(['20990103T0000-unique'])
    const misplaced = '--! concurrent\nanalyze parcel;\nanalyze nothing;\n'
    expect(await refusal(upTo({ ...files, '20990104T0000-look': misplaced }))).toContain(
      'failed at line 3: relation "nothing" does not exist',
    )
  })
})

describe('an upgrade behind a long transaction', () => {
  const wider = { ...OLD, '20990102T0000-weights': '--! lock 300ms\nalter table parcel add weight integer;' }
  test('lets others read meanwhile, and goes through when it ends', async () => {
    await upTo(OLD)
    const reader = await db.reserve()
    await reader`begin`
    await reader`select count(*) from parcel`
    const told: string[] = []
    const upgrade = upTo(wider, { tell: (line) => told.push(line) })
    const waits: number[] = []
    const until = Date.now() + 2000
    while (Date.now() < until) {
      const since = Date.now()
      await db`select count(*) from parcel`
      waits.push(Date.now() - since)
      await sleep(10)
    }
    await reader`commit`
    reader.release()
    expect((await upgrade).applied).toEqual(['20990102T0000-weights'])
    expect(Math.max(...waits)).toBeGreaterThan(50) // somebody did queue behind it
    expect(Math.max(...waits)).toBeLessThan(1000)
    expect(told[1]).toMatch(
      /^20990102T0000-weights waits for a lock \(try 1 of 30\)\. Longest at work is process \d+ \(baton-test-watch, user baton\) since/,
    )
  })
  test('gives up after its tries, names who is in the way and leaves everything as it was', async () => {
    await upTo(OLD)
    const before = await schemaText(db)
    const reader = await db.reserve()
    await reader`begin`
    const [held] = await reader<{ pid: number }[]>`select pg_backend_pid() as pid from parcel limit 1`
    expect(await refusal(upTo(wider, { tries: 2 }))).toMatch(
      new RegExp(
        `^The migration 20990102T0000-weights failed at line 2: canceling statement due to lock timeout \\(55P03\\)\\. Nothing of the upgrade is kept: [^.]*\\. Longest at work is process ${held?.pid} .*; select pg_terminate_backend\\(${held?.pid}\\) ends it\\.$`,
      ),
    )
    await reader`commit`
    reader.release()
    expect(await schemaText(db)).toBe(before)
  })
})

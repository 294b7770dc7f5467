import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkLedger } from '../../src/features/responsibility/index.ts'
import { prepareCluster } from '../../src/platform/db/cluster.ts'
import { migrate } from '../../src/platform/db/migrate.ts'
import { allMigrations, type Migration } from '../../src/platform/db/migrations.ts'
import { connect, type Sql } from '../../src/platform/db/pool.ts'
import { schemaText } from '../../tools/schema-text.ts'
import { testApi } from '../api.ts'
import { startServer } from '../bad-days/servers.ts'
import { type TestDatabase, testDatabase } from '../database.ts'
import { ADMIN_EMAIL, openWorld, wanted } from '../world.ts'
import { ownFields } from './company.ts'
import { appliedTo, contentOf, type Fixture, load, readFixture } from './fixture.ts'
import { backendAt, untilNobodyMigrates } from './migrating.ts'

const FOLDER = fileURLToPath(new URL('.', import.meta.url))
const ALL = allMigrations()

/** Every schema that was released, with a company in it. */
const RELEASES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json.gz'))
  .map((name) => {
    const fixture = readFixture(join(FOLDER, name))
    const known = new Set(appliedTo(fixture))
    return {
      version: name.replace('.json.gz', ''),
      fixture,
      later: ALL.filter((one) => !known.has(one.name)),
    }
  })

/** By way of how many versions between a company is upgraded: each takes more than a second. */
const WAYS = 6

/** What a company with the same definitions has that this version made from the start. */
let fresh: string
beforeAll(async () => {
  const world = await openWorld()
  await ownFields(world)
  fresh = await asOwner(world.api.url, sortedSchema)
  await world.close()
})

async function asOwner<T>(url: string, work: (owner: Sql) => Promise<T>): Promise<T> {
  const owner = connect(url, { as: 'owner', max: 2, name: 'baton-upgrade-test' })
  try {
    return await work(owner)
  } finally {
    await owner.end({ timeout: 1 })
  }
}

/** The schema without the order of columns: a company's own stand where they stood when they were made. */
async function sortedSchema(owner: Sql): Promise<string> {
  const blocks = (await schemaText(owner)).split('\n\n')
  return blocks
    .map((block) =>
      /^(-- .*\n)?create table/.test(block)
        ? block
            .split('\n')
            .map((line) => line.replace(/,$/, ''))
            .sort()
            .join('\n')
        : block,
    )
    .join('\n\n')
}

test('the newest schema is reached one migration at a time as well', async () => {
  const database = await testDatabase({ empty: true })
  await prepareCluster(database.url)
  for (let count = 1; count <= ALL.length; count++)
    expect((await migrate(database.url, { migrations: ALL.slice(0, count) })).applied).toHaveLength(1)
  const template = await testDatabase()
  expect(await asOwner(database.url, schemaText)).toBe(await asOwner(template.url, schemaText))
  await database.close()
  await template.close()
})

describe.each(RELEASES)('a company of $version', ({ fixture, later }) => {
  let old: TestDatabase
  let open: number
  beforeAll(async () => {
    old = await testDatabase({ empty: true })
    await prepareCluster(old.url)
    await load(old.url, fixture)
    open = await asOwner(old.url, async (owner) => {
      const [row] = await owner<
        { open: number }[]
      >`select count(*)::int as open from holding where upper_inf(during)`
      return row?.open ?? 0
    })
  })
  afterAll(() => old.close())

  test.each([{ name: '' }, { name: EACH }, ...someOf(later.slice(0, -1))])(
    'is upgraded, also by way of "$name", to the newest with all it has, and works',
    async ({ name }) => {
      const database = await testDatabase({ like: old })
      const upTo = ALL.filter((one) => !later.includes(one) || one.name <= name)
      if (name === EACH) await migrateOneByOne(database.url, later)
      else if (name !== '') await migrate(database.url, { migrations: upTo })
      const { applied } = await migrate(database.url)
      expect(applied).toEqual(
        ALL.filter((one) => later.includes(one) && !upTo.includes(one)).map((one) => one.name),
      )
      await asOwner(database.url, async (owner) => {
        expect(await sortedSchema(owner)).toBe(fresh)
        await expectAllKept(owner, withGifts(fixture))
        expect(await checkLedger(owner)).toEqual({ open, problems: [] })
        expect(await wrongFurthest(owner)).toEqual([])
      })
      await expectItWorks(database)
    },
  )
  test('interrupted in the middle of its upgrade, is as it was; the next start finishes', async () => {
    const database = await testDatabase({ like: old })
    await asOwner(database.url, async (owner) => {
      const before = await schemaText(owner)
      const busy = await owner.reserve()
      await busy`begin`
      await busy`lock table decision in access share mode` // the upgrade comes as far as its first change of decisions
      const starting = startServer({ databaseUrl: database.url }).catch((thrown) => thrown)
      const backend = await backendAt(owner, '%alter table decision add column%')
      await owner`select pg_terminate_backend(${backend})`
      await untilNobodyMigrates(owner)
      expect(String(await starting)).toMatch(
        /The migration \S+ failed at line \d+: .*Nothing of the upgrade is kept/,
      )
      await busy`rollback`
      busy.release()
      expect(await schemaText(owner)).toBe(before)
      await expectAllKept(owner, fixture)
      const server = await startServer({ databaseUrl: database.url })
      expect(server.errors()).toContain('The database is upgraded.')
      expect((await fetch(`${server.address}/readyz`)).status).toBe(200)
      await server.stop()
      expect(await sortedSchema(owner)).toBe(fresh)
      expect(await checkLedger(owner)).toEqual({ open, problems: [] })
    })
    await database.close()
  })
})

/** Every migration in a transaction of its own: comes after all names of migrations. */
const EACH = 'each of them'
async function migrateOneByOne(url: string, later: readonly Migration[]): Promise<void> {
  for (const { name } of later)
    expect((await migrate(url, { migrations: ALL.filter((one) => one.name <= name) })).applied).toEqual([
      name,
    ])
}

/** The first, the last and some between. */
function someOf<T>(all: readonly T[]): T[] {
  const apart = Math.max(1, Math.floor(all.length / WAYS))
  return all.filter((_, i) => i === 0 || i === all.length - 1 || i % apart === 0)
}

/** Where the rows of tables that are no more went. */
const MOVED: Readonly<Record<string, string>> = {
  routing_credit: `create view routing_credit as select rule_id, u.person_id, u.credit, u.last_received_at
    from routing_turns, unnest(people, credits, last_received) as u (person_id, credit, last_received_at)`,
}

const OURS = new Set(['search_grams', 'access_version']) // how search keeps its pairs of letters, and what makes caches look anew

type Row = Record<string, unknown>
type Role = Row & { key: string; version: number; grants: Record<string, { rights: string[] }> }

/** What later versions gave to rows a company starts with. */
const GIVEN: Readonly<Record<string, (row: Row) => Row>> = {
  role: (row) => {
    const { key, version, grants } = row as Role
    const { opportunity } = grants
    if (!opportunity || key === 'finance') return row // who only looks got nothing
    const rights = [...opportunity.rights, 'claim', 'release'] // with the pools
    return { ...row, version: version + 1, grants: { ...grants, opportunity: { ...opportunity, rights } } }
  },
}

function withGifts(fixture: Fixture): Fixture {
  const tables = fixture.tables.map((table) => {
    const given = GIVEN[table.name]
    return given ? { ...table, rows: (table.rows as Row[]).map(given) } : table
  })
  return { ...fixture, tables }
}

/** A row in words that stay the same when what has no order is in another one. */
function inWords(row: unknown): string {
  return JSON.stringify(row, (key, value) => (key === 'rights' ? [...value].sort() : value))
}

/** Every row of the fixture with every value it had that is the company's. */
async function expectAllKept(owner: Sql, fixture: Fixture): Promise<void> {
  for (const table of fixture.tables.filter(({ name }) => name !== 'migration')) {
    const columns = table.columns.filter((name) => !OURS.has(name))
    const rows = (table.rows as Row[]).map((row) =>
      Object.fromEntries(columns.map((name) => [name, row[name]])),
    )
    const moved = await isGone(owner, table.name)
    if (moved)
      await owner.unsafe(MOVED[table.name] ?? `select 'nobody says where its rows went' from ${table.name}`)
    const found = await contentOf(owner, table.name, columns)
    if (moved) await owner`drop view ${owner(table.name)}`
    const sorted = (all: unknown[]) => all.map(inWords).sort()
    expect(sorted(found), table.name).toEqual(sorted(rows))
  }
}

async function isGone(owner: Sql, table: string): Promise<boolean> {
  const [row] = await owner<{ gone: boolean }[]>`select to_regclass(${table}) is null as gone`
  return row?.gone ?? true
}

async function wrongFurthest(owner: Sql) {
  return await owner`
    select o.title, o.furthest, f.position from opportunity o left join lateral (
      select max(s.position) as position from holding h join stage s on s.id = h.stage_id
      where h.opportunity_id = o.id and s.kind = 'open' and s.phase <> 'delivery') f on true
    where o.furthest is distinct from f.position`
}

type Items = { items: { id: string; version: number; title: string }[] }

async function expectItWorks(database: TestDatabase): Promise<void> {
  const api = await testApi({ database })
  api.pass(60 * 24 * 60)
  const admin = await api.as(ADMIN_EMAIL)
  const titles = async (path: string) =>
    (await wanted(admin.get<Items>(path))).items.map(({ title }) => title).sort()
  expect((await titles('/opportunities?limit=200')).length).toBeGreaterThan(10)
  expect(await titles('/opportunities?q=yingdanjiaofu')).toEqual(['赢单交付'])
  expect(await titles('/opportunities?q=xqqrz')).toEqual(['需求确认中'])
  expect(await titles('/opportunities?q=方案')).toEqual(['方案阶段'])
  expect(
    await titles(`/opportunities?filter=${encodeURIComponent('competitor == "海光" && budgetYear == 2027')}`),
  ).toEqual(
    await titles(`/opportunities?filter=${encodeURIComponent('title == "需求确认中" || title == "输单"')}`),
  )
  const contracts = await wanted(admin.get<{ items: { name: string }[] }>('/contracts?q=sannian'))
  expect(contracts.items.map(({ name }) => name)).toEqual(['供货合同'])
  const calendars = await wanted(
    admin.get<{ items: { isDefault: boolean; timeZone: string; holidays: unknown }[] }>(
      '/availability/calendars',
    ),
  )
  expect(calendars.items).toMatchObject([
    { isDefault: true, timeZone: 'Asia/Shanghai', holidays: { country: 'CN', region: null } },
  ])
  const board = await wanted(
    admin.get<{ groups: { values: number[] }[] }>(
      '/opportunities/aggregate?groupBy=stage&measures=count,sum:amount',
    ),
  )
  expect(board.groups.length).toBeGreaterThan(5)
  await wanted(admin.get('/insights/pipeline'))
  await wanted(admin.get('/today'))

  const made = await wanted(
    admin.post<{ id: string; version: number }>('/opportunities', {
      title: '升级后的商机',
      region: '310115',
      source: 'website',
    }),
  )
  await wanted(
    admin.ask('PUT', `/opportunities/${made.id}/stage`, {
      version: made.version,
      body: { stage: 'screened' },
    }),
  )
  const [old] = (await wanted(admin.get<Items>('/opportunities?q=新线索一号'))).items
  await wanted(
    admin.ask('PUT', `/opportunities/${old?.id}/stage`, {
      version: old?.version ?? 0,
      body: { stage: 'screened' },
    }),
  )
  const success = await api.as('success@chenguang.example')
  const offers = await wanted(success.get<Items>('/hand-overs'))
  expect(offers.items).toHaveLength(1)
  const { id, version } = offers.items[0] ?? { id: '', version: 0 }
  await wanted(success.ask('PUT', `/hand-overs/${id}/answer`, { version, body: { answer: 'accept' } }))
  expect((await checkLedger(api.application.db)).problems).toEqual([])
  await api.close()
}

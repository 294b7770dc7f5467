import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { chance } from '../../engines/statistics/index.ts'
import { connect, type Sql } from '../../platform/db/pool.ts'
import { workingTimesOf } from '../availability/index.ts'
import { fireDue, settle } from '../clocks/index.ts'
import { administrator } from '../findings/index.ts'
import { eachHistory } from '../histories/index.ts'
import type { Answered, Measured, RowsFound } from './contract/query.ts'
import { OF_OPPORTUNITIES, OF_PARTS, type Oracle, type Plain, plainRows } from './oracle.fixture.ts'
import { MEASURES, type MeasureKey } from './rules/measures.ts'

let world: World
let owner: Sql
let rows: Plain[]
let oracle: Oracle
const seen = new Map<Client, Set<string>>()
beforeAll(async () => {
  world = await openWorld()
  owner = connect(world.api.url, { as: 'owner', max: 2 })
  await live()
  const { contextFor, db } = world.api.application
  const context = await contextFor((await administrator(db)) ?? '')
  if (!context) throw new Error('nobody administrates')
  await wanted(ask(world.admin, { measures: ['people'] })) // settled by looking
  rows = await plainRows(owner, world.api.now(), context.registry.company.timeZone)
  const people = await owner<{ id: string }[]>`select id from person`
  const times = await workingTimesOf(
    db,
    context,
    people.map(({ id }) => id),
    '2026-01-01T00:00:00.000Z',
    '2027-12-01T00:00:00.000Z',
  )
  const histories = new Map<string, Parameters<Parameters<typeof eachHistory>[2]>[0][number]>()
  await eachHistory(context, {}, (batch) => {
    for (const history of batch) histories.set(history.id, history)
  })
  oracle = {
    now: Date.parse(world.api.now()),
    minutes: (person, from, to) => times.get(person)?.between(from, to) ?? 0,
    historyOf: (id) => histories.get(id) as never,
  }
}, 60_000)
afterAll(async () => {
  await owner?.end()
  await world?.close()
})

const ask = (client: Client, body: object) => client.post<Answered>('/insights/query', body)
const draw = chance(20261127)
const below = (most: number) => Math.floor(draw() * most)
const oneOf = <T>(of: readonly T[]) => of[below(of.length)] as T

type Move = { stage: string; missing: string[] }
const FILLED: Record<string, unknown> = {
  expectedCloseOn: '2027-01-15',
  requirement: '质谱',
  source: 'phone',
  amount: { amount: '6000', currency: 'CNY' },
}

/** Three weeks of a small company: whatever its people do, refused or not. */
async function live(): Promise<void> {
  const { admin, people } = world
  const sellers = [people.shanghai, people.zhejiang, people.guangdong, people.shenzhen]
  const clients = new Map<string, Client>()
  const as = async (id: string) => clients.get(id) ?? clients.set(id, await world.api.as(id)).get(id) ?? admin
  FILLED['account'] = (await wanted(admin.post<{ id: string }>('/accounts', { name: '华东大学' }))).id
  const ids: string[] = []
  for (let n = 0; n < 22; n++) {
    const more = {
      ...(n % 4 ? { amount: { amount: `${100 + below(9000)}.00`, currency: 'CNY' } } : {}),
      ...(n % 3
        ? { source: oneOf(['website', 'phone', 'referral']), region: oneOf(['31', '3305', '440106', '44']) }
        : {}),
    }
    ids.push(
      await world.opportunity(admin, {
        holder: oneOf(sellers),
        type: oneOf(['new-customer', 'major-project']),
        companyName: `公司 ${n}`,
        ...more,
      }),
    )
    world.api.pass(below(20) * 60)
  }
  for (let step = 0; step < 110; step++) {
    const id = oneOf(ids)
    const now = await admin.get<{ version: number; holder: { id: string }; isOpen: boolean }>(
      `/opportunities/${id}`,
    )
    const { version, holder } = now.body
    const giver = await as(holder.id)
    const what = step % 5
    if (what === 0)
      await giver.post('/follow-ups', {
        opportunity: id,
        kind: 'call',
        content: '跟进',
        ...(step % 2 ? { nextStep: '回电', nextStepOn: world.api.now().slice(0, 10) } : {}),
      })
    if (what === 1) {
      const packet = { needs: '光谱仪', nextStep: '演示', nextStepOn: '2027-12-01' }
      await giver.post(`/opportunities/${id}/hand-overs`, { to: oneOf(sellers), packet })
    }
    if (what === 2) {
      const { body } = await admin.get<{
        items: { id: string; version: number; state: string; to: { id: string } }[]
      }>(`/opportunities/${id}/hand-overs`)
      const offer = body.items.find(({ state }) => state === 'offered')
      if (offer)
        await (await as(offer.to.id)).ask('PUT', `/hand-overs/${offer.id}/answer`, {
          version: offer.version,
          body: below(3) ? { answer: 'accept' } : { answer: 'decline', reason: '太忙' },
        })
    }
    if (what === 3)
      await admin.ask('PUT', `/opportunities/${id}/holding`, {
        version,
        body: { person: oneOf(sellers), reason: '换人跟进' },
      })
    if (what === 4 || step % 7 === 0) {
      const { body } = await admin.get<{ items: Move[] }>(`/opportunities/${id}/moves`)
      const closing = body.items?.find(({ stage }) => stage === (step % 2 ? 'won' : 'lost'))
      const to = step % 3 === 0 ? closing : oneOf(body.items ?? [])
      const fields = Object.fromEntries((to?.missing ?? []).map((name) => [name, FILLED[name]]))
      const fresh = await admin.get<{ version: number }>(`/opportunities/${id}`)
      if (to) {
        const move = {
          stage: to.stage,
          reason: oneOf(['客户改期', '价格']),
          ...(to.missing.length ? { fields } : {}),
        }
        await admin.ask('PUT', `/opportunities/${id}/stage`, { version: fresh.body.version, body: move })
      }
    }
    world.api.pass(below(300))
    if (step % 27 === 26) {
      world.api.pass(3 * 24 * 60)
      await tick()
      clients.clear()
      world.admin = await world.api.as(world.admin.personId)
    }
  }
}

/** What runs in the background: limits are kept, and what is over is told. */
async function tick(): Promise<void> {
  const { db, company } = world.api.application
  while ((await settle(db, company(), world.api.now())) > 0);
  while ((await fireDue(db, company(), world.api.now())) > 0);
}

async function visible(client: Client): Promise<Plain[]> {
  const known = seen.get(client)
  const ids =
    known ??
    new Set(
      (await wanted(client.get<{ items: { id: string }[] }>('/opportunities?limit=200'))).items.map(
        ({ id }) => id,
      ),
    )
  seen.set(client, ids)
  return rows.filter(({ id }) => ids.has(id))
}

const near = (found: number | null | undefined, wanted: number | null, told: string) =>
  wanted === null ? expect(found ?? null, told).toBeNull() : expect(found, told).toBeCloseTo(wanted, 5)

/** Money in minor units of the one currency there is, null of none; rounded to whole ones where it is a mean. */
function figure({ value, money }: Measured): number | null {
  if (!money) return value
  return money[0] ? Math.round(Number(money[0].amount) * 100) : null
}

const keysOf = (of: readonly Plain[], by: readonly string[]) =>
  Map.groupBy(of, ({ keys }) => JSON.stringify(by.map((name) => keys[name] ?? null)))
const BY: readonly (readonly string[])[] = [
  [],
  ['holder'],
  ['stage'],
  ['department'],
  ['source'],
  ['region'],
  ['opened-week'],
  ['closed-month'],
  ['manager', 'type'],
  ['stage', 'outcome'],
  ['function'],
]

test('something of everything happened', () => {
  const of = (what: (row: Plain) => unknown) => rows.filter(what).length
  expect(rows.length).toBeGreaterThanOrEqual(22)
  expect(
    [of(({ outcome }) => outcome === 'won'), of(({ outcome }) => outcome === 'lost')].every((n) => n > 0),
  ).toBe(true)
  expect(of(({ handOvers }) => handOvers.some(({ state }) => state === 'accepted'))).toBeGreaterThan(0)
  expect(of(({ handOvers }) => handOvers.some(({ state }) => state === 'declined'))).toBeGreaterThan(0)
  expect(of(({ clocks }) => clocks.some(({ breached }) => breached))).toBeGreaterThan(0)
  expect(of(({ followUps }) => followUps.length > 0)).toBeGreaterThan(0)
})

test('every measure is what a slow reading of plain rows says, for everybody who asks, told apart by anything', async () => {
  const measures = Object.keys(MEASURES) as MeasureKey[]
  const whole = measures.filter((key) =>
    (MEASURES[key].grains as readonly string[]).includes('opportunities'),
  )
  expect(
    whole.filter((key) => !OF_OPPORTUNITIES[key]),
    'measures without a slow reading',
  ).toEqual([])
  for (const who of ['admin', 'director', 'eastManager', 'shanghai', 'guangdong'] as const) {
    const client = who === 'admin' ? world.admin : await world.as(who)
    const own = await visible(client)
    expect(own.length > 0, who).toBe(true)
    for (const [i, by] of (who === 'admin' ? BY : BY.slice(0, 5)).entries())
      for (let from = 0; from < whole.length; from += 8) {
        const asked = whole.slice(from, from + 8)
        const filter = i % 2 === 1 && from === 0 ? { filter: 'number > 0' } : {}
        const found = await wanted(ask(client, { measures: asked, by, ...filter }))
        expect(found.uncounted).toBe(0)
        const groups = keysOf(own, by)
        const hidden = by[0] === 'holder' || by[0] === 'manager'
        if (!hidden || who === 'admin') expect(found.withheld).toBe(false)
        if (by.length > 0 && !found.withheld) expect(found.lines.length, `${who} ${by}`).toBe(groups.size)
        for (const { keys, values } of found.lines)
          for (const [k, key] of asked.entries()) {
            const of = groups.get(JSON.stringify(keys.map((one) => one.key))) ?? []
            near(
              figure(values[k] as Measured),
              rounded(key, OF_OPPORTUNITIES[key]?.(of, oracle) ?? null),
              `${who} ${key} by ${by} ${JSON.stringify(keys)}`,
            )
          }
        for (const [k, key] of asked.entries())
          near(
            figure(found.all.values[k] as Measured),
            rounded(key, OF_OPPORTUNITIES[key]?.(own, oracle) ?? null),
            `${who} ${key}`,
          )
      }
  }
}, 60_000)

function rounded(key: MeasureKey, value: number | null): number | null {
  return value !== null && MEASURES[key].unit === 'money' ? Math.round(value) : value
}

test('where it was and who held it at the time is told as the tiles tell it', async () => {
  for (const by of ['stage-then', 'holder-then'] as const)
    for (const asked of [
      Object.keys(OF_PARTS).slice(0, 7),
      Object.keys(OF_PARTS).slice(7),
    ] as MeasureKey[][]) {
      const found = await wanted(ask(world.admin, { measures: asked, by: [by] }))
      expect(found.lines.length).toBeGreaterThan(2)
      for (const { keys, values } of found.lines)
        for (const [k, key] of asked.entries())
          near(
            figure(values[k] as Measured),
            OF_PARTS[key]?.(rows, by, keys[0]?.key ?? '') ?? null,
            `${key} by ${by} ${keys[0]?.label}`,
          )
    }
})

test('where no condition can say which rows a figure is made of, they are listed, a page after the other', async () => {
  const { lines } = await wanted(ask(world.admin, { measures: ['lost', 'visits'], by: ['stage-then'] }))
  for (const { keys, values } of lines)
    for (const [i, measure] of ['lost', 'visits'].entries()) {
      const ids: string[] = []
      for (let after: string | null | undefined; after !== null; ) {
        const body = {
          measure,
          by: ['stage-then'],
          keys: [keys[0]?.key],
          limit: 3,
          ...(after ? { after } : {}),
        }
        const page = await wanted(world.admin.post<RowsFound>('/insights/rows', body))
        ids.push(...page.items.map(({ id }) => id))
        after = page.next
      }
      expect(new Set(ids).size, `${measure} ${keys[0]?.key}`).toBe(values[i]?.value)
      expect(ids.length).toBe(new Set(ids).size)
    }
  const bad = await world.admin.post('/insights/rows', { measure: 'lost', by: ['stage-then'] })
  expect(bad.code).toBe('insights.bad-keys')
  const own = await visible(await world.as('shanghai'))
  const theirs = await wanted(
    (await world.as('shanghai')).post<RowsFound>('/insights/rows', { measure: 'opportunities', limit: 200 }),
  )
  expect(theirs.items.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort())
})

test('a line lists its rows wherever a condition can say which', async () => {
  const manager = await world.as('eastManager')
  let lines = 0
  for (const client of [world.admin, manager])
    for (const by of BY.filter((one) => one.length > 0)) {
      const found = await wanted(
        ask(client, {
          measures: ['opportunities', 'won'],
          by,
          period: { from: '2026-11-23', to: '2026-12-20', of: 'opened' },
        }),
      )
      for (const { filter, values } of found.lines) {
        const count = async (condition: string) =>
          (
            await wanted(
              client.get<{ count: number }>(`/opportunities/count?filter=${encodeURIComponent(condition)}`),
            )
          ).count
        if (filter === null) continue
        expect(await count(filter), filter).toBe(values[0]?.value)
        expect(await count(`(${filter}) && ${MEASURES.won.rows}`), filter).toBe(values[1]?.value)
        lines++
      }
    }
  expect(lines).toBeGreaterThan(40)
})

test('people are shown their own figures and those of whom they lead, and are told that others are left out', async () => {
  const { people } = world
  const lead = await world.as('eastManager')
  const found = await wanted(ask(lead, { measures: ['opportunities', 'win-rate'], by: ['holder'] }))
  const allowed = [people.eastManager, people.shanghai, people.zhejiang]
  expect(found.lines.filter(({ keys }) => !allowed.includes(keys[0]?.key ?? ''))).toEqual([])
  const all = await wanted(ask(world.admin, { measures: ['opportunities'], by: ['holder'] }))
  expect(all.lines.map(({ keys }) => keys[0]?.key)).toContain(people.guangdong)
  // whoever helps with a colleague's opportunity sees it, and still not the colleague's figures
  const theirs = rows.find(({ keys, isOpen }) => isOpen && keys['holder'] === people.guangdong)
  await wanted(
    world.admin.put(`/opportunities/${theirs?.id}/participants/${people.shanghai}`, { letter: 'C' }),
  )
  const helper = await wanted(
    ask(await world.as('shanghai'), { measures: ['opportunities'], by: ['holder'] }),
  )
  expect(helper).toMatchObject({ withheld: true })
  expect(helper.lines.map(({ keys }) => keys[0]?.key)).not.toContain(people.guangdong)
})

test('what a question may not be is refused, and what reads a hidden field is not there', async () => {
  const code = async (body: object, client = world.admin) => (await ask(client, body)).code
  expect(await code({ measures: ['happiness'] })).toBe('insights.unknown-measure')
  expect(await code({ measures: ['won'], by: ['weather'] })).toBe('insights.unknown-dimension')
  expect(await code({ measures: ['open'], by: ['holder-then'] })).toBe('insights.not-by')
  expect(await code({ measures: ['open', 'dwell'] })).toBe('insights.not-together')
  expect(await code({ measures: ['won', 'won'] })).toBe('insights.twice')
  expect(await code({ measures: ['won'], compare: 'previous' })).toBe('insights.bad-period')
  expect(await code({ measures: ['won'], period: { from: '2026-12-01', to: '2026-11-01' } })).toBe(
    'insights.bad-period',
  )
  expect(await code({ measures: ['won'], filter: 'nothing ==' })).toBe('objects.bad-filter')
  const { items } = await wanted(
    world.admin.get<{
      items: { id: string; key: string; label: object; version: number; grants: Record<string, object> }[]
    }>('/roles'),
  )
  const role = items.find(({ key }) => key === 'sales')
  const grants = {
    ...role?.grants,
    opportunity: { ...role?.grants['opportunity'], fields: { amount: 'hidden', source: 'hidden' } },
  }
  await wanted(
    world.admin.ask('PATCH', `/roles/${role?.id}`, {
      version: role?.version ?? 0,
      body: { label: role?.label, grants },
    }),
  )
  const seller = await world.as('shanghai')
  const { measures, dimensions } = await wanted(
    seller.get<{ measures: { key: string }[]; dimensions: { key: string }[] }>('/insights/measures'),
  )
  expect([
    measures.map(({ key }) => key).includes('won-amount'),
    dimensions.map(({ key }) => key).includes('source'),
  ]).toEqual([false, false])
  expect(await code({ measures: ['won-amount'] }, seller)).toBe('insights.unknown-measure')
  expect(await code({ measures: ['won'], by: ['source'] }, seller)).toBe('insights.unknown-dimension')
})

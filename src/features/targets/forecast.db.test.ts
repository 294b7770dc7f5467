import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { Backtest, Call, Forecast, ForecastRow } from './contract/forecast.ts'
import { keepForecast } from './index.ts'

const DAY = 24 * 60
const QUARTER = 'period=quarter&startsOn=2026-10-01'
let world: World
let li: Client
let wang: Client
beforeAll(async () => {
  world = await openWorld()
  li = await world.as('shanghai')
  wang = await world.as('eastManager')
})
afterAll(() => world?.close())

type Key = keyof World['people']
const opened = (holder: Key, amount: string, expectedCloseOn: string | null, currency = 'CNY') =>
  world.opportunity(world.admin, {
    holder: world.people[holder],
    amount: { amount, currency },
    ...(expectedCloseOn ? { expectedCloseOn } : {}),
  })
const callOf = (client: Client, id: string) => wanted(client.get<Call>(`/opportunities/${id}/forecast`))
const say = (client: Client, id: string, category: string, version: number) =>
  client.ask<Call>('PUT', `/opportunities/${id}/forecast`, { body: { category }, version })
const override = (client: Client, id: string, body: object, version: number) =>
  client.ask<Call>('PUT', `/opportunities/${id}/forecast/override`, { body, version })
const forecastOf = (client: Client, asked = '') =>
  wanted(client.get<Forecast>(`/forecast?${QUARTER}${asked}`))
const rowsOf = async (client: Client, asked = '') =>
  wanted(client.get<{ items: ForecastRow[]; total: number }>(`/forecast/opportunities?${QUARTER}${asked}`))
const today = () => world.api.now().slice(0, 10)
const keep = () => {
  const { db, company } = world.api.application
  return keepForecast({ db, ...company(), now: world.api.now(), today: today() })
}

test('the holder says how sure it is, their manager says otherwise beside it, and both are shown', async () => {
  const id = await opened('shanghai', '100', '2026-12-15')
  expect(await callOf(li, id)).toEqual({
    version: 0,
    category: 'pipeline',
    said: null,
    over: null,
    may: { say: true, override: false },
  })
  expect((await say(wang, id, 'commit', 0)).code).toBe('targets.not-yours-to-say')
  await wanted(say(li, id, 'commit', 0))
  expect((await say(li, id, 'best', 0)).code).toBe('targets.said-since')
  expect((await override(li, id, { category: 'best' }, 1)).code).toBe('targets.not-yours-to-say')
  const both = await wanted(override(wang, id, { category: 'best', reason: '预算未批' }, 1))
  expect(both).toMatchObject({
    category: 'best',
    said: { category: 'commit', by: { name: '李强' } },
    over: { category: 'best', by: { name: '王芳' }, reason: '预算未批' },
  })
  expect((await wanted(override(wang, id, { category: null }, 2))).category).toBe('commit')
  expect((await (await world.as('guangdong')).get(`/opportunities/${id}/forecast`)).code).toBe(
    'opportunities.not-found',
  )
  const { items } = await wanted(li.get<{ items: { kind: string }[] }>(`/opportunities/${id}/events`))
  expect(items.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['forecast.said', 'forecast.overridden']),
  )
})

test('what is said is rolled up from people to departments, in each currency, over what the reader may see', async () => {
  await wanted(say(await world.as('zhejiang'), await opened('zhejiang', '30', '2026-10-02'), 'best', 0)) // late, still due
  await opened('zhejiang', '7', '2026-12-01', 'USD')
  await opened('shanghai', '1000', '2027-01-05')
  await opened('shanghai', '1000', null)
  await opened('guangdong', '500', '2026-12-31')
  const mine = await forecastOf(wang)
  const line = (name: string) => mine.lines.find((one) => one.name === name)
  expect(line('李强')?.commit).toEqual({ n: 1, amount: [{ amount: '100.00', currency: 'CNY' }] })
  expect(line('陈静')).toMatchObject({
    best: { n: 1, amount: [{ amount: '30.00', currency: 'CNY' }] },
    pipeline: { n: 1, amount: [{ amount: '7.00', currency: 'USD' }] },
  })
  expect(line('华东组')).toMatchObject({ commit: { n: 1 }, best: { n: 1 }, pipeline: { n: 1 } })
  expect(line('黄伟')).toBeUndefined()
  expect([mine.open, mine.undated]).toEqual([3, 1])
  const listed = await wanted(
    wang.get<{ items: unknown[] }>(`/opportunities?filter=${encodeURIComponent(mine.filter ?? '')}`),
  )
  expect(listed.items).toHaveLength(3)
  expect((await forecastOf(world.admin, `&department=${world.departments.south}`)).open).toBe(1)
  expect((await li.get(`/forecast?person=${world.people.zhejiang}`)).code).toBe('targets.unknown-subject')
  const rows = await rowsOf(wang, '&category=commit')
  expect([rows.total, rows.items[0]?.holder.name, rows.items[0]?.call.category]).toEqual([
    1,
    '李强',
    'commit',
  ])
  expect((await rowsOf(wang, '&which=all')).total).toBe(5)
  const past = await wanted(wang.get<Forecast>('/forecast?period=quarter&startsOn=2026-07-01'))
  expect(past.byHistory).toBeNull()
})

test('without history the plan’s chances count, and it says that it knows little', async () => {
  const { byHistory } = await forecastOf(wang)
  expect(byHistory).toMatchObject({ closed: 0, isLittle: true, isByPlan: true, open: 5, otherCurrencies: 1 })
  expect(byHistory?.count.expected).toBeGreaterThan(0)
  expect(byHistory?.points.at(-1)?.day).toBe('2026-12-31')
})

test('history says how likely each is, learnt once a day; every reader has the same chances over what they see', async () => {
  const { admin, people, api } = world
  const account = (
    await wanted(admin.post<{ id: string }>('/accounts', { name: '华东大学', holder: people.shanghai }))
  ).id
  for (let i = 0; i < 8; i++) {
    const facts = { source: 'website', requirement: '一台', expectedCloseOn: '2026-12-31', account }
    const id = await world.opportunity(admin, {
      holder: people.shenzhen,
      amount: { amount: '10', currency: 'CNY' },
      ...facts,
    })
    api.pass(DAY)
    const { version } = await wanted(admin.get<{ version: number }>(`/opportunities/${id}`))
    const body = i % 4 === 0 ? { stage: 'lost', reason: '价格' } : { stage: 'won' }
    await wanted(admin.ask('PUT', `/opportunities/${id}/stage`, { body, version }))
  }
  api.pass(12 * DAY)
  expect(await keep()).toBe(true)
  expect(await keep()).toBe(false)
  const { byHistory, before, lines } = await forecastOf(admin)
  expect(byHistory).toMatchObject({
    closed: 8,
    isLittle: true,
    isByPlan: false,
    won: { n: 6, amount: '60.00' },
  })
  expect(lines[0]?.won.n).toBe(6)
  const points = byHistory?.points ?? []
  expect(
    points.every(
      ({ low, expected, high }, i) =>
        low <= expected && expected <= high && expected >= (points[i - 1]?.expected ?? 0),
    ),
  ).toBe(true)
  expect(points.at(-1)?.expected).toBeCloseTo(60 + (byHistory?.amount.expected ?? 0))
  const chances = (rows: ForecastRow[]) =>
    new Map(rows.map(({ opportunity, chance }) => [opportunity.id, chance]))
  const [own, all] = [chances((await rowsOf(li)).items), chances((await rowsOf(admin)).items)]
  expect(own.size).toBeGreaterThan(0)
  for (const [id, chance] of own) expect(all.get(id)).toBe(chance)

  expect(before).toEqual([
    { takenOn: today(), won: '60.00', commit: '100.00', best: '30.00', pipeline: '500.00' },
  ])
  expect((await forecastOf(li)).before).toMatchObject([{ commit: '100.00', best: '0.00' }]) // of what others said, nothing
  api.pass(7 * DAY)
  await keep()
  expect((await forecastOf(admin)).before).toHaveLength(2)
})

test('what would have been said of the last periods stands beside what came, for who sees everything', async () => {
  const tested = await wanted(world.admin.get<Backtest>('/forecast/backtest?period=month'))
  expect(tested.periods).toHaveLength(6)
  expect(tested.isLittle).toBe(true)
  const november = tested.periods.find(({ startsOn }) => startsOn === '2026-11-01')
  expect(november?.fresh.won).toBeGreaterThan(0) // opened and won within: nobody could have counted them
  expect(november?.came.won).toBe(0)
  expect((await wanted(li.get<Backtest>('/forecast/backtest'))).periods).toEqual([])
})

test('what is closed is no forecast any more', async () => {
  const id = await opened('shanghai', '1', '2026-12-31')
  const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))
  await wanted(
    world.admin.ask('PUT', `/opportunities/${id}/stage`, {
      body: { stage: 'lost', reason: '价格' },
      version,
    }),
  )
  expect((await say(li, id, 'commit', 0)).code).toBe('targets.closed-already')
  expect((await callOf(li, id)).may).toEqual({ say: false, override: false })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { Split } from '../splits/contract.ts'
import type { Attainment, AttainmentLine, Ranked, TargetMeasure, Targets } from './contract.ts'

const QUARTER = '2026-10-01'
let world: World
let li: Client // sells in the east
let wang: Client // leads the east
let lin: Client // leads sales
let finance: Client
let account: string
beforeAll(async () => {
  world = await openWorld()
  li = await world.as('shanghai')
  wang = await world.as('eastManager')
  lin = await world.as('director')
  finance = await world.as('finance')
  const body = { name: '华东大学', holder: world.people.shanghai }
  account = (await wanted(world.admin.post<{ id: string }>('/accounts', body))).id
})
afterAll(() => world?.close())

type Key = keyof World['people']
const won = async (holder: Key, amount: string, currency = 'CNY', more: object = {}) => {
  const { admin, people } = world
  const facts = { source: 'website', requirement: '一台', expectedCloseOn: '2026-12-31', account }
  const id = await world.opportunity(admin, {
    holder: people[holder],
    amount: { amount, currency },
    ...facts,
    ...more,
  })
  const { version } = await wanted(admin.get<{ version: number }>(`/opportunities/${id}`))
  await wanted(admin.ask('PUT', `/opportunities/${id}/stage`, { body: { stage: 'won' }, version }))
  return id
}
const change = (subject: string, key: string, target: string | null, more: object = {}) => ({
  subject,
  key,
  period: 'quarter',
  startsOn: QUARTER,
  target,
  version: 0,
  ...more,
})
const set = (client: Client, changes: object[], of: object = {}) =>
  client.put<{ changed: number }>('/targets', { measure: 'won-amount', changes, ...of })
const attained = async (client: Client, asked = '') =>
  wanted(client.get<Attainment>(`/targets/attainment?period=quarter&startsOn=${QUARTER}${asked}`))
const lineOf = ({ lines }: { lines: AttainmentLine[] }, name: string) =>
  lines.find((line) => line.name === name)
const gridOf = async (client: Client, measure: TargetMeasure = 'won-amount') =>
  wanted(client.get<Targets>(`/targets?year=2026&measure=${measure}`))

test('whoever leads sets targets for those below, everybody sees their own and those they lead, nothing is overwritten unseen', async () => {
  const { people, departments } = world
  const months = ['2026-10-01', '2026-11-01', '2026-12-01'].map((startsOn, i) =>
    change('person', people.shanghai, ['100', '200', '300'][i] ?? '', {
      period: 'month',
      startsOn,
      stretch: '350',
    }),
  )
  expect((await set(li, months)).code).toBe('targets.not-yours')
  expect((await wanted(set(wang, months))).changed).toBe(3)
  expect((await set(wang, [change('department', departments.east, '900')])).facts).toEqual({ name: '华东组' })
  await wanted(
    set(lin, [change('department', departments.east, '900'), change('person', people.eastManager, '500')]),
  )
  expect((await set(lin, [change('company', '', '1')])).code).toBe('targets.not-yours')
  await wanted(set(world.admin, [change('company', '', '5000', { stretch: '6000', challenge: '7000' })]))

  expect((await gridOf(li)).lines.map(({ name, maySet }) => [name, maySet])).toEqual([['李强', false]])
  expect((await gridOf(wang)).lines.map(({ name, maySet }) => [name, maySet])).toEqual([
    ['华东组', false],
    ['陈静', true],
    ['李强', true],
    ['王芳', false],
  ])
  const ofFinance = (await gridOf(finance)).lines // who sees everything sees wholes, and of people themself
  expect(ofFinance.filter(({ subject }) => subject === 'person').map(({ name }) => name)).toEqual(['钱进'])
  expect(ofFinance.map(({ name }) => name)).toContain('华东组')
  expect((await set(wang, months.slice(0, 1))).facts).toMatchObject({ name: '李强', yours: 0, current: 1 })
  await wanted(set(wang, [{ ...months[0], target: '150', version: 1 }]))
  const again = (await gridOf(li)).lines[0]?.cells.find(({ startsOn }) => startsOn === QUARTER)
  expect(again).toEqual({
    period: 'month',
    startsOn: QUARTER,
    version: 2,
    target: '150.00',
    stretch: '350.00',
    challenge: null,
  })
})

test('what is no target is refused, and then nothing of what came with it is set', async () => {
  const { people } = world
  const good = change('person', people.zhejiang, '10')
  const refused = async (bad: object, of = {}) => (await set(world.admin, [good, bad], of)).code
  expect(await refused(change('person', people.shanghai, '1.234'))).toBe('targets.bad-value')
  expect(await refused(change('person', people.shanghai, '10', { stretch: '9' }))).toBe('targets.bad-value')
  expect(await refused(change('person', people.shanghai, '10', { startsOn: '2026-11-01' }))).toBe(
    'targets.bad-period',
  )
  expect(await refused(change('person', '01890000-0000-7000-8000-000000000000', '10'))).toBe(
    'targets.unknown-subject',
  )
  expect(await refused(change('series', '没有的系列', '10'))).toBe('targets.unknown-subject')
  expect(await refused(good, { measure: 'won-count', currency: 'CNY' })).toBe('targets.bad-currency')
  expect((await gridOf(world.admin)).lines.find(({ name }) => name === '陈静')?.cells).toEqual([])
})

test('what came is counted for whoever earns it; other currencies at the rate of their day, else apart', async () => {
  const { people, admin } = world
  await won('shanghai', '120.10')
  await won('zhejiang', '80')
  await won('guangdong', '1000')
  await won('shanghai', '10', 'USD')
  await won('shanghai', '7', 'EUR')
  expect((await li.put('/targets/rates', { items: [] })).status).toBe(403)
  const rates = [
    { currency: 'USD', validFrom: '2026-01-01', rate: '7.1234' },
    { currency: 'USD', validFrom: '2026-12-01', rate: '9' },
  ]
  await wanted(admin.put('/targets/rates', { items: rates }))
  const mine = lineOf(await attained(li), '李强')
  expect(mine).toMatchObject({
    levels: { target: '650.00', stretch: '1050.00' },
    parts: '650.00',
    actual: '191.33', // 120.10 and 71.23
    held: '191.33',
    n: 3,
    isConverted: true,
    apart: [{ amount: '7.00', currency: 'EUR' }],
  })
  expect(mine?.attainment).toBeCloseTo(191.33 / 650)
  const rows = await wanted(
    li.get<{ items: unknown[] }>(`/opportunities?filter=${encodeURIComponent(mine?.filter ?? '')}`),
  )
  expect(rows.items).toHaveLength(3)

  const deal = await won('zhejiang', '200')
  const parts = [
    { person: people.shanghai, percent: 60 },
    { person: people.zhejiang, percent: 40 },
  ]
  const chen = await world.as('zhejiang')
  const split = await wanted(chen.post<Split>(`/opportunities/${deal}/credit`, { parts }))
  const { id, version } = split
  await wanted(li.ask('PUT', `/splits/${id}/answer`, { body: { answer: 'agreed' }, version }))
  const after = await attained(wang)
  expect(lineOf(after, '李强')).toMatchObject({ actual: '311.33', held: '191.33', n: 4 })
  expect(lineOf(after, '陈静')).toMatchObject({
    actual: '160.00',
    held: '280.00',
    levels: null,
    attainment: null,
  })
  const east = lineOf(after, '华东组')
  expect(east).toMatchObject({
    levels: { target: '900.00' },
    below: '1150.00',
    actual: '471.33',
    held: '471.33',
  })
  const whole = (await attained(admin)).lines.find(({ subject }) => subject === 'company')
  expect(whole).toMatchObject({ levels: { challenge: '7000.00' }, actual: '1471.33' })
})

test('the pace is by the company’s working days, and what is missing is needed on those that are left', async () => {
  const { days, lines } = await attained(world.admin)
  expect(days.over + days.left).toBe(days.days + 1) // a Monday: today counts on both sides
  expect(days.days).toBeGreaterThan(55)
  const { pace, levels, actual } = lines.find(({ subject }) => subject === 'company') ?? {}
  expect(Number(pace?.expected)).toBeCloseTo((5000 * days.over) / days.days, 1)
  expect(Number(pace?.gap)).toBeCloseTo(Number(levels?.target) - Number(actual))
  expect(Number(pace?.perDay)).toBeCloseTo(Number(pace?.gap) / days.left, 1)
  const past = await wanted(
    world.admin.get<Attainment>('/targets/attainment?period=month&startsOn=2026-09-01&measure=won-count'),
  )
  expect(past.days).toMatchObject({ left: 0, over: past.days.days })
  expect((await world.admin.get('/targets/attainment?period=quarter&startsOn=2026-11-01')).code).toBe(
    'targets.bad-period',
  )
})

test('products and their series have targets of their own, and pieces are counted in pieces', async () => {
  const { admin } = world
  const make = async (name: string) =>
    (await wanted(admin.post<{ id: string }>('/products', { name, series: '光谱' }))).id
  const [one, two] = [await make('GX-1'), await make('GX-2')]
  await wanted(
    set(admin, [change('series', '光谱', '4'), change('product', one, '3')], { measure: 'won-count' }),
  )
  await won('shanghai', '1', 'CNY', { product: one })
  await won('guangdong', '1', 'CNY', { product: two })
  const { lines, currency } = await attained(admin, '&measure=won-count&by=products')
  expect(currency).toBeNull()
  expect(
    lines
      .filter(({ subject }) => subject !== 'company')
      .map(({ name, levels, below, actual }) => [name, levels?.target, below, actual]),
  ).toEqual([
    ['光谱', '4', '3', '2'],
    ['GX-1', '3', null, '1'],
    ['GX-2', undefined, null, '1'],
  ])
  expect((await wanted(li.get<Targets>('/targets?year=2026&by=products'))).lines).toEqual([])
})

test('each sees the ranks of those they lead and their own place; the company may turn that off', async () => {
  const ranked = async (client: Client, asked = '') =>
    wanted(client.get<Ranked>(`/rankings?period=quarter&startsOn=${QUARTER}${asked}`))
  const named = ({ lines }: Ranked) => lines.map(({ place, person, value }) => [place, person.name, value])
  expect(named(await ranked(wang))).toEqual([
    [1, '李强', '312.33'],
    [2, '陈静', '160.00'],
  ])
  const mine = await ranked(li)
  expect([named(mine), mine.own]).toEqual([[[1, '李强', '312.33']], { place: 1, of: 2 }])
  expect((await ranked(li, '&by=attainment')).lines[0]?.value).toMatch(/^0\.48/)
  expect(named(await ranked(world.admin, `&by=won-count&department=${world.departments.south}`))).toEqual([
    [1, '黄伟', '2'],
  ])
  expect((await wang.put('/rankings/setting', { rankings: 'off' })).status).toBe(403)
  await wanted(world.admin.put('/rankings/setting', { rankings: 'own' }))
  expect((await ranked(wang)).lines).toEqual([])
  expect((await ranked(li)).own).toEqual({ place: 1, of: 2 })
  await wanted(world.admin.put('/rankings/setting', { rankings: 'off' }))
  expect(await ranked(world.admin)).toMatchObject({ rankings: 'off', lines: [], own: null })
  await wanted(world.admin.put('/rankings/setting', { rankings: 'on' }))
})

test('amounts that are hidden from somebody are no target of theirs', async () => {
  const { admin, people } = world
  const role = await wanted(
    admin.post<{ id: string }>('/roles', {
      label: { zh: '盲', en: 'Blind' },
      grants: { opportunity: { rights: ['see'], scope: 'all', fields: { amount: 'hidden' } } },
    }),
  )
  await wanted(admin.put(`/people/${people.success}/roles`, { roles: [role.id] }))
  const blind = await world.as('success')
  for (const path of ['/targets?year=2026', '/targets/attainment', '/rankings'])
    expect((await blind.get(path)).code, path).toBe('objects.unknown-field')
  expect((await blind.get('/targets/attainment?measure=won-count')).status).toBe(200)
  expect((await blind.get('/credits?from=2026-01-01&to=2026-12-31')).text).not.toContain('120.10')
})

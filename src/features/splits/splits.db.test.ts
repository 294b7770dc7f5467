import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { Credit, Credits, Split } from './contract.ts'
import { apportioned, slicesOf, WHOLE } from './rules.ts'

let world: World
let li: Client
let chen: Client
let wang: Client
let account: string
beforeAll(async () => {
  world = await openWorld()
  li = await world.as('shanghai')
  chen = await world.as('zhejiang')
  wang = await world.as('eastManager')
  const body = { name: '华东大学', holder: world.people.shanghai }
  account = (await wanted(world.admin.post<{ id: string }>('/accounts', body))).id
})
afterAll(() => world?.close())

const DAY = 24 * 60
const db = () => world.api.application.db
const versionOf = async (id: string) =>
  (await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))).version
const pass = async (id: string, person: string) => {
  const body = { person, reason: '调整' }
  const version = await versionOf(id)
  await wanted(world.admin.ask('PUT', `/opportunities/${id}/holding`, { body, version }))
}
const end = async (id: string, stage: 'won' | 'lost') => {
  const body = { stage, ...(stage === 'lost' ? { reason: '价格' } : {}) }
  const version = await versionOf(id)
  await wanted(world.admin.ask('PUT', `/opportunities/${id}/stage`, { body, version }))
}
/** 李强 held it three days, then 陈静 one, who won it. */
const wonByTwo = async (amount: string | null = '1000.01') => {
  const id = await world.opportunity(world.admin, {
    holder: world.people.shanghai,
    source: 'website',
    requirement: '一台',
    expectedCloseOn: '2026-12-31',
    account,
    ...(amount ? { amount: { amount, currency: 'CNY' } } : {}),
  })
  world.api.pass(3 * DAY)
  await pass(id, world.people.zhejiang)
  world.api.pass(DAY)
  await end(id, 'won')
  return id
}
const creditOf = (id: string, client = world.admin) =>
  wanted(client.get<Credit>(`/opportunities/${id}/credit`))
const propose = (client: Client, id: string, body: object = {}) =>
  client.post<Split>(`/opportunities/${id}/credit`, body)
const answer = (client: Client, { id, version }: Split, body: object) =>
  client.ask<Split>('PUT', `/splits/${id}/answer`, { body, version })
const two = (first: number, second: number) => [
  { person: world.people.shanghai, percent: first },
  { person: world.people.zhejiang, percent: second },
]
const range = () => `from=2026-11-01&to=2027-12-31`
const creditsOf = async (client: Client, person: string) =>
  (await wanted(client.get<Credits>(`/credits?${range()}&person=${person}`))).rows
const percents = (split: { terms: Split['terms'] }) =>
  Object.fromEntries(split.terms.map(({ person, percent }) => [person.name, percent]))

test('a split is proposed by who held it, agreed by those who get parts, and in force from when it was won', async () => {
  const id = await wonByTwo()
  const before = await creditOf(id, chen)
  expect(before).toMatchObject({ parts: [], splits: [], isLocked: false, mayPropose: true })
  expect(before.proposal.map(({ person, percent, held }) => [person.name, percent, held[0]?.days])).toEqual([
    ['李强', 75, 3],
    ['陈静', 25, 1],
  ])
  expect(
    (await wanted(chen.get<{ items: { opportunity: { id: string } }[] }>('/splits/missing'))).items,
  ).toEqual([expect.objectContaining({ opportunity: expect.objectContaining({ id }), people: 2 })])
  const split = await wanted(propose(chen, id))
  expect(split).toMatchObject({ state: 'proposed', may: { answer: false, withdraw: true } })
  expect(percents(split)).toEqual({ 李强: 75, 陈静: 25 })
  expect((await propose(world.admin, id)).code).toBe('splits.open-already')
  expect((await answer(chen, split, { answer: 'agreed' })).code).toBe('splits.not-party')
  expect((await answer(li, { ...split, version: split.version - 1 }, { answer: 'agreed' })).code).toBe(
    'splits.stale',
  )
  const agreed = await wanted(answer(li, split, { answer: 'agreed' }))
  expect(agreed.state).toBe('agreed')
  const { parts, isLocked } = await creditOf(id)
  expect(parts.map(({ person, percent, until }) => [person.name, percent, until])).toEqual(
    expect.arrayContaining([
      ['李强', 75, null],
      ['陈静', 25, null],
    ]),
  )
  expect(isLocked).toBe(true)
  const rows = [
    ...(await creditsOf(li, world.people.shanghai)),
    ...(await creditsOf(chen, world.people.zhejiang)),
  ]
  const [less, more] = rows.map(({ amount }) => Number(amount?.amount)).sort((a, b) => a - b)
  expect([Math.floor(less ?? 0), Math.floor(more ?? 0), (less ?? 0) + (more ?? 0)]).toEqual([
    250, 750, 1000.01,
  ])
  const toldOf = async (client: Client) =>
    (await wanted(client.get<{ items: { kind: string }[] }>('/notices'))).items.map(({ kind }) => kind)
  expect(await toldOf(li)).toContain('splits.proposed')
  expect(await toldOf(chen)).toContain('splits.in-force')
})

test('a dispute goes to whoever is above both, who settles it on record; nobody else does', async () => {
  const id = await wonByTwo()
  const split = await wanted(propose(chen, id, { parts: two(33.33, 66.67) }))
  expect((await answer(li, split, { answer: 'disputed' })).status).toBe(400)
  const disputed = await wanted(answer(li, split, { answer: 'disputed', reason: '方案是我写的' }))
  expect(disputed).toMatchObject({ state: 'disputed', decider: { name: '王芳' }, may: { settle: false } })
  const ruling = { parts: two(50, 50), reason: '各一半' }
  const settle = (client: Client, body: object = ruling) =>
    client.ask<Split>('PUT', `/splits/${split.id}/ruling`, { body, version: disputed.version })
  expect((await settle(li)).code).toBe('splits.not-decider')
  expect((await settle(wang, { ...ruling, parts: two(50, 49) })).facts).toEqual({ sum: 99 })
  expect((await wanted(wang.get<{ items: Split[] }>('/splits?box=to-settle'))).items[0]).toMatchObject({
    id: split.id,
    may: { settle: true },
  })
  const settled = await wanted(settle(wang))
  expect(settled).toMatchObject({ state: 'settled', ruling: { by: { name: '王芳' }, reason: '各一半' } })
  expect((await settle(wang)).code).toBe('splits.ended-already')
  const kinds = (await wanted(world.admin.get<{ items: { kind: string }[] }>(`/opportunities/${id}/events`)))
    .items
  expect(kinds.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['credit.proposed', 'credit.disputed', 'credit.settled']),
  )
})

test('what was won and agreed is changed with a reason, by all who have a part; who has left keeps theirs', async () => {
  const id = await wonByTwo()
  await wanted(answer(li, await wanted(propose(chen, id)), { answer: 'agreed' }))
  const all = [{ person: world.people.zhejiang, percent: 100 }]
  expect((await propose(chen, id, { parts: all })).code).toBe('splits.reason-needed')
  const change = await wanted(propose(chen, id, { parts: all, reason: '李强让出' }))
  expect(percents(change)).toEqual({ 陈静: 100, 李强: 0 }) // who would lose it is asked
  expect((await creditOf(id)).parts).toHaveLength(2)
  expect((await li.delete(`/splits/${change.id}`, change.version)).code).toBe('splits.not-proposer')
  await wanted(chen.delete(`/splits/${change.id}`, change.version))

  await db()`update person set deactivated_at = ${world.api.now()} where id = ${world.people.shenzhen}`
  const leaver = await wonByTwo()
  const share = [
    { person: world.people.zhejiang, percent: 60 },
    { person: world.people.shenzhen, percent: 40 },
  ]
  expect((await propose(chen, leaver, { parts: share })).code).toBe('responsibility.person-inactive')
  await db()`update person set deactivated_at = null where id = ${world.people.shenzhen}`
  const wu = await world.as('shenzhen')
  await wanted(answer(wu, await wanted(propose(chen, leaver, { parts: share })), { answer: 'agreed' }))
  await db()`update person set deactivated_at = ${world.api.now()} where id = ${world.people.shenzhen}`
  const [kept] = await creditsOf(world.admin, world.people.shenzhen)
  expect(kept?.amount?.amount).toMatch(/^400\.0/)
  const taken = await wanted(propose(chen, leaver, { parts: all, reason: '吴霞已离职' }))
  expect(taken).toMatchObject({ state: 'disputed', decider: { name: '林岚' } })
})

test('a lost one earns nothing, a stranger proposes nothing, and one who is no party sees nothing of it', async () => {
  const id = await world.opportunity(world.admin, { holder: world.people.shanghai })
  const huang = await world.as('guangdong')
  expect((await propose(huang, id)).code).toBe('opportunities.not-found')
  const split = await wanted(propose(li, id, { parts: two(50, 50) }))
  expect(
    (await huang.ask('PUT', `/splits/${split.id}/answer`, { body: { answer: 'agreed' }, version: 1 })).code,
  ).toBe('splits.not-found')
  expect((await wanted(huang.get<{ items: Split[] }>('/splits?box=all'))).items).toEqual([])
  expect((await chen.get(`/opportunities/${id}/credit`)).code).toBe('opportunities.not-found')
  const seen = await wanted(chen.get<{ items: Split[] }>('/splits?state=open&limit=1')) // she is asked: she knows what about
  expect(seen.items[0]).toMatchObject({ id: split.id, opportunity: { id }, may: { answer: true } })
  await wanted(li.delete(`/splits/${split.id}`, split.version))
  await end(id, 'lost')
  expect((await propose(li, id)).code).toBe('splits.nothing-to-split')
  expect(await creditsOf(huang, world.people.shanghai)).toEqual([])
})

test('the stages of the plan are weighed by an administrator', async () => {
  const { weights } = await wanted(world.admin.get<{ weights: { stage: string }[] }>('/splits/weights'))
  const stage = weights[0]?.stage ?? ''
  expect((await li.put('/splits/weights', { weights: [{ stage, weight: 2 }] })).status).toBe(403)
  const strange = { weights: [{ stage: 'elsewhere', weight: 2 }] }
  expect((await world.admin.put('/splits/weights', strange)).code).toBe('splits.unknown-stage')
  await wanted(world.admin.put('/splits/weights', { weights: [{ stage, weight: 0 }] }))
  const id = await wonByTwo()
  expect((await creditOf(id)).proposal).toEqual([])
  expect((await propose(chen, id)).code).toBe('splits.not-whole')
})

test('whatever is written in whatever order, the database commits nothing that is not 100 % at every instant', async () => {
  const id = await world.opportunity(world.admin, { holder: world.people.shanghai })
  const people = Object.values(world.people).slice(0, 5)
  const split = await wanted(propose(li, id, { parts: two(50, 50) }))
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  const at = (day: number) => new Date(Date.parse('2026-12-01T00:00:00Z') + day * 86_400_000).toISOString()
  let refused = 0
  for (let i = 0; i < 40; i++) {
    const when = at(next(20))
    const some = people.filter(() => next(2) === 0)
    const shares = apportioned(
      some.map(() => 1 + next(9)),
      WHOLE,
    )
    const isWrong = next(3) === 0
    const slices = slicesOf(some.map((personId, k) => ({ personId, share: shares[k] ?? 0 })))
    const given = isWrong ? slices.slice(1) : slices // what is cut off is missing
    const writing = db().begin(async (tx) => {
      await tx`delete from credit_part where opportunity_id = ${id} and lower(during) >= ${when}`
      await tx`update credit_part set during = tstzrange(lower(during), ${when}) where opportunity_id = ${id} and during @> ${when}::timestamptz`
      for (const { personId, start, end } of given)
        await tx`insert into credit_part (opportunity_id, person_id, slice, during, split_id)
          values (${id}, ${personId}, int4range(${start}, ${end}), tstzrange(${when}, null), ${split.id})`
    })
    await writing.catch((thrown: { constraint_name?: string }) => {
      expect(thrown.constraint_name).toBe('credit_is_whole')
      refused += 1
    })
    const sums = await db()<{ sum: number }[]>`
      select (select sum(upper(slice) - lower(slice))::int from credit_part p where p.opportunity_id = ${id} and p.during @> e.at) as sum
      from (select distinct lower(during) as at from credit_part where opportunity_id = ${id}
        union select upper(during) from credit_part where opportunity_id = ${id} and not upper_inf(during)) e`
    expect(sums.every(({ sum }) => sum === WHOLE)).toBe(true)
  }
  expect(refused).toBeGreaterThan(5)
  await expect(
    db()`insert into credit_part (opportunity_id, person_id, slice, during, split_id)
      values (${id}, ${world.people.finance}, '[0,1)', tstzrange(${at(40)}, null), ${split.id})`,
  ).rejects.toThrow(/conflicting key|exclusion/)
})

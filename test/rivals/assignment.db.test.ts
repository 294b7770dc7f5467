import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PlanVersion } from '../../src/features/plan/contract.ts'
import { documentOf } from '../../src/features/plan/index.ts'
import type { Client } from '../api.ts'
import { openWorld, type World, wanted } from '../world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

type Seen = {
  version: number
  holder: { id: string }
  stage: { id: string }
  outcome: string | null
}
const seen = (id: string) => wanted(world.admin.get<Seen>(`/opportunities/${id}`))
const holderOf = async (id: string) => (await seen(id)).holder.id
const act = async (id: string, verb: 'stage' | 'holding', body: object, client: Client = world.admin) =>
  client.ask('PUT', `/opportunities/${id}/${verb}`, { body, version: (await seen(id)).version })
const routed = async (n: number, input: object = {}) => {
  const ids: string[] = []
  for (let i = 0; i < n; i++) ids.push(await world.opportunity(world.admin, { ...input }))
  return ids
}

// What others are known to get wrong in giving work to people. Each test fails where Baton had the same defect.
describe('known defects of assignment elsewhere', () => {
  test('round robin keeps its place over processes, at the same time too: everybody is served twice before anybody thrice', async () => {
    const other = await world.api.secondProcess()
    const clients = [world.admin, await other.as(world.admin.personId)]
    const first = await world.opportunity(world.admin)
    type Decisions = { items: { rule: { strategy: string } | null; candidates: { eligible: boolean }[] }[] }
    const { items } = await wanted(world.admin.get<Decisions>(`/opportunities/${first}/decisions`))
    expect(items[0]?.rule?.strategy).toBe('weighted-round-robin')
    const eligible = items[0]?.candidates.filter((one) => one.eligible).length ?? 0
    expect(eligible).toBeGreaterThan(3)
    const rest = await Promise.all(
      Array.from({ length: 2 * eligible - 1 }, (_, i) => world.opportunity(clients[i % 2] ?? world.admin)),
    )
    const counts = new Map<string, number>()
    for (const id of [first, ...rest]) {
      const holder = await holderOf(id)
      counts.set(holder, (counts.get(holder) ?? 0) + 1)
    }
    expect([...counts.values()]).toEqual(Array.from({ length: eligible }, () => 2))
  })

  test('shares of money are kept over processes, at the same time too: nobody is further from theirs than the largest one', async () => {
    const { people, admin } = world
    const sellers = [people.shanghai, people.zhejiang, people.shenzhen]
    const plan = await wanted(admin.get<PlanVersion>('/plan'))
    const rule = {
      label: { zh: '按金额', en: 'By money' },
      condition: 'source == "partner"',
      candidates: { people: sellers },
      strategy: 'value-fair',
      openCap: null,
      dayCap: null,
    }
    const document = documentOf(plan)
    const body = { ...document, basedOn: plan.id, rules: [rule, ...document.rules] }
    await wanted(admin.post('/plan/versions', body))
    const others = [await world.api.secondProcess(), await world.api.secondProcess()]
    const clients = [admin, ...(await Promise.all(others.map((one) => one.as(admin.personId))))]
    const amounts = Array.from({ length: 36 }, (_, i) => 1000 * (1 + ((i * 7) % 19)))
    const ids = await Promise.all(
      amounts.map((amount, i) =>
        world.opportunity(clients[i % clients.length] ?? admin, {
          source: 'partner',
          amount: { amount: String(amount), currency: 'CNY' },
        }),
      ),
    )
    const got = new Map<string, number>()
    for (const [i, id] of ids.entries()) {
      const holder = await holderOf(id)
      got.set(holder, (got.get(holder) ?? 0) + (amounts[i] ?? 0))
    }
    const share = amounts.reduce((sum, one) => sum + one, 0) / sellers.length
    expect([...got.keys()].sort()).toEqual([...sellers].sort())
    for (const sum of got.values()) expect(Math.abs(sum - share)).toBeLessThanOrEqual(Math.max(...amounts))
    await wanted(
      admin.post('/plan/versions', {
        ...document,
        basedOn: (await wanted(admin.get<PlanVersion>('/plan'))).id,
      }),
    )
  })

  test('somebody who left receives nothing, by a rule or by hand, and leaves nothing behind', async () => {
    const { people, admin } = world
    const leaver = people.guangdong
    const held = await world.opportunity(admin, { holder: leaver })
    expect((await admin.put(`/organisation/people/${leaver}/deactivation`)).code).toBe(
      'organisation.still-holds',
    )
    const { items } = await wanted(
      admin.get<{ items: { id: string }[] }>('/opportunities?limit=200&sort=-createdAt'),
    )
    for (const { id } of items)
      if ((await holderOf(id)) === leaver)
        await wanted(act(id, 'holding', { person: people.shenzhen, reason: '离职' }))
    await wanted(admin.put(`/organisation/people/${leaver}/deactivation`))
    for (const id of await routed(12, { region: '440000' })) expect(await holderOf(id)).not.toBe(leaver)
    expect((await act(held, 'holding', { person: leaver, reason: '试' })).code).toBe(
      'responsibility.person-inactive',
    )
    expect(
      (await admin.post('/opportunities', { title: '试', holder: leaver })).status,
    ).toBeGreaterThanOrEqual(400)
  })

  test('a second lead of the same company and telephone is held from its first instant too', async () => {
    const same = { companyName: '同一公司', contactPhone: '13900001111' }
    for (const id of await routed(2, same)) {
      const { items } = await wanted(
        world.admin.get<{ items: { until: string | null }[] }>(`/opportunities/${id}/holdings`),
      )
      expect(items.map(({ until }) => until)).toEqual([null])
    }
  })

  test('removing a helper, even one who held it, leaves the holder', async () => {
    const { admin, people } = world
    const id = await world.opportunity(admin, { holder: people.shanghai })
    await wanted(admin.put(`/opportunities/${id}/participants/${people.support}`, { letter: 'R' }))
    await wanted(admin.delete(`/opportunities/${id}/participants/${people.support}`))
    await wanted(act(id, 'holding', { person: people.zhejiang, reason: '区域' }))
    await admin.delete(`/opportunities/${id}/participants/${people.shanghai}`)
    expect(await holderOf(id)).toBe(people.zhejiang)
  })

  test('a transfer keeps the stage and the tasks', async () => {
    const { people } = world
    const id = await world.opportunity(world.admin, { holder: people.shanghai, source: 'website' })
    await wanted(act(id, 'stage', { stage: 'screened' }))
    await wanted(
      world.admin.post('/tasks', {
        title: '寄样册',
        opportunity: id,
        holder: people.shanghai,
        dueOn: '2027-01-08',
      }),
    )
    const { stage } = await seen(id)
    expect(stage.id).toMatch(/^[0-9a-f-]{36}$/)
    await wanted(act(id, 'holding', { person: people.zhejiang, reason: '区域' }))
    expect((await seen(id)).stage.id).toBe(stage.id)
    const tasks = await wanted(world.admin.get<{ items: { title: string }[] }>('/tasks?limit=100'))
    expect(tasks.items.map(({ title }) => title)).toContain('寄样册')
  })

  test('one that was won is handed to whoever delivers it, and stays won', async () => {
    const { people } = world
    const account = await wanted(world.admin.post<{ id: string }>('/accounts', { name: '华南大学' }))
    const id = await world.opportunity(world.admin, {
      holder: people.shanghai,
      source: 'website',
      requirement: '质谱',
      account: account.id,
      amount: { amount: 90000000, currency: 'CNY' },
      expectedCloseOn: '2026-12-31',
    })
    await wanted(act(id, 'stage', { stage: 'won', reason: '价格合适' }))
    await wanted(act(id, 'stage', { stage: 'delivery' }))
    await wanted(act(id, 'holding', { person: people.success, reason: '交付' }))
    expect(await seen(id)).toMatchObject({ holder: { id: people.success }, outcome: 'won' })
  })

  test('of many who take the same one at the same time exactly one gets it', async () => {
    const { people, admin } = world
    const id = await world.opportunity(admin, { holder: people.marketing })
    const { version } = await seen(id)
    const takers = [people.shanghai, people.zhejiang, people.shenzhen, people.support, people.success]
    const answers = await Promise.all(
      takers.map((person) =>
        admin.ask('PUT', `/opportunities/${id}/holding`, { body: { person, reason: '我来' }, version }),
      ),
    )
    const won = answers.flatMap(({ status }, i) => (status === 200 ? [takers[i]] : []))
    expect(won).toEqual([await holderOf(id)])
    const { items } = await wanted(
      admin.get<{ items: { until: string | null }[] }>(`/opportunities/${id}/holdings`),
    )
    expect(items).toHaveLength(2)
  })

  test('a lead of a month ago is routed like one of today', async () => {
    const id = await world.opportunity(world.admin, { holder: world.people.finance })
    world.api.pass(31 * 24 * 60)
    const later = await world.api.as(world.admin.personId) // the session of a month ago has ended
    const { holder } = await wanted(
      later.post<{ holder: { id: string } }>(`/opportunities/${id}/routing`, { reason: '重新分派' }),
    )
    expect(holder.id).not.toBe(world.people.finance)
  })
})

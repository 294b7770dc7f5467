import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { PlanVersion, Pool } from '../plan/contract.ts'
import { checkLedger } from '../responsibility/index.ts'
import type { Application, Lying, PoolInView } from './contract.ts'
import { sweepKeepers } from './index.ts'

let world: World
let admin: Client
let shanghai: Client
let zhejiang: Client
let guangdong: Client
let shenzhen: Client
let manager: Client
let marketing: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
  shanghai = await world.as('shanghai')
  zhejiang = await world.as('zhejiang')
  guangdong = await world.as('guangdong')
  shenzhen = await world.as('shenzhen')
  manager = await world.as('eastManager')
  marketing = await world.as('marketing')
  await publish({ keeper: world.people.southManager })
})
afterAll(async () => {
  expect((await checkLedger(world.api.application.db)).problems).toEqual([])
  await world.close()
})

/** Publishes the plan in force with its pool changed. */
async function publish(change: Partial<Pool>) {
  const plan = await wanted(admin.get<PlanVersion>('/plan'))
  const { id: basedOn, keeper, stages, rules, processes, pools } = plan
  await wanted(
    admin.post('/plan/versions', {
      basedOn,
      keeper: keeper.id,
      stages: stages.map(({ id: _, position: __, accountable: ___, ...stage }) => stage),
      rules: rules.map(({ id: _, position: __, ...rule }) => rule),
      processes,
      pools: pools.map((pool) => ({ ...pool, ...change })),
    }),
  )
}
const DAY = 24 * 60
const held = (holder: string, input: object = {}) => world.opportunity(admin, { holder, ...input })
const opportunity = async (id: string) =>
  wanted(admin.get<{ version: number; holder: { id: string } }>(`/opportunities/${id}`))
const release = async (client: Client, id: string, body: object = { reason: '客户暂无预算' }) =>
  client.ask<{ version: number; claimableFrom: string }>('POST', `/opportunities/${id}/releases`, {
    version: (await opportunity(id)).version,
    body,
  })
/** Something in the pool that 李强 held before. */
const pooled = async (input: object = {}) => {
  const id = await held(world.people.shanghai, input)
  await wanted(release(shanghai, id))
  return id
}
const claim = (client: Client, id: string) =>
  client.post<{ holder: { id: string } }>(`/opportunities/${id}/claims`)
const rows = async (client: Client, query = '') =>
  (await wanted(client.get<{ items: Lying[] }>(`/pools/public/opportunities?limit=200${query}`))).items
const poolOf = async (client: Client) =>
  (await wanted(client.get<{ items: PoolInView[] }>('/pools'))).items.find(({ key }) => key === 'public')
const stayOf = async (id: string) => {
  const found = await world.api.application.db<object[]>`
    select s.because, s.reason, s.ended_because as ended, t.name as taken, k.name as keeper from pool_stay s join person k on k.id = s.keeper_id
    left join person t on t.id = s.taken_by where s.opportunity_id = ${id} order by s.since desc, s.id desc limit 1`
  return found[0]
}

describe('what lies in a pool', () => {
  test('is given back by its holder with a reason; from then its keeper holds it', async () => {
    const id = await held(world.people.shanghai)
    expect((await release(zhejiang, id)).code).toBe('opportunities.not-found')
    expect((await release(manager, id)).code).toBe('pools.not-holder')
    expect((await release(shanghai, id, { reason: '暂无预算', pool: 'nowhere' })).code).toBe(
      'pools.no-such-pool',
    )
    expect((await release(shanghai, id)).body).toMatchObject({ claimableFrom: '2026-11-30' })
    expect((await opportunity(id)).holder.id).toBe(world.people.southManager)
    expect(await stayOf(id)).toMatchObject({ because: 'released', keeper: '赵磊', ended: null })
    expect((await release(await world.as('southManager'), id)).code).toBe('pools.lies-there')
    const { items } = await wanted(
      admin.get<{ items: { because: string; reason: string }[] }>(`/opportunities/${id}/holdings`),
    )
    expect(items.at(-1)).toMatchObject({ because: 'released', reason: '客户暂无预算' })
  })

  test('shows its members what the pool shows, and nothing through any other door', async () => {
    const id = await pooled({
      title: '质谱仪采购',
      contactName: '马骏',
      contactPhone: '13800138000',
      requirement: '两台',
    })
    const found = (await rows(zhejiang)).find((one) => one.id === id)
    expect(found).toMatchObject({
      because: 'released',
      reason: '客户暂无预算',
      previousHolder: { name: '李强' },
      record: { title: '质谱仪采购', companyName: '华东大学' },
      opens: false,
      blocked: null,
    })
    expect(JSON.stringify(found)).not.toMatch(/13800138000|马骏|两台/)
    for (const path of ['', '/holdings', '/events', '/pool', '/hand-overs', '/participants'])
      expect((await zhejiang.get(`/opportunities/${id}${path}`)).status, path).toBe(404)
    const listed = await wanted(zhejiang.get<{ items: { id: string }[] }>('/opportunities?limit=200'))
    expect(listed.items.map((one) => one.id)).not.toContain(id)
    const by = (filter: string) =>
      zhejiang.get(`/pools/public/opportunities?filter=${encodeURIComponent(filter)}`)
    expect((await by('contactPhone.startsWith("138")')).code).toBe('objects.bad-filter')
    expect((await by('account.industry == "x"')).code).toBe('objects.bad-filter')
    expect((await by('title == "质谱仪采购"')).body).toMatchObject({ items: [{ id }] })
    expect(await rows(zhejiang, '&search=13800138000')).toEqual([])
    expect((await rows(zhejiang, '&search=质谱仪采')).map((one) => one.id)).toEqual([id])
    expect((await marketing.get('/pools/public/opportunities')).code).toBe('pools.no-such-pool')
    expect(await poolOf(marketing)).toBeUndefined()
    expect(
      JSON.stringify((await rows(await world.as('southManager'))).find((one) => one.id === id)),
    ).toContain('13800138000')
  })

  test('comes page by page, each row once', async () => {
    for (let i = 0; i < 3; i++) await pooled()
    for (const sort of ['newest', 'oldest', 'largest']) {
      const all = (await rows(zhejiang, `&sort=${sort}`)).map(({ id }) => id)
      const paged: string[] = []
      for (let cursor = ''; ; ) {
        const page = await wanted(
          zhejiang.get<{ items: Lying[]; next?: string }>(
            `/pools/public/opportunities?limit=2&sort=${sort}${cursor}`,
          ),
        )
        paged.push(...page.items.map(({ id }) => id))
        if (!page.next) break
        cursor = `&cursor=${page.next}`
      }
      expect(paged).toEqual(all)
    }
    expect((await zhejiang.get('/pools/public/opportunities?cursor=xx')).code).toBe('objects.bad-cursor')
  })

  test('is won by exactly one; the other is told by whom, who had it before from which day', async () => {
    const id = await pooled()
    expect(await claim(shanghai, id)).toMatchObject({
      code: 'pools.cooling-down',
      facts: { person: '李强', from: '2026-11-30' },
    })
    expect((await claim(marketing, id)).code).toBe('pools.not-there')
    expect((await claim(zhejiang, id)).body).toMatchObject({
      holder: { id: world.people.zhejiang },
      pool: 'public',
    })
    expect(await claim(guangdong, id)).toMatchObject({
      status: 409,
      code: 'pools.claimed-already',
      facts: { by: '陈静' },
    })
    expect((await claim(marketing, id)).code).toBe('pools.not-there')
    expect(await stayOf(id)).toMatchObject({ ended: 'claimed', taken: '陈静' })
    world.api.pass(7 * DAY)
    await wanted(release(zhejiang, id))
    expect((await claim(guangdong, await held(world.people.shenzhen))).code).toBe('pools.not-there')
    expect((await claim(shanghai, id)).status).toBe(201)
  })

  test('is claimed in bulk as far as a day allows; a preview says the same and writes nothing', async () => {
    const ids: string[] = []
    for (let i = 0; i < 12; i++) ids.push(await pooled())
    const many = (preview: boolean) =>
      wanted(
        shenzhen.post<{ claimed: { id: string }[]; refused: { code: string }[] }>('/pools/public/claims', {
          ids,
          preview,
        }),
      )
    const told = await many(true)
    expect((await poolOf(shenzhen))?.allowance).toMatchObject({ claimsPerDay: 10, claimedToday: 0, left: 10 })
    const done = await many(false)
    expect(done).toMatchObject({ claimed: told.claimed, refused: told.refused })
    expect(done.claimed.map(({ id }) => id)).toEqual(ids.slice(0, 10))
    expect(done.refused.map(({ code }) => code)).toEqual(['pools.day-limit', 'pools.day-limit'])
    expect((await poolOf(shenzhen))?.allowance.left).toBe(0)
    world.api.pass(DAY)
    expect((await claim(shenzhen, ids[10] ?? '')).status).toBe(201)
  })

  test('is not claimed beyond what one may hold, as one of one’s function; what is won does not count', async () => {
    const [a, b] = [await pooled(), await pooled()]
    const holding = (await poolOf(guangdong))?.allowance.holding ?? 0
    await publish({ limits: [{ function: 'sales', claimsPerDay: null, holdMost: holding + 1 }] })
    const won = await held(world.people.guangdong, { stage: 'negotiation' })
    expect(await claim(guangdong, a)).toMatchObject({
      code: 'pools.hold-limit',
      facts: { most: holding + 1 },
    })
    await wanted(
      admin.ask('PUT', `/opportunities/${won}/stage`, {
        version: (await opportunity(won)).version,
        body: {
          stage: 'won',
          reason: '价格合适',
          fields: { amount: { amount: '100', currency: 'CNY' }, expectedCloseOn: '2026-12-20' },
        },
      }),
    )
    expect((await claim(guangdong, a)).status).toBe(201)
    expect((await claim(guangdong, b)).code).toBe('pools.hold-limit')
    await publish({ limits: [] })
  })

  test('is not claimed by who is away', async () => {
    const id = await pooled()
    const until = new Date(Date.parse(world.api.now()) + 3 * 86_400_000).toISOString()
    const absence = {
      person: world.people.zhejiang,
      deputy: world.people.guangdong,
      from: world.api.now(),
      until,
      kind: 'leave',
    }
    await wanted(admin.post('/absences', absence))
    expect((await claim(zhejiang, id)).code).toBe('pools.away')
    world.api.pass(4 * DAY)
    expect((await claim(zhejiang, id)).status).toBe(201)
  })
})

describe('the keeper', () => {
  test('assigns to a member, takes back with a reason, and nobody else does', async () => {
    const keeper = await world.as('southManager')
    const id = await pooled()
    const assign = (client: Client, person: string) =>
      client.post<{ assigned: { id: string }[]; refused: { code: string }[] }>('/pools/public/assignments', {
        ids: [id],
        person,
      })
    expect((await assign(zhejiang, world.people.guangdong)).code).toBe('pools.no-such-pool')
    expect((await assign(manager, world.people.zhejiang)).body.refused).toMatchObject([
      { code: 'pools.not-there' },
    ])
    expect((await assign(keeper, world.people.marketing)).code).toBe('pools.not-member')
    expect((await assign(keeper, world.people.shanghai)).body.assigned).toMatchObject([{ id }])
    expect(await stayOf(id)).toMatchObject({ ended: 'assigned', taken: '李强' })
    const back = (client: Client) =>
      client.post<{ taken: { id: string }[]; refused: { code: string }[] }>('/opportunities/taking-back', {
        ids: [id],
        reason: '两周未联系',
      })
    expect((await back(guangdong)).body.refused).toMatchObject([
      { code: 'opportunities.not-found', number: null },
    ])
    expect((await back(shanghai)).body.refused).toMatchObject([{ code: 'objects.not-allowed' }])
    expect((await back(keeper)).body.taken).toMatchObject([{ id, pool: 'public' }])
    expect((await back(keeper)).body.refused).toMatchObject([{ code: 'pools.lies-there' }])
    expect(await claim(shanghai, id)).toMatchObject({ code: 'pools.cooling-down' })
    const told = await world.api.application
      .db`select kind from notice where person_id = ${world.people.shanghai} order by at, id`
    expect(told.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['pools.assigned', 'pools.taken-back']),
    )
  })

  test('agrees to applications where the pool asks for it; the rest fall', async () => {
    const keeper = await world.as('southManager')
    const [id, other] = [await pooled(), await pooled()]
    const apply = (client: Client, of = id) =>
      client.post<Application>(`/opportunities/${of}/applications`, { note: '老客户' })
    expect((await apply(zhejiang)).code).toBe('pools.claims-freely')
    await publish({ claiming: 'on-application' })
    expect(await claim(zhejiang, id)).toMatchObject({
      code: 'pools.on-application',
      facts: { keeper: '赵磊' },
    })
    expect((await apply(shanghai)).code).toBe('pools.cooling-down')
    const mine = await wanted(apply(zhejiang))
    expect((await apply(zhejiang)).code).toBe('pools.applied-already')
    await wanted(apply(guangdong))
    const declined = await wanted(apply(zhejiang, other))
    const waiting = await wanted(keeper.get<{ items: Application[] }>('/pool-applications'))
    expect(waiting.items.map(({ person }) => person.name)).toEqual(['陈静', '黄伟', '陈静'])
    expect((await poolOf(keeper))?.applications).toBe(3)
    const answer = (client: Client, of: Application, body: object) =>
      client.ask<Application>('PUT', `/pool-applications/${of.id}/answer`, { version: of.version, body })
    expect((await answer(shenzhen, mine, { answer: 'approve' })).code).toBe('pools.no-application')
    expect((await answer(zhejiang, mine, { answer: 'approve' })).code).toBe('pools.not-keeper')
    expect((await answer(keeper, declined, { answer: 'decline', reason: '留给华南' })).body.state).toBe(
      'declined',
    )
    expect((await answer(keeper, mine, { answer: 'approve' })).body).toMatchObject({ state: 'approved' })
    expect((await answer(keeper, mine, { answer: 'approve' })).code).toBe('pools.answered-already')
    expect((await opportunity(id)).holder.id).toBe(world.people.zhejiang)
    const his = await wanted(guangdong.get<{ items: Application[] }>('/pool-applications?box=mine'))
    expect(his.items[0]).toMatchObject({ state: 'fallen' })
    await publish({ claiming: 'free' })
  })

  test('is another one when the plan says so, or leaves; what lies there goes along and goes on lying there', async () => {
    const id = await pooled()
    await publish({ keeper: world.people.director })
    expect(await sweepKeepers(world.api.application.db, world.api.now())).toBeGreaterThan(0)
    expect(await stayOf(id)).toMatchObject({ keeper: '林岚', ended: null })
    expect((await opportunity(id)).holder.id).toBe(world.people.director)
    expect(await sweepKeepers(world.api.application.db, world.api.now())).toBe(0)
    const leaver = (
      await wanted(
        admin.post<{ id: string }>('/organisation/people', {
          name: '周宁',
          email: 'zhou.ning@chenguang.example',
          roles: [],
        }),
      )
    ).id
    await publish({ keeper: leaver })
    await sweepKeepers(world.api.application.db, world.api.now())
    const plan = {
      name: '离职',
      kind: 'leaver',
      leavers: [leaver],
      successors: { [leaver]: world.people.southManager },
    }
    const { id: leaving, version } = await wanted(
      admin.post<{ id: string; version: number }>('/transitions', plan),
    )
    await wanted(admin.ask('POST', `/transitions/${leaving}/commit`, { version, body: {} }))
    expect(await stayOf(id)).toMatchObject({ keeper: '赵磊', ended: null })
    expect((await claim(zhejiang, id)).code).toBeUndefined()
  })
})

test('the database itself ends a stay when somebody else holds it or its life ends, and lets nobody else hold what lies there', async () => {
  const { db, owner } = world.api.application
  const [passed, deleted, lost] = [await pooled(), await pooled(), await pooled()]
  await wanted(
    admin.ask('PUT', `/opportunities/${passed}/holding`, {
      version: (await opportunity(passed)).version,
      body: { person: world.people.zhejiang, reason: '直接转交' },
    }),
  )
  await wanted(admin.post('/bin', { object: 'opportunity', items: [{ id: deleted }], reason: '重复' }))
  await wanted(
    admin.ask('PUT', `/opportunities/${lost}/stage`, {
      version: (await opportunity(lost)).version,
      body: { stage: 'lost', reason: '价格', fields: {} },
    }),
  )
  expect(await stayOf(passed)).toMatchObject({ ended: 'passed', taken: '陈静' })
  expect(await stayOf(deleted)).toMatchObject({ ended: 'deleted', taken: null })
  expect(await stayOf(lost)).toMatchObject({ ended: 'lost', taken: null })
  const byHand = (id: string) => owner`insert into pool_stay (opportunity_id, pool, since, because, keeper_id)
    values (${id}, 'public', now(), 'released', ${world.people.shanghai})`
  await expect(byHand(passed)).rejects.toMatchObject({ code: 'BTN11' })
  await expect(byHand(lost)).rejects.toMatchObject({ code: 'BTN11' })
  expect(await db`select 1 from pool_stay where opportunity_id = ${passed} and until is null`).toHaveLength(0)
})

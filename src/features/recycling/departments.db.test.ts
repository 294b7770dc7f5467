import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { fireDue, settle } from '../clocks/index.ts'
import type { PlanVersion } from '../plan/contract.ts'
import { documentOf } from '../plan/rules/document.ts'
import { newPoolOf, type PoolAndDeadlines, saidBy, saying } from '../plan/rules/switching-on.ts'

const DAY = 24 * 60
let world: World
let wang: Client // who leads 华东组
beforeAll(async () => {
  world = await openWorld()
  wang = await world.as('eastManager')
})
afterAll(() => world?.close())

const db = () => world.api.application.db
async function tick() {
  const { application, now } = world.api
  while ((await settle(db(), application.company(), now())) > 0);
  await fireDue(db(), application.company(), now())
  while ((await settle(db(), application.company(), now())) > 0);
}
const planNow = () => wanted(world.admin.get<PlanVersion>('/plan'))
/** What 王芳 says on the page: a pool that takes back after ten days, a follow-up within two. */
async function saidFor(change: Partial<PoolAndDeadlines> = {}) {
  const version = await planNow()
  const plan = documentOf(version)
  const own = plan.pools.find(({ departments }) => departments)?.key ?? null
  const fresh = newPoolOf(plan, { id: world.departments.east, name: '华东组' }, world.people.eastManager)
  const before = saidBy(plan, own, world.api.now().slice(0, 10), fresh)
  const recycle = before.recycle && { ...before.recycle, after: { ...before.recycle.after, amount: 10 } }
  const said = { ...before, recycle, followUp: { amount: 2, unit: 'days' as const }, ...change }
  return { basedOn: version.id, document: saying(plan, said) }
}
const publish = (client: Client, body: object) => client.post<PlanVersion>('/plan/departments/versions', body)
const limitsOf = async (id: string) =>
  db()<{ kind: string; days: number; person: string }[]>`
    select kind, round(extract(epoch from due_at - started_at) / 86400)::int as days, person_id as person from clock
    where opportunity_id = ${id} and stopped_at is null and kind in ('first-contact', 'follow-up', 'recycle') order by kind`
const belongs = async (id: string) =>
  (await wanted(world.admin.get<{ belongs: string | null }>(`/opportunities/${id}/pool`))).belongs
const held = async (holder: 'shanghai' | 'guangdong') => {
  const id = await world.opportunity(world.admin, { holder: world.people[holder], source: 'website' })
  const client = await world.as(holder)
  await wanted(client.post('/follow-ups', { opportunity: id, kind: 'call', content: '聊过了' }))
  return id
}

test('a lead switches a pool and deadlines on for their department by themselves; others’ work goes on as before', async () => {
  const [east, south] = [await held('shanghai'), await held('guangdong')]
  await tick()
  const before = await limitsOf(south)
  expect(await wanted(wang.get('/plan/departments'))).toEqual({
    items: [{ id: world.departments.east, name: '华东组' }],
  })
  const published = await wanted(publish(wang, { ...(await saidFor()), note: '先用起来' }))
  await tick()
  const key = published.pools.find(({ departments }) => departments)?.key ?? ''
  expect(await belongs(east)).toBe(key)
  expect(await belongs(south)).not.toBe(key)
  expect(await limitsOf(east)).toMatchObject([
    { kind: 'follow-up', days: 2 },
    { kind: 'recycle', days: 10 },
  ])
  expect(await limitsOf(south)).toEqual(before)
  const [entry] = await db()`
    select actor_id as by from event where kind = 'plan.published' and record_id = ${published.id}`
  expect(entry).toEqual({ by: world.people.eastManager })
  const told = await db()`select person_id from notice where kind = 'plan.switched-on'`
  expect(told.map(({ person_id }) => person_id)).toEqual([world.admin.personId])
  const concerned = await db()<{ name: string }[]>`
    select p.name from notice n join person p on p.id = n.person_id where n.kind = 'plan.published' order by p.name`
  expect(concerned.map(({ name }) => name)).toEqual(['李强', '陈静'])

  // their limit is said where it runs, and goes with whoever holds it
  type Shown = { items: { kind: string; why: { usual: boolean; within: object } }[] }
  const { items } = await wanted(wang.get<Shown>(`/opportunities/${east}/clocks`))
  const follow = items.find(({ kind }) => kind === 'follow-up')
  expect(follow?.why).toMatchObject({ usual: false, within: { amount: 2, unit: 'days' } })
  const move = (department: string) =>
    db()`update person set department_id = ${department} where id = ${world.people.guangdong}`
  await move(world.departments.east)
  await tick()
  expect(await limitsOf(south)).toMatchObject([{ days: 2 }, { days: 10 }])
  await move(world.departments.south)
  await tick()
  expect(await limitsOf(south)).toEqual(before)

  // what nobody makes progress with goes to its keeper, and lies there
  world.api.pass(11 * DAY)
  await tick()
  const [stay] = await db()`select pool, keeper_id as keeper from pool_stay where opportunity_id = ${east}`
  expect(stay).toEqual({ pool: key, keeper: world.people.eastManager })
  const pools = async (who: 'zhejiang' | 'guangdong') =>
    (await wanted((await world.as(who)).get<{ items: { key: string }[] }>('/pools'))).items.map(
      (one) => one.key,
    )
  expect(await pools('zhejiang')).toContain(key)
  expect(await pools('guangdong')).not.toContain(key)
})

test('refuses what is more than theirs, whoever leads nobody, what is overtaken, and what would overtake a scheduled plan', async () => {
  const body = await saidFor({ followUp: { amount: 1, unit: 'days' } })
  expect(await publish(await world.as('shanghai'), body)).toMatchObject({
    status: 403,
    code: 'plan.leads-no-department',
  })
  expect(await publish(await world.as('southManager'), body)).toMatchObject({
    status: 403,
    code: 'plan.touches-others',
    facts: { touches: expect.arrayContaining(['stage solution clocks']) },
  })
  const version = await planNow()
  const everybody = saying(
    documentOf(version),
    saidBy(documentOf(version), version.pools[0]?.key ?? null, '2026-11-27'),
  )
  expect(await publish(wang, { basedOn: version.id, document: everybody })).toMatchObject({
    code: 'plan.touches-others',
  })
  const wrong = await saidFor({ followUp: { amount: 1, unit: 'days' } })
  const stages = wrong.document.stages.map((stage) => ({
    ...stage,
    clocks: stage.clocks.map((one) =>
      one.departments ? { ...one, warnBefore: { amount: 900, unit: 'days' } } : one,
    ),
  }))
  expect(await publish(wang, { ...wrong, document: { ...wrong.document, stages } })).toMatchObject({
    status: 422,
    code: 'plan.does-not-compile',
  })
  await wanted(publish(wang, body))
  expect(await publish(wang, body)).toMatchObject({ status: 409, code: 'plan.newer-version' })
  const { document } = await saidFor()
  const from = new Date(Date.parse(world.api.now()) + 3 * DAY * 60_000).toISOString()
  const basedOn = (await planNow()).id
  await wanted(world.admin.post('/plan/publications', { ...document, basedOn, from }))
  expect(await publish(wang, await saidFor())).toMatchObject({ status: 409, code: 'plan.publication-waits' })
  expect(await db()`select 1 from plan_version where published_at is not null`).toHaveLength(3)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'
import type { Transition } from './contract.ts'
import { carryDue } from './index.ts'

let world: World
let admin: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
})
afterAll(() => world?.close())

const db = () => world.api.application.db
let made = 0
/** Somebody who sells, in 华东组 under 王芳. */
async function seller(rest: object = {}): Promise<string> {
  made += 1
  const body = {
    name: `销售${made}`,
    email: `seller${made}@chenguang.example`,
    department: world.departments.east,
    manager: world.people.eastManager,
    functions: ['sales'],
    roles: [world.roles.sales],
    ...rest,
  }
  return (await wanted(admin.post<{ id: string }>('/organisation/people', body))).id
}
const account = async (name: string, holder: string) =>
  (await wanted(admin.post<{ id: string }>('/accounts', { name, holder }))).id
const held = (holder: string, rest: object = {}) => world.opportunity(admin, { holder, ...rest })
const holderOf = async (id: string) =>
  (await wanted(admin.get<{ holder: { id: string } }>(`/opportunities/${id}`))).holder.id
const planned = (leavers: string[], rest: object = {}, client = admin) =>
  wanted(client.post<Transition>('/transitions', { name: '离职', kind: 'leaver', leavers, ...rest }))
const at = <T = Transition>(
  { id, version }: Transition,
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  part = '',
  body: object = {},
  client = admin,
) => client.ask<T>(method, `/transitions/${id}${part}`, { version, ...(method === 'DELETE' ? {} : { body }) })
const isActive = async (id: string) =>
  (await db()<{ active: boolean }[]>`select deactivated_at is null as active from person where id = ${id}`)[0]
    ?.active
const clean = async () => expect((await checkLedger(db())).problems).toEqual([])

test('at its time a transition is carried out once, however many processes look', async () => {
  const leaver = await seller()
  const customer = await account('定时大学', leaver)
  const id = await held(leaver, { account: customer })
  const draft = await planned([leaver])
  const due = new Date(Date.parse(world.api.now()) + 3 * 86_400_000).toISOString()
  expect((await at(draft, 'PUT', '/schedule', { at: world.api.now() })).code).toBe('succession.in-the-past')
  const scheduled = await wanted(at(draft, 'PUT', '/schedule', { at: due }))
  expect(scheduled.state).toBe('scheduled')
  expect((await at(scheduled, 'PATCH', '', { name: '改' })).code).toBe('succession.scheduled')
  const client = await world.api.as(leaver)
  const { items: asked } = await wanted(client.get<{ items: { title: string; dueOn: string }[] }>('/tasks'))
  expect(asked).toEqual([
    expect.objectContaining({ title: expect.stringMatching(/^把.+介绍给定时大学/), dueOn: '2026-11-25' }),
  ])
  const { items: leaving } = await wanted(
    client.get<{ items: { id: string; account: string }[] }>('/leaving'),
  )
  expect(leaving).toMatchObject([{ account: '定时大学', packet: null }])
  const packet = { needs: '两台色谱仪', promises: '免费培训', nextStep: '签约', nextStepOn: '2026-12-10' }
  const path = `/transition-rows/${leaving[0]?.id}/packet`
  await wanted(client.put(path, packet))
  expect((await (await world.as('shenzhen')).put(path, packet)).status).toBe(404)
  const late = await held(leaver)
  const { application } = world.api
  expect(await carryDue(application, world.api.now())).toBe(0)
  const others = [
    application,
    (await world.api.secondProcess()).application,
    (await world.api.secondProcess()).application,
  ]
  const done = await Promise.all(others.map((one) => carryDue(one, due)))
  expect(done.reduce((sum, count) => sum + count, 0)).toBe(1)
  for (const one of [id, late]) expect(await holderOf(one)).not.toBe(leaver)
  expect(await isActive(leaver)).toBe(false)
  expect((await admin.get(`/opportunities/${id}/events`)).text).toContain('免费培训')
  expect(
    await db()`select 1 from task where holder_id = ${leaver} and deleted_at is null and done_at is null`,
  ).toEqual([])
  await clean()
})

test('where its time comes and it cannot be, it is kept as failed with the reason, and its maker is told', async () => {
  const leaver = await seller({ functions: ['finance'] })
  await held(leaver)
  const transition = await planned([leaver])
  const due = new Date(Date.parse(world.api.now()) + 86_400_000).toISOString()
  await wanted(at(transition, 'PUT', '/schedule', { at: due }))
  await db()`update person set open_cap = 0 where deactivated_at is null`
  await db()`update transition_row set to_id = null where transition_id = ${transition.id} and kind = 'opportunity'`
  expect(await carryDue(world.api.application, due)).toBe(0)
  await db()`update person set open_cap = null`
  const failed = await wanted(admin.get<Transition>(`/transitions/${transition.id}`))
  expect(failed).toMatchObject({
    state: 'failed',
    failure: { code: 'succession.unresolved', facts: { rows: 1 } },
  })
  expect(
    await db()`select 1 from task where holder_id = ${admin.personId} and title like '%到时未能执行%'`,
  ).toHaveLength(1)
  expect(await isActive(leaver)).toBe(true)
  const { transition: mended } = await wanted(
    at<{ transition: Transition }>(failed, 'POST', '/proposals', {}),
  )
  await wanted(at(mended, 'POST', '/commit'))
  expect(await isActive(leaver)).toBe(false)
})

test('administrators plan for everybody, a manager for those below them, nobody else', async () => {
  const leaver = await seller()
  await held(leaver)
  const manager = await world.as('eastManager')
  const transition = await planned([leaver], {}, manager)
  const seenBy = async (client: Client) =>
    (await wanted(client.get<{ items: { id: string }[] }>('/transitions'))).items.map(({ id }) => id)
  expect(await seenBy(manager)).toContain(transition.id)
  expect(await seenBy(await world.as('southManager'))).toEqual([])
  const south = await world.as('southManager')
  expect((await south.get(`/transitions/${transition.id}`)).status).toBe(404)
  expect((await at(transition, 'POST', '/commit', {}, south)).status).toBe(404)
  const asked = (client: Client, rest: object) =>
    client.post('/transitions', { name: '离职', kind: 'leaver', leavers: [leaver], ...rest })
  expect((await asked(south, {})).code).toBe('succession.not-yours')
  expect((await asked(await world.as('shanghai'), {})).status).toBe(403)
  expect(
    (
      await asked(manager, {
        kind: 'reorganisation',
        leavers: [],
        moves: [{ person: leaver, functions: [] }],
      })
    ).code,
  ).toBe('succession.administrator-needed')
  expect((await asked(admin, { leavers: [admin.personId] })).code).toBe('succession.yourself')
  expect((await asked(admin, { leavers: [] })).code).toBe('succession.about-nobody')
  expect((await asked(admin, { receivers: [leaver] })).code).toBe('succession.leaves-too')
  expect((await asked(admin, { kind: 'reorganisation', leavers: [], condition: 'nothing == 1' })).code).toBe(
    'succession.condition-unreadable',
  )
  await wanted(at(transition, 'POST', '/commit', {}, manager))
  expect(await isActive(leaver)).toBe(false)
  expect((await at(transition, 'POST', '/commit', {}, manager)).code).toBe('succession.stale')
  await clean()
})

test('the last administrator does not leave, by this road either', async () => {
  const second = await seller({ name: '副管理员' })
  await wanted(admin.put(`/people/${second}/roles`, { roles: [world.roles.sales], admin: true }))
  const other = await world.api.as(second)
  const transition = await planned([admin.personId], { successors: { [admin.personId]: second } }, other)
  await wanted(admin.put(`/people/${second}/roles`, { roles: [world.roles.manager], admin: false }))
  expect((await at(transition, 'POST', '/commit', {}, other)).status).toBeGreaterThanOrEqual(400)
  expect(await isActive(admin.personId)).toBe(true)
})

test('who stands in for somebody away is replaced by whoever takes the place', async () => {
  const [leaver, away] = [await seller(), await seller()]
  const [from, until] = [1, 9].map((days) =>
    new Date(Date.parse(world.api.now()) + days * 86_400_000).toISOString(),
  )
  const client = await world.api.as(away)
  await wanted(client.post('/absences', { person: away, kind: 'leave', from, until, deputy: leaver }))
  const transition = await planned([leaver], { successors: { [leaver]: world.people.zhejiang } })
  await wanted(at(transition, 'POST', '/commit'))
  expect(await isActive(leaver)).toBe(false)
  const { items } = await wanted(client.get<{ items: { deputy: { id: string } }[] }>('/absences'))
  expect(items.map(({ deputy }) => deputy.id)).toContain(world.people.zhejiang)
})

test('a pass to whoever leaves, in the same moment, comes before or is refused', async () => {
  for (let i = 0; i < 5; i++) {
    const leaver = await seller()
    const [mine, others] = [await held(leaver), await held(world.people.shanghai)]
    const transition = await planned([leaver])
    const [mineVersion, othersVersion] = await Promise.all(
      [mine, others].map(
        async (id) => (await wanted(admin.get<{ version: number }>(`/opportunities/${id}`))).version,
      ),
    )
    const pass = (id: string, version: number | undefined, person: string) =>
      admin.ask('PUT', `/opportunities/${id}/holding`, {
        version: version ?? 0,
        body: { person, reason: '同时' },
      })
    const [committed, given, taken] = await Promise.all([
      at(transition, 'POST', '/commit'),
      pass(others, othersVersion, leaver),
      pass(mine, mineVersion, world.people.zhejiang),
    ])
    for (const { status } of [committed, given, taken]) expect([200, 409, 412, 422]).toContain(status)
    if (committed.status === 200) expect(await isActive(leaver)).toBe(false)
    else expect(await isActive(leaver)).toBe(true)
    await clean()
  }
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'
import type { Reassigned } from './contract.ts'

let world: World
let admin: Client
let manager: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
  manager = await world.as('eastManager')
})
afterAll(() => world?.close())

type Acts = { items: { act: string; passed: number; returnedBy: string | null }[] }

/** An account of 李强 with two open opportunities of his, one of 陈静 and one of 黄伟. */
async function account() {
  const { shanghai, zhejiang, guangdong } = world.people
  const { id } = await wanted(
    admin.post<{ id: string }>('/accounts', { name: `客户 ${Math.random()}`, holder: shanghai }),
  )
  const [first, second, other, far] = await Promise.all(
    [shanghai, shanghai, zhejiang, guangdong].map((holder) =>
      world.opportunity(admin, { holder, account: id }),
    ),
  )
  return { id, first: first ?? '', second: second ?? '', other: other ?? '', far: far ?? '' }
}
const reassign = (client: Client, id: string, more: object, version = 1) =>
  client.ask<Reassigned>('POST', `/accounts/${id}/reassigning`, {
    version,
    body: { person: world.people.zhejiang, reason: '区域调整', opportunities: 'old-holder', ...more },
  })
const holderOf = async (id: string) =>
  (await wanted(admin.get<{ holder: { id: string } }>(`/opportunities/${id}`))).holder.id
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort()

test('a preview says what goes, what stays and what is not seen, and writes nothing', async () => {
  const { id, first, second, other } = await account()
  const told = await wanted(reassign(manager, id, { preview: true }))
  expect(ids(told.passing)).toEqual([first, second].sort())
  expect(ids(told.staying)).toEqual([other])
  expect(told).toMatchObject({ act: null, unseen: 1 })
  expect(await holderOf(first)).toBe(world.people.shanghai)
  expect((await wanted(admin.get<{ version: number }>(`/accounts/${id}`))).version).toBe(1)
})

test('what goes along is one act: each with its holding, all with the same cause', async () => {
  const { id, first, second, other } = await account()
  await wanted(
    admin.post('/tasks', {
      opportunity: first,
      holder: world.people.shanghai,
      title: '报价',
      dueOn: '2026-12-01',
    }),
  )
  await wanted(
    admin.post('/tasks', {
      opportunity: first,
      holder: world.people.support,
      title: '演示',
      dueOn: '2026-12-01',
    }),
  )
  const told = await wanted(reassign(manager, id, { tasks: true }))
  expect(told).toMatchObject({ tasks: 1, account: { version: 2, holder: { name: '陈静' } } })
  for (const one of [first, second]) {
    const { items } = await wanted(
      admin.get<{ items: { because: string; reason: string; person: { name: string } }[] }>(
        `/opportunities/${one}/holdings`,
      ),
    )
    expect(items.at(-1)).toMatchObject({ because: 'account', reason: '区域调整', person: { name: '陈静' } })
    const events = await wanted(
      admin.get<{ items: { kind: string; cause: { act?: string } }[] }>(`/opportunities/${one}/events`),
    )
    expect(events.items.find(({ kind }) => kind === 'opportunity.passed')?.cause.act).toBe(told.act)
  }
  expect(await holderOf(other)).toBe(world.people.zhejiang)
  const { items: tasks } = await wanted(
    admin.get<{ items: { title: string; holder: { id: string } }[] }>('/tasks?limit=200'),
  )
  const holders = Object.fromEntries(tasks.map(({ title, holder }) => [title, holder.id]))
  expect(holders).toMatchObject({ 报价: world.people.zhejiang, 演示: world.people.support })
  expect((await checkLedger(world.api.application.db)).problems).toEqual([])
})

test('an act is taken back as one; what was passed on meanwhile stays and is told', async () => {
  const { id, first, second } = await account()
  const { act } = await wanted(reassign(manager, id, { opportunities: [first, second] }))
  await wanted(
    admin.ask('PUT', `/opportunities/${second}/holding`, {
      version: 2,
      body: { person: world.people.eastManager, reason: '太大' },
    }),
  )
  const back = await wanted(
    manager.ask<Reassigned>('POST', `/accounts/${id}/returning`, {
      version: 2,
      body: { act, reason: '改错了' },
    }),
  )
  expect(ids(back.passing)).toEqual([first])
  expect(back.refused).toMatchObject([{ id: second, code: 'reassigning.passed-on' }])
  expect(back.account.holder?.id).toBe(world.people.shanghai)
  expect(await holderOf(first)).toBe(world.people.shanghai)
  expect(await holderOf(second)).toBe(world.people.eastManager)
  const { items } = await wanted(manager.get<Acts>(`/accounts/${id}/reassignings`))
  expect(items.find((one) => one.act === act)?.returnedBy).toBe(back.act)
  const again = await manager.ask('POST', `/accounts/${id}/returning`, {
    version: 3,
    body: { act, reason: '再来' },
  })
  expect(again.code).toBe('reassigning.no-such-act')
})

test('a plain change of the holder leaves the opportunities where they are, and the journal says so', async () => {
  const { id, first } = await account()
  await wanted(admin.patch(`/accounts/${id}`, 1, { holder: world.people.zhejiang }))
  expect(await holderOf(first)).toBe(world.people.shanghai)
  const { items } = await wanted(
    admin.get<{ items: { kind: string; cause: object }[] }>(`/accounts/${id}/events`),
  )
  expect(items.find(({ kind }) => kind === 'account.reassigned')?.cause).toMatchObject({
    opportunities: 'untouched',
    left: 4,
  })
})

test('refused: a stale version, a receiver who has left, strangers, and who may not pass', async () => {
  const { id, first } = await account()
  const { id: elsewhere } = await wanted(admin.post<{ id: string }>('/accounts', { name: '别家' }))
  const stranger = await world.opportunity(admin, { holder: world.people.shanghai, account: elsewhere })
  expect((await reassign(manager, id, {}, 5)).code).toBe('reassigning.stale')
  expect((await reassign(manager, id, { opportunities: [stranger] })).code).toBe('reassigning.not-of-account')
  expect((await reassign(await world.as('shanghai'), id, {})).status).toBe(403)
  expect((await reassign(await world.as('southManager'), elsewhere, {})).code).toBe('reassigning.not-found')
  expect((await reassign(manager, id, { person: id })).code).toBe('responsibility.unknown-person')
  expect(await holderOf(first)).toBe(world.people.shanghai)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'

let world: World
let admin: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
})
afterAll(() => world?.close())

type Opportunity = { version: number; isOpen: boolean; holder: { id: string }; outcome: string | null }
const at = (id: string) => wanted(admin.get<Opportunity>(`/opportunities/${id}`))
const move = async (id: string, stage: string, more: object = {}) =>
  admin.ask('PUT', `/opportunities/${id}/stage`, {
    version: (await at(id)).version,
    body: { stage, reason: '客户改主意', ...more },
  })

async function stages() {
  const { stages: list } = await wanted(
    admin.get<{ stages: { key: string; kind: string; phase: string }[] }>('/plan'),
  )
  return {
    first: list.find(({ kind }) => kind === 'open')?.key ?? '',
    lost: list.find(({ kind }) => kind === 'lost')?.key ?? '',
  }
}
async function lost(holder: string, more: object = {}) {
  const id = await world.opportunity(admin, { holder, ...more })
  await wanted(move(id, (await stages()).lost))
  expect((await at(id)).isOpen).toBe(false)
  return id
}
async function leaver() {
  const body = {
    name: '离职者',
    email: `${Math.random()}@x.example`,
    functions: ['sales'],
    roles: [world.roles.sales],
  }
  return (await wanted(admin.post<{ id: string }>('/organisation/people', body))).id
}

test('reopened, it is held by whoever held it last', async () => {
  const id = await lost(world.people.shanghai)
  await wanted(move(id, (await stages()).first))
  expect(await at(id)).toMatchObject({ isOpen: true, outcome: null, holder: { id: world.people.shanghai } })
})

test('where they have left since, the plan finds another, on record, and it is not whoever reopened it', async () => {
  const gone = await leaver()
  const id = await lost(gone)
  const { owner } = world.api.application
  await owner`update person set deactivated_at = now() where id = ${gone}`
  await owner`update company set access_version = access_version + 1`
  await wanted(move(id, (await stages()).first))
  const { holder, isOpen } = await at(id)
  expect(isOpen).toBe(true)
  expect([gone, admin.personId]).not.toContain(holder.id)
  const { items } = await wanted(
    admin.get<{ items: { because: string; decisionId: string | null }[] }>(`/opportunities/${id}/holdings`),
  )
  expect(items.at(-1)).toMatchObject({ because: 'reopened' })
  expect(items.at(-1)?.decisionId).not.toBeNull()
  expect((await checkLedger(world.api.application.db)).problems).toEqual([])
})

test('where no rule finds anybody, the keeper holds it', async () => {
  const gone = await leaver()
  const id = await lost(gone)
  const { owner } = world.api.application
  await owner`update person set deactivated_at = now() where id = ${gone}`
  await owner`update person set functions = '{}' where id <> ${admin.personId}`
  await owner`update company set access_version = access_version + 1`
  await wanted(move(id, (await stages()).first))
  const plan = await wanted(admin.get<{ keeper: { id: string } }>('/plan'))
  expect((await at(id)).holder.id).toBe(plan.keeper.id)
})

test('one that has become another kind while it was closed can still be reopened', async () => {
  const id = await lost(world.people.shanghai)
  await wanted(admin.patch(`/opportunities/${id}`, (await at(id)).version, { type: 'major-project' }))
  const { items } = await wanted(
    admin.get<{ items: { stage: string; direction: string }[] }>(`/opportunities/${id}/moves`),
  )
  const back = items.find(({ direction }) => direction === 'reopen')
  expect(back).toBeDefined()
  await wanted(move(id, back?.stage ?? ''))
  expect((await at(id)).isOpen).toBe(true)
  expect((await checkLedger(world.api.application.db)).problems).toEqual([])
})

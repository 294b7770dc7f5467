import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'
import { publishDue } from './actions/scheduling.ts'
import type { Publication } from './contract/publications.ts'
import type { PlanDocument, PlanVersion } from './contract.ts'
import { documentOf } from './rules/document.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

const plan = () => wanted(world.admin.get<PlanVersion>('/plan'))
const in_ = (days: number) => new Date(Date.parse(world.api.now()) + days * 86_400_000).toISOString()
const renamed = (document: PlanDocument, name: string): PlanDocument => ({
  ...document,
  stages: document.stages.map((one) =>
    one.key === 'lead' ? { ...one, label: { zh: name, en: name } } : one,
  ),
})
const schedule = async (from: string, document: PlanDocument, more: object = {}) =>
  world.admin.post<Publication>('/plan/publications', {
    ...document,
    basedOn: (await plan()).id,
    from,
    ...more,
  })
/** Its time has come, for this many processes that look at once. */
async function due(id: string, processes = 1): Promise<boolean[]> {
  const { db, contextFor } = world.api.application
  await db`update plan_publication set from_at = ${world.api.now()}::timestamptz - interval '1 second' where id = ${id}`
  return Promise.all(Array.from({ length: processes }, () => publishDue(db, contextFor, world.api.now())))
}
const one = async (id: string) => wanted(world.admin.get<Publication>(`/plan/publications/${id}`))
const cancel = (id: string) => world.admin.ask('DELETE', `/plan/publications/${id}`)

beforeEach(async () => {
  const { items } = await wanted(world.admin.get<{ items: Publication[] }>('/plan/publications'))
  for (const { id, state } of items) if (state === 'scheduled') await cancel(id)
})

test('a plan comes into force at its time, once, by whichever of several processes, and moves what runs', async () => {
  const id = await world.opportunity(world.admin, { stage: 'screened' })
  const document = renamed(documentOf(await plan()), '新线索')
  const { number } = await plan()
  const made = await wanted(schedule(in_(1), document, { note: '下季度' }))
  expect(made).toMatchObject({
    state: 'scheduled',
    stale: false,
    note: '下季度',
    running: 'migrate',
    version: null,
  })
  const { db, contextFor } = world.api.application
  expect(await publishDue(db, contextFor, world.api.now())).toBe(false) // not yet
  expect((await plan()).number).toBe(number)
  expect((await due(made.id, 4)).filter(Boolean)).toHaveLength(1)
  expect(await due(made.id)).toEqual([false])
  const now = await plan()
  expect([now.number, now.stages[0]?.label.zh]).toEqual([number + 1, '新线索'])
  expect(await one(made.id)).toMatchObject({ state: 'published', version: { number: number + 1 } })
  const [row] = await world.api.application.db<{ on: string }[]>`
    select plan_version_id as on from opportunity where id = ${id}`
  expect(row?.on).toBe(now.id)
  expect((await checkLedger(world.api.application.db)).problems).toEqual([])
})

test('what does not compile now is not scheduled, and neither is the past or a second one for a day', async () => {
  const document = documentOf(await plan())
  const wrong = { ...document, stages: document.stages.map((stage) => ({ ...stage, duties: {} })) }
  expect((await schedule(in_(10), wrong)).code).toBe('plan.does-not-compile')
  expect((await schedule(in_(-1), document)).code).toBe('plan.from-past')
  const first = await wanted(schedule(in_(10), document))
  expect((await schedule(in_(10), document)).code).toBe('plan.date-taken')
  const second = await wanted(schedule(in_(11), document))
  const moved = await world.admin.ask('PUT', `/plan/publications/${second.id}`, {
    body: { ...document, basedOn: (await plan()).id, from: in_(10) },
  })
  expect(moved.code).toBe('plan.date-taken')
  expect((await cancel(first.id)).status).toBe(204)
  expect((await cancel(first.id)).code).toBe('plan.publication-ended')
  expect((await one(first.id)).state).toBe('cancelled')
  expect(await due(first.id)).toEqual([false])
})

test('another version in between makes it stale: it says so, is rebased, or fails and is shown', async () => {
  const document = documentOf(await plan())
  const made = await wanted(schedule(in_(20), renamed(document, '迟到的')))
  await wanted(
    world.admin.post('/plan/versions', { ...renamed(document, '插队的'), basedOn: (await plan()).id }),
  )
  expect((await one(made.id)).stale).toBe(true)
  const rebased = await wanted(
    world.admin.ask<Publication>('PUT', `/plan/publications/${made.id}`, {
      body: { ...renamed(document, '重新对齐'), basedOn: (await plan()).id, from: in_(21) },
    }),
  )
  expect(rebased.stale).toBe(false)
  await wanted(
    world.admin.post('/plan/versions', { ...renamed(document, '又插队'), basedOn: (await plan()).id }),
  )
  expect(await due(made.id)).toEqual([true])
  expect(await one(made.id)).toMatchObject({ state: 'failed', failure: { code: 'plan.newer-version' } })
  expect((await plan()).stages[0]?.label.zh).toBe('又插队')
  const today = async () =>
    (await wanted(world.admin.get<{ planFailures: { id: string; code: string }[] }>('/today'))).planFailures
  expect(await today()).toMatchObject([{ id: made.id, code: 'plan.newer-version' }])
  await wanted(cancel(made.id)) // taken note of
  expect(await today()).toEqual([])
})

test('it is compiled again at its time: a keeper who has left meanwhile stops it, on record', async () => {
  const keeper = world.people.finance // holds nothing, whoever is found for the others
  const made = await wanted(schedule(in_(30), { ...documentOf(await plan()), keeper }))
  await world.api.application.db`update person set deactivated_at = now() where id = ${keeper}`
  expect(await due(made.id)).toEqual([true])
  const failed = await one(made.id)
  expect([failed.failure?.code, failed.failure?.problems[0]?.code]).toEqual([
    'plan.does-not-compile',
    'keeper-inactive',
  ])
  const [event] = await world.api.application.db<{ kind: string }[]>`
    select kind from event where record_id = ${made.id} order by seq desc limit 1`
  expect(event?.kind).toBe('plan.publication-failed')
})

test('scheduling is the administrator’s', async () => {
  const sales = await world.as('shanghai')
  const body = { ...documentOf(await plan()), basedOn: (await plan()).id, from: in_(1) }
  for (const refused of [
    await sales.get('/plan/publications'),
    await sales.post('/plan/publications', body),
    await sales.ask('DELETE', '/plan/publications/0197a1a1-0000-7000-8000-000000000000'),
  ])
    expect([refused.status, refused.code]).toEqual([403, 'permissions.admin-only'])
})

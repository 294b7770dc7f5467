import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { fireDue, resumeDue, settle } from './index.ts'

let world: World
let shanghai: Client
beforeAll(async () => {
  world = await openWorld()
  shanghai = await world.as('shanghai')
})
afterAll(() => world?.close())

const HOUR = 60
const DAY = 24 * HOUR
type Row = {
  id: string
  kind: string
  personId: string
  basis: string
  dueAt: string
  steps: number
  stoppedBecause: string | null
}
const db = () => world.api.application.db
const tick = async (application = world.api.application) => {
  while ((await settle(application.db, application.company(), world.api.now())) > 0);
  await resumeDue(application.db, world.api.now())
  await fireDue(application.db, application.company(), world.api.now())
}
const clocksOf = async (id: string, running = true) => [
  ...(await db()<
    Row[]
  >`select id, kind, person_id as "personId", basis, due_at as "dueAt", steps, stopped_because as "stoppedBecause" from clock
    where opportunity_id = ${id} and (stopped_at is null) = ${running} and kind <> 'recycle' order by kind, started_at`),
]
const told = async (id: string, like = 'clock.%') => [
  ...(await db()<{ kind: string; after: Record<string, unknown>; cause: Record<string, unknown> }[]>`
    select kind, after, cause from event where opportunity_id = ${id} and kind like ${like} order by seq`),
]
const noticesOf = async (id: string) => [
  ...(await db()<{ kind: string; personId: string }[]>`
    select kind, person_id as "personId" from notice where opportunity_id = ${id} and kind like 'clocks.%' order by at, kind, person_id`),
]
const held = (holder: string) => world.opportunity(world.admin, { holder, source: 'website' })
const followUp = (client: Client, opportunity: string, more: object = {}) =>
  wanted(client.post('/follow-ups', { opportunity, kind: 'call', content: '聊了预算', ...more }))

test('first contact runs until the holder was in contact, then the rhythm of follow-ups or the agreed next step', async () => {
  const id = await held(world.people.shanghai)
  await tick()
  expect(await clocksOf(id)).toMatchObject([
    { kind: 'first-contact', personId: world.people.shanghai, dueAt: '2026-11-25T08:00:00.000Z', steps: 0 },
  ])
  world.api.pass(HOUR)
  await followUp(shanghai, id)
  await tick()
  expect(await clocksOf(id)).toMatchObject([{ kind: 'follow-up', dueAt: '2026-11-30T09:00:00.000Z' }])
  expect(await clocksOf(id, false)).toMatchObject([{ kind: 'first-contact', stoppedBecause: 'attended' }])
  await followUp(shanghai, id, { nextStep: '寄样品', nextStepOn: '2026-11-28' })
  await tick()
  // the 28th is a Saturday: work ends on Monday at 18:00 in Shanghai
  expect(await clocksOf(id)).toMatchObject([{ kind: 'next-step', dueAt: '2026-11-30T10:00:00.000Z' }])
})

test('each step fires once and on time, in order and together with what it tells, on three processes at once', async () => {
  const id = await held(world.people.zhejiang)
  const others = [await world.api.secondProcess(), await world.api.secondProcess()]
  const all = [world.api.application, ...others.map(({ application }) => application)]
  const everywhere = () => Promise.all(all.map((one) => tick(one)))
  await everywhere()
  const [clock] = await clocksOf(id)
  const due = Date.parse(clock?.dueAt ?? '')
  const until = (at: number) => world.api.pass((at - Date.parse(world.api.now())) / 60_000)
  until(due - 8 * HOUR * 60_000 - 1000)
  await everywhere()
  expect(await told(id)).toEqual([])
  until(due - 8 * HOUR * 60_000)
  await everywhere()
  until(due)
  await everywhere()
  await everywhere()
  expect((await told(id)).map(({ kind }) => kind)).toEqual(['clock.warned', 'clock.breached'])
  expect(await noticesOf(id)).toEqual([
    { kind: 'clocks.warned', personId: world.people.zhejiang },
    { kind: 'clocks.breached', personId: world.people.zhejiang },
  ])
  // a clock that is set back fires nothing twice
  world.api.pass(-3 * DAY)
  await everywhere()
  world.api.pass(3 * DAY)
  await everywhere()
  expect((await told(id)).length).toBe(2)
  // everything was down for a week: what is due is caught up with in its order, and the keeper holds at the end
  world.api.pass(8 * DAY)
  await everywhere()
  const steps = await told(id)
  expect(steps.map(({ kind }) => kind)).toEqual([
    'clock.warned',
    'clock.breached',
    'clock.escalated',
    'clock.escalated',
    'clock.escalated',
  ])
  expect(steps.slice(2).map(({ after }) => after['to'])).toEqual([
    world.people.zhejiang,
    world.people.eastManager,
    world.admin.personId,
  ])
  const { items } = await wanted(
    world.admin.get<{ items: { because: string; person: { id: string } }[] }>(
      `/opportunities/${id}/holdings`,
    ),
  )
  expect(items[0] ?? items.at(-1)).toBeDefined()
  expect(items.map(({ because, person }) => [because, person.id])).toContainEqual([
    'escalated',
    world.admin.personId,
  ])
  expect(await noticesOf(id)).toContainEqual({ kind: 'clocks.received', personId: world.admin.personId })
  expect(await noticesOf(id)).toContainEqual({ kind: 'clocks.taken', personId: world.people.zhejiang })
  await everywhere()
  expect((await clocksOf(id)).map(({ kind, personId }) => [kind, personId])).toEqual([
    ['first-contact', world.admin.personId],
  ])
  for (const { application } of others) await application.close()
})

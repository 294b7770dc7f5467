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
    select kind, after, cause from event where opportunity_id = ${id} and kind like ${like} and after->>'clock' <> 'recycle' order by seq`),
]
const recyclingOf = async (id: string) => [
  ...(await db()<{ id: string; basis: string; personId: string; dueAt: string }[]>`
    select id, basis, person_id as "personId", due_at as "dueAt" from clock where opportunity_id = ${id} and kind = 'recycle'`),
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

test('leave, another holder and another calendar re-time what runs, on record; a transfer keeps the run of the stage', async () => {
  const { people } = world
  const id = await held(people.guangdong)
  const guangdong = await world.as('guangdong')
  const south = await world.as('southManager')
  await followUp(guangdong, id)
  const now = world.api.now()
  await db()`update opportunity set next_step_on = (${now}::timestamptz + interval '1 day')::date where id = ${id}`
  await tick()
  const [before] = await clocksOf(id)
  expect(before?.kind).toBe('next-step')
  const [recycling] = await recyclingOf(id)
  const from = new Date(Date.parse(now) + 3_600_000).toISOString()
  const until = new Date(Date.parse(now) + 20 * 86_400_000).toISOString()
  await wanted(
    south.post('/absences', {
      person: people.guangdong,
      from,
      until,
      kind: 'leave',
      deputy: people.shenzhen,
    }),
  )
  await tick()
  const [away] = await clocksOf(id)
  expect(away?.id).toBe(before?.id)
  expect(Date.parse(away?.dueAt ?? '')).toBeGreaterThanOrEqual(Date.parse(until))
  const entries = await told(id)
  expect(entries).toMatchObject([
    {
      kind: 'clock.recomputed',
      after: { clock: 'next-step', due: away?.dueAt },
      cause: { because: 'absence' },
    },
  ])
  // nothing is due meanwhile, and nothing fires
  world.api.pass(10 * DAY)
  await tick()
  expect((await told(id)).length).toBe(1)
  const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))
  const body = { person: people.shenzhen, reason: '休假期间由吴霞跟进' }
  await wanted(world.admin.ask('PUT', `/opportunities/${id}/holding`, { body, version }))
  await tick()
  expect((await clocksOf(id)).map(({ kind, personId }) => [kind, personId])).toEqual([
    ['first-contact', people.shenzhen],
  ])
  // whoever holds it now has what is left of the time until it goes back: the run is the same
  const [passed, ...others] = await recyclingOf(id)
  expect(others).toEqual([])
  expect(passed).toMatchObject({ id: recycling?.id, basis: recycling?.basis, personId: people.shenzhen })
})

test('a limit is paused within the budget of the plan by whose it is or from above, and goes on where it stood', async () => {
  const { people } = world
  const id = await held(people.shenzhen)
  const shenzhen = await world.as('shenzhen')
  type Clock = {
    id: string
    dueAt: string
    pauseDaysLeft: number
    mayPause: boolean
    pause: object | null
    why: object
    steps: { at: string; people: { name: string }[] }[]
  }
  const clocks = async (client: Client) =>
    (await wanted(client.get<{ items: Clock[] }>(`/opportunities/${id}/clocks`))).items
  const [clock] = await clocks(shenzhen)
  expect(clock).toMatchObject({
    mayPause: true,
    pauseDaysLeft: 5,
    pause: null,
    why: { version: 1, stage: { key: 'lead' }, usual: false, within: { amount: 48, unit: 'hours' } },
  })
  expect(clock?.steps.map((step) => step.people[0]?.name)).toEqual(['吴霞', '吴霞', '吴霞', '赵磊', '周敏'])
  const day = (days: number) =>
    new Date(Date.parse(world.api.now()) + days * 86_400_000).toISOString().slice(0, 10)
  const pause = (client: Client, until: string) =>
    client.put<Clock>(`/clocks/${clock?.id}/pause`, { until, reason: '客户出国' })
  expect((await pause(shanghai, day(1))).code).toMatch(/not-found|not-yours/)
  expect((await pause(shenzhen, day(20))).code).toBe('clocks.budget-spent')
  expect((await pause(shenzhen, day(-1))).code).toBe('clocks.wrong-day')
  const paused = await wanted(pause(shenzhen, day(3)))
  expect(Date.parse(paused.dueAt)).toBeGreaterThan(Date.parse(clock?.dueAt ?? ''))
  expect((await pause(shenzhen, day(3))).code).toBe('clocks.paused-already')
  world.api.pass(2 * DAY)
  await tick()
  expect((await told(id)).map(({ kind }) => kind)).toEqual(['clock.paused', 'clock.recomputed'])
  const resumed = await wanted((await world.as('southManager')).delete<Clock>(`/clocks/${clock?.id}/pause`))
  // two days stood still, so it is due two days later than it was
  expect(Date.parse(resumed.dueAt) - Date.parse(clock?.dueAt ?? '')).toBe(2 * 86_400_000)
  world.api.pass(5 * DAY)
  await tick()
  expect((await told(id)).map(({ kind }) => kind)).toContain('clock.breached')
  expect((await pause(shenzhen, day(1))).code).toBe('clocks.over')
})

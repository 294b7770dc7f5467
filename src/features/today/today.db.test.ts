import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { connect, type Sql } from '../../platform/db/pool.ts'
import { today } from './actions.ts'
import type { BesideLine, TaskLine, TodayLine } from './contract.ts'

type Day = {
  today: string
  nextWorkingDay: string
  working: { from: string; until: string }[]
  held: number
  due: TodayLine[]
  counts: Record<'overdue' | 'today' | 'next' | 'paused', number>
  tasks: TaskLine[]
  watched: BesideLine[]
  recycling: BesideLine[]
  more: boolean
  next?: string
}

let world: World
let owner: Sql
let li: Client

// it is Thursday 2026-11-26, 16:00 in Shanghai: tomorrow is worked, the days after are not
beforeAll(async () => {
  world = await openWorld()
  owner = connect(world.api.url, { as: 'owner', max: 2 })
  world.api.pass(60 * 24 * 3)
  li = await world.as('shanghai')
})
afterAll(async () => {
  await owner?.end()
  await world?.close()
})

const day = (client: Client) => wanted(client.get<Day>('/today'))
const titles = ({ due }: Day) => due.map(({ title, section }) => `${section} ${title}`)
/** One that its holder has called about, with the step agreed then. */
async function mine(title: string, nextStep: string, nextStepOn: string): Promise<string> {
  const { admin } = world
  const contact = { contactName: '刘工', contactPhone: '13900001111' }
  const opportunity = await world.opportunity(admin, { title, holder: li.personId, ...contact })
  await wanted(
    admin.post('/follow-ups', { opportunity, kind: 'call', content: '已联系', nextStep, nextStepOn }),
  )
  return opportunity
}

test('the day is made of what one holds: late first, then today, then the next working day, by its soonest limit', async () => {
  await mine('后天', '回访', '2026-11-28')
  await mine('明天', '报价', '2026-11-27')
  await mine('下周', '签约', '2026-12-03')
  await mine('今天', '演示', '2026-11-26')
  await mine('昨天', '送样', '2026-11-25')
  const found = await day(li)
  expect([found.today, found.nextWorkingDay, found.held]).toEqual(['2026-11-26', '2026-11-27', 5])
  expect(titles(found)).toEqual(['overdue 昨天', 'today 今天', 'next 明天'])
  expect(found.counts).toEqual({ overdue: 1, today: 1, next: 1, paused: 0 })
  const [late, now, next] = found.due
  expect(late).toMatchObject({
    overdue: true,
    minutesLeft: 0,
    nextStep: '送样',
    contact: { name: '刘工', phone: '13900001111' },
  })
  // 16:00 to 18:00, and a whole day of 9–12 and 13:30–18
  expect([now?.minutesLeft, next?.minutesLeft]).toEqual([120, 120 + 450])
  expect(found.working[0]).toEqual({ from: '2026-11-26T08:00:00.000Z', until: '2026-11-26T10:00:00.000Z' })
})

test('what one has just done counts at once: followed up, it is gone; put off, it waits on its day, with the reason on record', async () => {
  const [late, now] = (await day(li)).due
  await wanted(
    li.post('/follow-ups', {
      opportunity: late?.id,
      kind: 'call',
      content: '已送样',
      nextStep: '收反馈',
      nextStepOn: '2026-11-27',
    }),
  )
  const putOff = (body: object, version = now?.version) =>
    li.ask<{ nextStepOn: string; version: number }>('PUT', `/opportunities/${now?.id}/next-step`, {
      body,
      version: version ?? 0,
    })
  expect((await putOff({ on: '2026-11-25', reason: '客户出差' })).code).toBe('activities.in-the-past')
  expect((await putOff({ on: '2026-11-30' })).code).toBe('http.invalid-input')
  expect((await putOff({ on: '2026-11-30', reason: '客户出差' }, 99)).code).toBe('opportunities.stale')
  const done = await wanted(putOff({ on: '2026-11-30', reason: '客户出差' }))
  expect([done.nextStepOn, done.version]).toEqual(['2026-11-30', (now?.version ?? 0) + 1])
  expect(titles(await day(li)).sort()).toEqual(['next 明天', 'next 昨天'])
  const [event] = await owner<{ cause: object; before: object; after: object }[]>`
    select cause, before, after from event where record_id = ${now?.id ?? ''} order by seq desc limit 1`
  expect(event).toEqual({
    cause: { because: 'put-off', reason: '客户出差' },
    before: { nextStepOn: '2026-11-26' },
    after: { nextStepOn: '2026-11-30' },
  })
  const { dueAt } = await wanted(li.get<{ dueAt: string }>(`/opportunities/${now?.id}`))
  expect(dueAt.slice(0, 10), 'lists and the page say the same').toBe('2026-11-30')
  const other = await world.as('guangdong')
  expect(
    (
      await other.ask('PUT', `/opportunities/${now?.id}/next-step`, {
        body: { on: '2026-12-01', reason: '抢单' },
        version: 1,
      })
    ).status,
  ).toBe(404)
})

test('page by page it is the whole list in its order, each line once, whatever is between', async () => {
  for (let n = 0; n < 7; n++) await mine(`第${n}`, '回访', n % 2 ? '2026-11-26' : '2026-11-24')
  const whole = (await day(li)).due.map(({ id }) => id)
  const found: string[] = []
  for (let cursor: string | undefined = '', pages = 0; cursor !== undefined && pages < 20; pages++) {
    const page: { items: TodayLine[]; next?: string } = await wanted(
      li.get(`/today/due?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`),
    )
    found.push(...page.items.map(({ id }) => id))
    cursor = page.next
  }
  expect(found).toEqual(whole)
  expect(whole.length).toBeGreaterThan(8)
  expect((await li.get('/today/due?cursor=abc')).code).toBe('objects.bad-cursor')
  expect((await li.get(`/today/due?cursor=${btoa(JSON.stringify([false, "1'; x", whole[0]]))}`)).code).toBe(
    'objects.bad-cursor',
  )
})

test('tasks are late by their limit; what has no opportunity is there as well', async () => {
  await wanted(li.post('/tasks', { title: '昨天的任务', dueOn: '2026-11-25', holder: li.personId }))
  await wanted(li.post('/tasks', { title: '明天的任务', dueOn: '2026-11-27', holder: li.personId }))
  await wanted(li.post('/tasks', { title: '下周的任务', dueOn: '2026-12-01', holder: li.personId }))
  expect((await day(li)).tasks.map(({ title, overdue }) => [title, overdue])).toEqual([
    ['昨天的任务', true],
    ['明天的任务', false],
  ])
})

test('what is paused stands last and is not late; what goes back to a pool stands beside', async () => {
  const [first] = (await day(li)).due
  await owner`update clock set paused_at = ${world.api.now()}, paused_until = ${'2026-12-01T00:00:00Z'}, next_at = null
    where subject_id = ${first?.id ?? ''} and stopped_at is null and kind = 'next-step'`
  const [other] = (await day(li)).due
  await owner`insert into clock (kind, subject_id, opportunity_id, stage_id, person_id, basis, started_at, due_at)
    select 'recycle', id, id, stage_id, holder_id, 'test', now(), ${'2026-11-30T02:00:00Z'} from opportunity where id = ${other?.id ?? ''}
    on conflict (subject_id, kind) where stopped_at is null do update set due_at = excluded.due_at`
  const found = await day(li)
  expect(found.due.at(-1)).toMatchObject({ id: first?.id, section: 'paused', overdue: false })
  expect(found.counts.paused).toBe(1)
  expect(found.recycling).toMatchObject([
    { id: other?.id, what: 'recycle', dueAt: '2026-11-30T02:00:00.000Z' },
  ])
})

test('what came up to a manager is watched until it is done', async () => {
  const manager = await world.as('eastManager')
  const [late] = (await day(li)).due
  const [clock] = await owner<{ id: string }[]>`
    select id from clock where opportunity_id = ${late?.id ?? ''} and kind = 'next-step' and stopped_at is null`
  await owner`insert into notice (person_id, kind, opportunity_id, link, facts, key, at)
    values (${manager.personId}, 'clocks.escalated', ${late?.id ?? ''}, '/', '{}', ${`clock:${clock?.id}:2:${manager.personId}`}, ${world.api.now()})`
  expect((await day(manager)).watched).toMatchObject([
    { id: late?.id, holder: { name: '李强' }, what: 'next-step' },
  ])
  expect((await day(li)).watched).toEqual([])
  await wanted(
    li.post('/follow-ups', {
      opportunity: late?.id,
      kind: 'call',
      content: '已办',
      nextStep: null,
      nextStepOn: null,
    }),
  )
  await day(li) // whoever did it has looked, or a second has gone by
  expect((await day(manager)).watched).toEqual([])
})

test('one load asks the database at most ten times, and as often for many lines as for one', async () => {
  const asked = async (personId: string) => {
    const context = await world.api.application.contextFor(personId)
    if (!context) throw new Error('nobody')
    await today(context)
    const made: { executed?: boolean }[] = []
    const counted = (call: (...given: unknown[]) => { executed?: boolean }) =>
      new Proxy(call, {
        apply: (target, self, given) => {
          const query = Reflect.apply(target, self, given)
          made.push(query)
          return query
        },
      })
    const db = new Proxy(counted(context.db as never), {
      get: (target, name) => {
        const value = Reflect.get(target, name)
        return name === 'unsafe' ? counted(value) : value
      },
    }) as never
    const found = await today({ ...context, db })
    return { count: made.filter(({ executed }) => executed).length, lines: found.due.length } // parts of others are never run themselves
  }
  const [many, none] = [await asked(li.personId), await asked(world.people.finance)]
  expect([many.lines > 5, none.lines]).toEqual([true, 0])
  expect(many.count).toBe(none.count)
  expect(many.count).toBeGreaterThan(5)
  expect(many.count).toBeLessThanOrEqual(10)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { Context } from '../../objects/context.ts'
import type { CalendarInput, PersonTimes, WorkingCalendar } from './contract.ts'
import { availableWithin, workingTimesOf } from './index.ts'
import { OFFICE_WEEK } from './rules.ts'

const NOBODY = '0197a1a1-0000-7000-8000-000000000000'
const MORNING = [{ from: 540, until: 720 }]
const NIGHT = [{ from: 1320, until: 1440 }]

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

const input = (more: Partial<CalendarInput> = {}): CalendarInput => ({
  name: '客服',
  timeZone: 'Asia/Shanghai',
  week: [...OFFICE_WEEK.slice(0, 5), MORNING, []],
  holidays: { country: 'CN', region: null },
  exceptions: [],
  ...more,
})
const all = async () =>
  (await wanted(world.admin.get<{ items: WorkingCalendar[] }>('/availability/calendars'))).items
const create = (more: Partial<CalendarInput>) =>
  world.admin.post<WorkingCalendar>('/availability/calendars', input(more))
const change = (calendar: WorkingCalendar, more: Partial<CalendarInput>) =>
  world.admin.ask<WorkingCalendar>('PUT', `/availability/calendars/${calendar.id}`, {
    body: input({ name: calendar.name, ...more }),
    version: calendar.version,
  })
const give = (what: 'people' | 'departments', id: string, calendar: string | null) =>
  world.admin.put(`/availability/${what}/${id}/calendar`, { calendar })
const timesOf = async (id: string, query = '') =>
  wanted(world.admin.get<PersonTimes>(`/availability/people/${id}${query}`))
const context = async (): Promise<Context> => {
  const found = await world.api.application.contextFor(world.admin.personId)
  if (!found) throw new Error('no context')
  return found
}
/** Whether people are at work at some instant, as other features ask. */
const atWork = async (people: string[], now: string) => {
  const found = await availableWithin(world.api.application.db, await context(), people, now, 0)
  return people.map((id) => found.get(id)?.isWithin)
}

describe('calendars', () => {
  test('a company begins with office hours in its zone and the holidays of its country', async () => {
    const [first] = await all()
    expect(first).toMatchObject({
      name: '标准工时',
      timeZone: 'Asia/Shanghai',
      isDefault: true,
      week: OFFICE_WEEK,
    })
    expect(first?.holidays).toEqual({ country: 'CN', region: null })
  })
  test('are added and changed, each change with what it changes in the journal', async () => {
    const { body: made } = await create({ name: '周六上午' })
    const { body: changed } = await change(made, {
      exceptions: [{ day: '2026-12-24', name: '年会', kind: 'off' }],
    })
    expect(changed).toMatchObject({ version: 2, people: 0, departments: 0, isDefault: false })
    const events = await world.api.application.db`
      select kind, before, after from event where record_id = ${made.id} order by seq`
    expect(events[0]).toMatchObject({ kind: 'calendar.created', after: { name: '周六上午' } })
    expect(events[1]).toEqual({
      kind: 'calendar.updated',
      before: { exceptions: [] },
      after: { exceptions: [{ day: '2026-12-24', name: '年会', kind: 'off' }] },
    })
    expect((await change(made, {})).code).toBe('availability.stale')
  })
  test('with hours that cannot be, unknown places, or no work at all are refused, saying where', async () => {
    const refused = async (more: Partial<CalendarInput>) => {
      const { status, code, facts } = await create({ name: '坏', ...more })
      return [status, code, facts]
    }
    const monday = (...hours: { from: number; until: number }[]) => ({
      week: [hours, [], [], [], [], [], []],
    })
    expect(await refused(monday({ from: 720, until: 540 }))).toEqual([
      422,
      'availability.bad-hours',
      { day: '1', fault: 'ends-before-it-begins' },
    ])
    expect(await refused(monday({ from: 540, until: 720 }, { from: 700, until: 800 }))).toEqual([
      422,
      'availability.bad-hours',
      { day: '1', fault: 'overlap' },
    ])
    const own = { day: '2026-10-08', name: '', kind: 'hours' as const, hours: [{ from: 60, until: 60 }] }
    expect((await refused({ exceptions: [own] }))[2]).toEqual({
      day: '2026-10-08',
      fault: 'ends-before-it-begins',
    })
    const twice = { day: '2026-10-08', name: '', kind: 'off' as const }
    expect((await refused({ exceptions: [twice, twice] }))[1]).toBe('availability.day-twice')
    expect(await refused({ timeZone: 'Asia/Atlantis' })).toEqual([
      422,
      'availability.unknown-zone',
      { timeZone: 'Asia/Atlantis' },
    ])
    expect((await refused({ timeZone: '+08:00' }))[1]).toBe('availability.unknown-zone')
    expect((await refused({ holidays: { country: 'XX', region: null } }))[1]).toBe(
      'availability.unknown-holidays',
    )
    expect((await refused({ holidays: { country: 'DE', region: 'XX' } }))[1]).toBe(
      'availability.unknown-holidays',
    )
    expect((await refused({ week: [[], [], [], [], [], [], []] }))[1]).toBe('availability.never-works')
    expect((await refused({ name: '标准工时' }))[1]).toBe('availability.name-taken')
    for (const bad of [
      { week: OFFICE_WEEK.slice(1) },
      monday({ from: -1, until: 60 }),
      monday({ from: 0, until: 1441 }),
      monday({ from: 0.5, until: 60 }),
      { exceptions: [{ day: '2026-02-30', name: '', kind: 'off' as const }] },
    ])
      expect((await refused(bad))[1]).toBe('http.invalid-input')
    expect((await all()).some(({ name }) => name === '坏')).toBe(false)
  })
  test('another one becomes the company’s; that one stays, and one that somebody has stays too', async () => {
    const [usual] = await all()
    const { body: made } = await create({ name: '新的' })
    await wanted(world.admin.put('/availability/default', { calendar: made.id }))
    expect((await all()).map(({ name, isDefault }) => [name, isDefault])[0]).toEqual(['新的', true])
    expect((await all()).filter(({ isDefault }) => isDefault)).toHaveLength(1)
    const remove = async (id: string) => {
      const version = (await all()).find((one) => one.id === id)?.version ?? 0
      return world.admin.delete(`/availability/calendars/${id}`, version)
    }
    expect((await remove(made.id)).code).toBe('availability.default-stays')
    await wanted(world.admin.put('/availability/default', { calendar: usual?.id }))
    await wanted(give('people', world.people.finance, made.id))
    const { code, facts } = await remove(made.id)
    expect([code, facts]).toEqual(['availability.in-use', { people: 1, departments: 0 }])
    await wanted(give('people', world.people.finance, null))
    expect((await remove(made.id)).status).toBe(204)
    expect((await remove(made.id)).code).toBe('availability.not-found')
  })
  test('are the administrator’s to see and to change', async () => {
    const sales = await world.as('shanghai')
    const [usual] = await all()
    for (const { status, code } of [
      await sales.get('/availability/calendars'),
      await sales.get('/availability/assignments'),
      await sales.post('/availability/calendars', input()),
      await sales.ask('PUT', `/availability/calendars/${usual?.id}`, { body: input(), version: 1 }),
      await sales.delete(`/availability/calendars/${usual?.id}`, 1),
      await sales.put('/availability/default', { calendar: usual?.id }),
      await sales.put(`/availability/people/${sales.personId}/calendar`, { calendar: null }),
      await sales.put(`/availability/departments/${world.departments.east}/calendar`, { calendar: null }),
    ])
      expect([status, code]).toEqual([403, 'permissions.admin-only'])
  })
})

describe('holidays', () => {
  const holidays = (query: string) =>
    world.admin.get<{ published: boolean; items: { day: string; off: boolean }[] }>(
      `/availability/holidays?${query}`,
    )
  test('of China come with the days that make up for them, and say which years are not announced', async () => {
    const { body } = await holidays('country=CN&year=2026')
    expect(body.published).toBe(true)
    expect(body.items).toContainEqual(expect.objectContaining({ day: '2026-10-10', off: false }))
    expect((await holidays('country=CN&year=2028')).body).toEqual({ published: false, items: [] })
  })
  test('of other countries go by region; of places nobody knows are refused', async () => {
    const { body } = await holidays('country=DE&region=BY&year=2027')
    expect(body.items.map(({ day }) => day)).toContain('2027-05-27')
    expect((await holidays('country=ZZ&year=2027')).code).toBe('availability.unknown-holidays')
    const { body: countries } = await world.admin.get<{ items: { code: string }[] }>(
      '/availability/countries',
    )
    expect(countries.items.map(({ code }) => code)).toEqual(expect.arrayContaining(['CN', 'DE', 'JP', 'US']))
  })
})

describe('whose calendar', () => {
  test('a person’s own counts before their department’s, the nearest above before the company’s', async () => {
    const { body: east } = await create({ name: '华东', timeZone: 'Asia/Tokyo' })
    const { body: mine } = await create({ name: '自己', timeZone: 'Europe/Berlin' })
    const person = world.people.zhejiang
    const reason = async () => {
      const { calendar, because, department } = await timesOf(person)
      return [calendar.name, because, department?.name]
    }
    expect(await reason()).toEqual(['标准工时', 'company', undefined])
    await wanted(give('departments', world.departments.sales, east.id))
    expect(await reason()).toEqual(['华东', 'department', '销售部'])
    expect((await timesOf(world.people.director)).department?.name).toBe('销售部')
    expect((await timesOf(world.people.support)).because).toBe('company')
    await wanted(give('people', person, mine.id))
    expect(await reason()).toEqual(['自己', 'person', undefined])
    const given = await wanted(world.admin.get<Record<string, unknown[]>>('/availability/assignments'))
    expect(given).toEqual({
      departments: [{ id: world.departments.sales, name: '销售部', calendar: east.id }],
      people: [{ id: person, name: '陈静', calendar: mine.id }],
    })
    await wanted(give('people', person, null))
    await wanted(give('departments', world.departments.sales, null))
    expect((await timesOf(person)).because).toBe('company')
    for (const [what, id, calendar] of [
      ['people', NOBODY, east.id],
      ['departments', NOBODY, east.id],
      ['people', person, NOBODY],
    ] as const)
      expect((await give(what, id, calendar)).code).toBe('availability.not-found')
  })
  test('a change takes effect in every process with its next question', async () => {
    const other = await world.api.secondProcess()
    const { db } = other.application
    const person = world.people.success
    const there = async () => {
      const asking = await other.application.contextFor(world.admin.personId)
      if (!asking) throw new Error('no context')
      const times = await workingTimesOf(db, asking, [person], '2026-11-28T01:00:00Z', '2026-11-28T01:00:00Z')
      return times.get(person)?.isWorking(Date.parse('2026-11-28T01:30:00Z')) // a Saturday, 9:30 in Shanghai
    }
    expect(await there()).toBe(false)
    const { body: saturdays } = await create({ name: '周六' })
    await wanted(give('people', person, saturdays.id))
    expect(await there()).toBe(true)
    await wanted(change(saturdays, { week: OFFICE_WEEK }))
    expect(await there()).toBe(false)
    await wanted(give('people', person, null))
  })
})

describe('a rota', () => {
  const rota = (id: string, from: string, until: string, shifts: object[]) =>
    world.admin.put(`/availability/people/${id}/shifts`, { from, until, shifts })
  test('takes the place of the calendar’s hours on its days, and only in the period that is set', async () => {
    const person = world.people.support
    await wanted(
      rota(person, '2026-11-23', '2026-11-29', [
        { day: '2026-11-23', hours: NIGHT },
        { day: '2026-11-28', hours: MORNING },
        { day: '2026-11-24', hours: [] },
      ]),
    )
    const { days } = await timesOf(person, '?from=2026-11-23&until=2026-11-28')
    expect(days.map(({ because, hours }) => [because, hours.length])).toEqual([
      ['shift', 1],
      ['shift', 0],
      ['week', 2],
      ['week', 2],
      ['week', 2],
      ['shift', 1],
    ])
    expect(await atWork([person], '2026-11-23T14:30:00Z')).toEqual([true]) // 22:30 in Shanghai
    expect(await atWork([person], '2026-11-24T02:00:00Z')).toEqual([false])
    await wanted(rota(person, '2026-11-24', '2026-11-24', []))
    expect(await atWork([person], '2026-11-24T02:00:00Z')).toEqual([true])
    expect(await atWork([person], '2026-11-23T14:30:00Z')).toEqual([true])
  })
  test('is refused with days outside of its period, twice, with impossible hours, or of nobody', async () => {
    const refused = async (
      from: string,
      until: string,
      shifts: object[],
      id: string = world.people.support,
    ) => (await rota(id, from, until, shifts)).code
    const day = { day: '2026-12-01', hours: MORNING }
    expect(await refused('2026-12-02', '2026-12-31', [day])).toBe('availability.outside-the-period')
    expect(await refused('2026-12-01', '2026-12-31', [day, day])).toBe('availability.day-twice')
    expect(await refused('2026-12-01', '2026-12-31', [{ ...day, hours: [{ from: 9, until: 9 }] }])).toBe(
      'availability.bad-hours',
    )
    expect(await refused('2026-12-31', '2026-12-01', [])).toBe('availability.bad-period')
    expect(await refused('2026-01-01', '2028-12-31', [])).toBe('availability.bad-period')
    expect(await refused('2026-12-01', '2026-12-31', [day], NOBODY)).toBe('availability.not-found')
  })
  test('is seen by oneself, seen and set by one’s managers, and nobody else’s', async () => {
    const [own, manager, colleague] = [
      await world.as('shanghai'),
      await world.as('director'),
      await world.as('guangdong'),
    ]
    const path = `/availability/people/${own.personId}`
    const body = { from: '2026-12-05', until: '2026-12-05', shifts: [{ day: '2026-12-05', hours: MORNING }] }
    expect((await own.get(path)).status).toBe(200)
    expect((await manager.get(path)).status).toBe(200)
    expect([(await colleague.get(path)).code, (await colleague.put(`${path}/shifts`, body)).code]).toEqual([
      'availability.not-yours',
      'availability.not-yours',
    ])
    expect((await own.put(`${path}/shifts`, body)).code).toBe('availability.not-yours')
    expect((await manager.put(`${path}/shifts`, body)).status).toBe(200)
  })
})

describe('who is available', () => {
  test('is said with the next working moment: now where somebody is at work', async () => {
    const { people } = world
    const company = await context()
    const ask = (now: string, minutes: number) =>
      availableWithin(world.api.application.db, company, [people.finance], now, minutes)
    const evening = '2026-11-27T10:30:00.000Z' // Friday, 18:30
    expect((await ask(evening, 62 * 60)).get(people.finance)).toEqual({
      isWithin: false,
      nextWorkingAt: '2026-11-30T01:00:00.000Z',
    })
    expect((await ask(evening, 63 * 60)).get(people.finance)?.isWithin).toBe(true)
    expect((await ask('2026-11-27T09:59:00.000Z', 0)).get(people.finance)).toEqual({
      isWithin: true,
      nextWorkingAt: '2026-11-27T09:59:00.000Z',
    })
  })
  test('leaves those out who are away, until they are back', async () => {
    const { finance, marketing } = world.people
    expect(await atWork([finance, marketing], '2026-12-01T02:00:00Z')).toEqual([true, true])
    const absence = {
      kind: 'leave',
      deputy: marketing,
      from: '2026-11-30T00:00:00.000Z',
      until: '2026-12-02T00:00:00.000Z',
    }
    await wanted(world.admin.post('/absences', { person: finance, ...absence }))
    expect(await atWork([finance, marketing], '2026-12-01T02:00:00Z')).toEqual([false, true])
    expect(await atWork([finance, marketing], '2026-12-02T02:00:00Z')).toEqual([true, true])
  })
  test('is not remembered from a transaction that comes to nothing', async () => {
    const { db } = world.api.application
    const company = await context()
    const person = world.people.success
    const saturday = '2026-11-28T01:30:00Z'
    const isWorking = async (asked: typeof db) => {
      const times = await workingTimesOf(asked, company, [person], saturday, saturday)
      return times.get(person)?.isWorking(Date.parse(saturday))
    }
    const { body: always } = await create({ name: '轮班', week: Array(7).fill([{ from: 0, until: 1440 }]) })
    const undone = db.begin(async (tx) => {
      await tx`update company set access_version = access_version + 1`
      await tx`insert into person_calendar (person_id, calendar_id) values (${person}, ${always.id})`
      expect(await isWorking(tx as unknown as typeof db)).toBe(true)
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    await db`update company set access_version = access_version + 1`
    expect(await isWorking(db)).toBe(false)
  })
  test('costs a constant number of queries, and none but the counter’s when asked again', async () => {
    const { db } = world.api.application
    const company = await context()
    const everyone = Object.values(world.people)
    const asked = async (people: string[]) => {
      const before = await calls()
      await workingTimesOf(db, company, people, '2027-03-01T00:00:00Z', '2027-03-02T00:00:00Z')
      return (await calls()) - before
    }
    let count = 0
    const calls = async () => count
    const { options } = db
    const debug = options.debug
    options.debug = () => {
      count += 1
    }
    try {
      expect(await asked(everyone)).toBeLessThanOrEqual(4)
      expect(await asked(everyone)).toBe(1)
    } finally {
      options.debug = debug
    }
  })
})

import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { mailReceiver } from '../../platform/mail.fixture.ts'
import { rowsOf, scratch } from '../../platform/sheets/sheet.fixture.ts'
import { openSheet } from '../../platform/sheets/sheet.ts'
import type { Role } from '../permissions/contract.ts'
import type { Dashboard } from './contract/dashboards.ts'
import type { Mailing, Schedule } from './contract/schedules.ts'
import type { Answer, Report } from './contract.ts'
import { mailDue } from './index.ts'

const PUBLIC = 'https://baton.example.com'
let world: World
let mail: Awaited<ReturnType<typeof mailReceiver>>
let director: Client
let east: Client
let south: Client
const place = scratch()

/** 2 in the east, of which the second with a name a spreadsheet would run; 3 in the south. */
beforeAll(async () => {
  mail = await mailReceiver()
  world = await openWorld({
    publicUrl: PUBLIC,
    mail: {
      host: '127.0.0.1',
      port: mail.port,
      security: 'none',
      user: 'baton',
      password: 'richtig-richtig',
      sender: 'Baton <baton@example.com>',
    },
  })
  const { people, admin } = world
  for (const [holder, companyName] of [
    [people.shanghai, '甲'],
    [people.shanghai, '乙'],
    [people.guangdong, '丙'],
    [people.guangdong, '丁'],
    [people.shenzhen, '戊'],
  ])
    await world.opportunity(admin, { holder, companyName, amount: { amount: '100.00', currency: 'CNY' } })
  director = await world.as('director')
  east = await world.as('shanghai')
  south = await world.as('guangdong')
})
afterAll(async () => {
  place.leave()
  await world?.close()
  await mail?.close()
})
beforeEach(() => {
  mail.mails.length = 0
  mail.state.answer = undefined
})

const BY_DEPARTMENT = { measures: ['opportunities', 'open-amount'], by: ['department'] }
const kept = (by: Client, body: object = {}) =>
  wanted(by.post<Report>('/reports', { name: '各部门商机', question: BY_DEPARTMENT, chart: 'bar', ...body }))
const toEverybody = { sharing: { with: 'everybody' } }
const counted = ({ answered: { lines, all } }: Answer) => ({
  lines: lines.map(({ keys, values }) => [keys[0]?.label, values[0]?.value]),
  all: all.values[0]?.value,
})
const answerOf = async (who: Client, id: string) => wanted(who.get<Answer>(`/reports/${id}/answer`))

describe('a report', () => {
  test('is its owner’s until it is shared; a share lends the question, and everybody counts their own rows', async () => {
    const report = await kept(director)
    expect(report).toMatchObject({
      version: 1,
      editable: true,
      owner: { name: '林岚' },
      sharing: { with: 'nobody' },
    })
    expect((await east.get(`/reports/${report.id}`)).code).toBe('reports.not-found')
    expect((await east.get(`/reports/${report.id}/answer`)).code).toBe('reports.not-found')
    const sharing = { with: 'departments', departments: [world.departments.east] }
    await wanted(director.patch(`/reports/${report.id}`, 1, { sharing }))
    expect(counted(await answerOf(director, report.id))).toEqual({
      lines: [
        ['华南组', 3],
        ['华东组', 2],
      ],
      all: 5,
    })
    expect(counted(await answerOf(east, report.id))).toEqual({ lines: [['华东组', 2]], all: 2 })
    expect((await south.get(`/reports/${report.id}`)).code).toBe('reports.not-found')
    // a department with all below it
    const whole = { with: 'departments', departments: [world.departments.sales] }
    await wanted(director.patch(`/reports/${report.id}`, 2, { sharing: whole }))
    expect(counted(await answerOf(south, report.id))).toMatchObject({ lines: [['华南组', 2]] })
    const finance = await world.as('finance')
    expect((await finance.get(`/reports/${report.id}`)).code).toBe('reports.not-found')
    const { items } = await wanted(south.get<{ items: Report[] }>('/reports?box=shared'))
    expect(
      items.filter(({ builtIn }) => !builtIn).map(({ label, editable }) => [label.zh, editable]),
    ).toEqual([['各部门商机', false]])
  })

  test('is changed by its owner in the version they saw, copied by who reads it, and of the product by nobody', async () => {
    const report = await kept(director, toEverybody)
    expect((await east.patch(`/reports/${report.id}`, 1, { name: '我的' })).code).toBe('reports.not-yours')
    expect((await east.delete(`/reports/${report.id}`, 1)).code).toBe('reports.not-yours')
    await wanted(director.patch(`/reports/${report.id}`, 1, { name: '部门' }))
    const stale = await director.patch(`/reports/${report.id}`, 1, { name: '部门二' })
    expect([stale.code, stale.facts]).toEqual(['reports.stale', { yours: 1, current: 2 }])
    expect((await director.patch('/reports/where-we-lose', 1, { name: 'x' })).code).toBe(
      'reports.comes-with-product',
    )
    expect((await east.get('/reports/nothing-like-it')).code).toBe('reports.not-found')
    const none = { name: 'x', question: BY_DEPARTMENT, sharing: { with: 'departments' } }
    expect((await east.post('/reports', none)).code).toBe('reports.no-departments')
    const unknown = { ...none, sharing: { with: 'departments', departments: [report.id] } }
    expect((await east.post('/reports', unknown)).code).toBe('reports.unknown-department')
    await wanted(east.put(`/reports/${report.id}/favourite`))
    await wanted(east.put('/reports/where-we-lose/favourite'))
    const favourites = () => wanted(east.get<{ items: Report[] }>('/reports?box=favourites'))
    expect((await favourites()).items.map(({ label, favourite }) => [label.zh, favourite])).toEqual([
      ['输在哪个节点', true],
      ['部门', true],
    ])
    await wanted(east.delete('/reports/where-we-lose/favourite'))
    expect((await favourites()).items).toHaveLength(1)
    // pages of the list meet without a gap
    await Promise.all([1, 2, 3].map((n) => kept(director, { name: `页 ${n}` })))
    const seen: string[] = []
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: { items: Report[]; next?: string } = await wanted(
        director.get<{ items: Report[]; next?: string }>(
          `/reports?box=mine&limit=2${cursor && `&cursor=${cursor}`}`,
        ),
      )
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.next
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(4)
    await wanted(director.delete(`/reports/${report.id}`, 2))
    expect((await east.get(`/reports/${report.id}`)).code).toBe('reports.not-found')
  })

  test('every one of the product is answered, and opens the rows its figures count', async () => {
    const { items } = await wanted(director.get<{ items: Report[] }>('/reports?limit=1'))
    const own = items.filter(({ builtIn }) => builtIn)
    expect(own.length).toBeGreaterThanOrEqual(6)
    for (const { id } of own) await answerOf(director, id)
    const { answered } = await answerOf(director, (await kept(director)).id)
    for (const line of answered.lines) {
      const filter = encodeURIComponent(line.filter ?? '')
      const { count } = await wanted(director.get<{ count: number }>(`/opportunities/count?filter=${filter}`))
      expect(count).toBe(line.values[0]?.value)
    }
  })

  test('whose measure a reader may not see says which', async () => {
    const report = await kept(director, toEverybody)
    const { items } = await wanted(world.admin.get<{ items: Role[] }>('/roles'))
    const role = items.find(({ key }) => key === 'sales')
    if (!role) throw new Error('there is no role of sales people')
    const opportunity = role.grants['opportunity']
    const grants = { ...role.grants, opportunity: { ...opportunity, fields: { amount: 'hidden' } } }
    await wanted(world.admin.patch(`/roles/${role.id}`, role.version, { label: role.label, grants }))
    const refused = await east.get(`/reports/${report.id}/answer`)
    expect([refused.code, refused.facts]).toEqual(['insights.unknown-measure', { measure: 'open-amount' }])
    await wanted(
      world.admin.patch(`/roles/${role.id}`, role.version + 1, { label: role.label, grants: role.grants }),
    )
  })
})

describe('a file', () => {
  const byAccount = { measures: ['opportunities', 'open-amount'], by: ['holder'] }
  const file = async (who: Client, format: string, question: object = byAccount) =>
    who.ask('POST', `/reports/export?format=${format}&language=zh`, {
      body: { question, title: '=各人/商机' },
    })

  test('has the figures of the screen, as a workbook or as text, and runs nothing', async () => {
    const { application } = world.api
    const question = { measures: ['opportunities', 'open-amount'], by: ['department'] }
    const answer = await application.http.inject({
      method: 'POST',
      url: '/api/v1/reports/export?format=xlsx&language=zh',
      headers: director.headers,
      payload: { question, title: '=各部门/商机' },
    })
    expect(answer.statusCode, answer.body).toBe(200)
    expect(answer.headers['content-disposition']).toContain(
      encodeURIComponent('=各部门 商机-2026-11-23.xlsx'),
    )
    const path = place.file(answer.rawPayload)
    await writeFile(path, answer.rawPayload)
    const sheet = await openSheet(path)
    expect(sheet.sheets).toEqual(['=各部门 商机', '口径'])
    expect((await rowsOf(sheet)).map(({ cells }) => cells.slice(0, 3))).toEqual([
      ['华南组', 3, 300],
      ['华东组', 2, 200],
      ['合计', 5, 500],
    ])
    const csv = await file(director, 'csv', question)
    expect(csv.text.split('\r\n').slice(1, 4)).toEqual(['华南组,3,300,3', '华东组,2,200,2', '合计,5,500,5'])
  })

  test('is for who may export, in a format there is, of a question there is', async () => {
    expect((await file(director, 'pdf')).code).toBe('reports.unknown-format')
    expect((await file(director, 'csv', { measures: [] })).code).toBe('http.invalid-input')
    expect((await file(director, 'csv', { measures: ['luck'] })).code).toBe('insights.unknown-measure')
    expect((await file(east, 'csv')).code).toBe('permissions.not-allowed')
  })
})

describe('a dashboard', () => {
  test('shows up to twelve reports, each once, and lends its owner’s questions, not others’', async () => {
    const own = await kept(director, { name: '自己的' })
    const foreign = await kept(await world.as('eastManager'), toEverybody)
    const tiles = [{ report: own.id, width: 'full' }, { report: foreign.id }, { report: 'where-we-lose' }]
    const board = await wanted(
      director.post<Dashboard>('/reports/dashboards', { name: '周会', tiles, ...toEverybody }),
    )
    expect(board.tiles.map(({ width }) => width)).toEqual(['full', 'half', 'half'])
    await wanted(
      (await world.as('eastManager')).patch(`/reports/${foreign.id}`, 1, { sharing: { with: 'nobody' } }),
    )
    const { tiles: seen } = await wanted(
      east.get<{
        tiles: { report: Report | null; answer: Answer | null; refused: { code: string } | null }[]
      }>(`/reports/dashboards/${board.id}/answers`),
    )
    expect(seen.map(({ report, refused }) => [report?.label.zh, refused?.code])).toEqual([
      ['自己的', undefined],
      [undefined, 'reports.not-found'],
      ['输在哪个节点', undefined],
    ])
    expect(seen[0]?.answer && counted(seen[0].answer).all).toBe(2)
    const change = (body: object, version = 1) =>
      director.patch(`/reports/dashboards/${board.id}`, version, body)
    const many = Array.from({ length: 13 }, () => ({ report: own.id }))
    const refused = await change({ tiles: many })
    expect([refused.code, refused.facts]).toEqual(['reports.too-many-tiles', { most: 12, given: 13 }])
    expect((await change({ tiles: many.slice(0, 2) })).code).toBe('reports.tile-twice')
    expect((await change({ tiles: [{ report: 'nothing' }] })).code).toBe('reports.not-found')
    expect((await east.patch(`/reports/dashboards/${board.id}`, 1, { name: 'x' })).code).toBe(
      'reports.not-yours',
    )
    // what stands there may stay, though its share was taken back
    await wanted(change({ tiles: [...tiles].reverse() }))
    expect((await change({ name: 'x' })).code).toBe('reports.stale')
    await wanted(director.delete(`/reports/${own.id}`, 1))
    const now = await wanted(director.get<Dashboard>(`/reports/dashboards/${board.id}`))
    expect(now.tiles.map(({ report }) => report)).toEqual(['where-we-lose', foreign.id])
  })

  test('is the one somebody starts with until they start with another', async () => {
    const board = await wanted(east.post<Dashboard>('/reports/dashboards', { name: '我的' }))
    const start = async () => {
      const { items } = await wanted(east.get<{ items: Dashboard[] }>('/reports/dashboards'))
      return items.filter((one) => one.start).map(({ id }) => id)
    }
    expect(await start()).toEqual([])
    await wanted(east.put(`/reports/dashboards/${board.id}/start`))
    expect(await start()).toEqual([board.id])
    await wanted(east.put('/reports/dashboards/sales-lead/start'))
    expect(await start()).toEqual(['sales-lead'])
    expect((await south.put(`/reports/dashboards/${board.id}/start`)).code).toBe(
      'reports.dashboard-not-found',
    )
  })
})

describe('by mail', () => {
  const weekly = { every: 'week', on: 1, hour: 9 }
  const localTime = (local: string) =>
    world.api.pass((Date.parse(`${local}:00+08:00`) - Date.parse(world.api.now())) / 60_000)
  const turn = (application = world.api.application) => mailDue(application, world.api.now())
  const scheduled = async (of: string, receivers: string[], rhythm: object = weekly) =>
    wanted(director.post<Schedule>('/reports/schedules', { what: 'report', of, rhythm, receivers }))
  const history = async (id: string, who = director) =>
    (await wanted(who.get<{ items: Mailing[] }>(`/reports/schedules/${id}/mailings`))).items
  const again = async () => {
    director = await world.as('director')
    east = await world.as('shanghai')
    south = await world.as('guangdong')
    world.admin = await world.api.as(world.admin.personId)
  }

  test('everybody gets their own figures, once a period whatever the number of servers', async () => {
    const report = await kept(director, { name: '周报 <b>', ...toEverybody })
    const { id, nextAt } = await scheduled(report.id, [director.personId, east.personId])
    expect(nextAt).toBe('2026-11-30T01:00:00.000Z')
    await turn()
    expect(mail.mails).toEqual([])
    localTime('2026-11-30T09:00')
    const others = await Promise.all([world.api.secondProcess(), world.api.secondProcess()])
    const all = [world.api.application, ...others.map(({ application }) => application)]
    await Promise.all(all.map(turn))
    await Promise.all(all.map(turn))
    const to = (who: string) => mail.mails.filter((one) => one.to[0]?.startsWith(who))
    expect(mail.mails).toHaveLength(2)
    expect(to('director')[0]?.subject).toBe('周报 <b>')
    expect(to('director')[0]?.text).toMatch(/华南组 \| 3/)
    expect(to('director')[0]?.html).toContain(`${PUBLIC}/reports/builder?report=${report.id}`)
    expect(to('director')[0]?.html).not.toContain('<b>')
    expect(to('director')[0]?.files.map(({ name }) => name)).toEqual(['周报 b-2026-11-30.csv'])
    expect(to('director')[0]?.files[0]?.text).toContain('华南组,3')
    expect(to('director')[0]?.headers['list-unsubscribe']).toContain(`schedule=${id}`)
    expect(to('shanghai')[0]?.text).toMatch(/华东组 \| 2/)
    expect(to('shanghai')[0]?.text).not.toContain('华南组')
    expect(to('shanghai')[0]?.files).toEqual([]) // sales people may not export
    await again()
    expect((await history(id)).map(({ day, state }) => [day, state])).toEqual([
      ['2026-11-30', 'sent'],
      ['2026-11-30', 'sent'],
    ])
    expect(await history(id, east)).toHaveLength(1)
    expect((await south.get(`/reports/schedules/${id}/mailings`)).code).toBe('reports.schedule-not-found')
    // whoever wants it no more says so
    await wanted(east.delete(`/reports/schedules/${id}/receiving`))
    localTime('2026-12-07T11:00') // servers were down at nine
    await turn()
    expect(mail.mails).toHaveLength(3)
    await again()
  })

  test('is tried again under the same id, told to who set it up where it cannot be, and paused', async () => {
    const report = await kept(director, toEverybody)
    const { id } = await scheduled(report.id, [south.personId], { every: 'day', hour: 8 })
    mail.state.answer = () => 'drop'
    localTime('2026-12-08T08:00')
    await turn()
    expect(await history(id)).toMatchObject([{ state: 'waiting', attempts: 1, receiver: { name: '黄伟' } }])
    mail.state.answer = undefined
    expect(await turn()).toBe(0)
    world.api.pass(2)
    await turn()
    expect(mail.mails).toHaveLength(2)
    expect(new Set(mail.mails.map(({ headers }) => headers['message-id'])).size).toBe(1)
    // the share is taken back: no figures, and the owner is told
    await wanted(director.patch(`/reports/${report.id}`, 1, { sharing: { with: 'nobody' } }))
    localTime('2026-12-09T08:00')
    await turn()
    await again()
    expect((await history(id))[0]).toMatchObject({ state: 'dropped', reason: 'reports.not-found' })
    const { items } = await wanted(
      director.get<{ items: { kind: string }[] }>('/notices?unread=true&group=system'),
    )
    expect(items.map(({ kind }) => kind)).toContain('reports.not-mailed')
    const paused = await wanted(director.patch<Schedule>(`/reports/schedules/${id}`, 1, { paused: true }))
    expect([paused.nextAt, paused.version]).toEqual([null, 2])
    mail.mails.length = 0
    localTime('2026-12-10T08:00')
    await turn()
    expect(mail.mails).toEqual([])
    await again()
    const on = await wanted(director.patch<Schedule>(`/reports/schedules/${id}`, 2, { paused: false }))
    expect(on.nextAt).toBe('2026-12-11T00:00:00.000Z')
    await wanted(director.delete(`/reports/schedules/${id}`, 3))
  })

  test('goes only to who is there and may read it, at a time there is, and stops where its owner leaves', async () => {
    const report = await kept(director)
    const ask = (receivers: string[], rhythm: object = weekly) =>
      director.post('/reports/schedules', { what: 'report', of: report.id, rhythm, receivers })
    const refused = await ask([east.personId])
    expect([refused.code, refused.facts]).toEqual(['reports.receiver-cannot-read', { names: ['李强'] }])
    expect((await ask([report.id])).code).toBe('reports.receiver-unreachable')
    expect((await ask([director.personId], { every: 'week', on: 9, hour: 9 })).code).toBe(
      'reports.bad-rhythm',
    )
    const many = Array.from({ length: 51 }, () => director.personId)
    expect((await ask(many)).code).toBe('reports.too-many-receivers')
    const success = await world.as('success')
    const body = { what: 'dashboard', of: 'sales-lead', rhythm: weekly, receivers: [director.personId] }
    const { id } = await wanted(success.post<Schedule>('/reports/schedules', body))
    localTime('2026-12-14T09:00')
    await turn()
    const [dashboard] = mail.mails.filter(({ subject }) => subject === '销售负责人')
    expect(dashboard?.text).toContain('■ 输在哪个节点')
    expect(dashboard?.files.length).toBeGreaterThanOrEqual(6)
    await again()
    await wanted(world.admin.put(`/organisation/people/${success.personId}/deactivation`))
    mail.mails.length = 0
    localTime('2026-12-21T09:00')
    await turn()
    expect(mail.mails.filter(({ subject }) => subject === '销售负责人')).toEqual([])
    await again()
    const { items } = await wanted(director.get<{ items: Schedule[] }>('/reports/schedules?what=dashboard'))
    expect(items.find((one) => one.id === id)).toMatchObject({ stopped: 'left', nextAt: null })
    expect((await world.admin.patch(`/reports/schedules/${id}`, 2, { paused: true })).code).toBe(
      'reports.schedule-stopped',
    )
  })
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { replaceDeputy } from './index.ts'

type Absence = {
  id: string
  version: number
  from: string
  until: string
  person: { name: string }
  deputy: { id: string; name: string }
  acting: { name: string } | null
  note: string | null
}

let world: World
let li: Client
let chen: Client
beforeAll(async () => {
  world = await openWorld()
  li = await world.as('shanghai') // 李强
  chen = await world.as('zhejiang') // 陈静
})
afterAll(() => world?.close())
beforeEach(async () => {
  await world.api.application.owner`delete from absence`
  await world.api.application.owner`update company set access_version = access_version + 1`
})

const HOUR = 60
const soon = (minutes: number) => new Date(Date.parse(world.api.now()) + minutes * 60_000).toISOString()
const record = (client: Client, more: object = {}) =>
  client.post<Absence>('/absences', { from: soon(0), until: soon(8 * HOUR), kind: 'leave', ...more })
const journal = (recordId: string) =>
  world.api.application.db<
    { kind: string; actor: string; before: object | null; after: object | null }[]
  >`select kind, actor_id as actor, before, after from event where object = 'absence' and record_id = ${recordId} order by seq`

describe('recording an absence', () => {
  test('days are the company’s: the first from its midnight, the last to its end', async () => {
    const { body } = await record(li, { from: '2026-12-01', until: '2026-12-05', deputy: chen.personId })
    expect(body).toMatchObject({
      from: '2026-11-30T16:00:00.000Z',
      until: '2026-12-05T16:00:00.000Z',
      person: { name: '李强' },
      deputy: { name: '陈静' },
      acting: null,
    })
    expect(await journal(body.id)).toMatchObject([{ kind: 'absence.recorded', actor: li.personId }])
  })
  test('without a deputy the manager stands in; where they are away all the time, whoever is above them', async () => {
    expect((await record(li)).body.deputy.name).toBe('王芳')
    await wanted(record(world.admin, { person: world.people.eastManager, until: soon(20 * HOUR) }))
    const next = await record(chen, { from: soon(HOUR) })
    expect(next.body.deputy.name).toBe('林岚')
  })
  test('the keeper stands in for whoever has no manager; the keeper must name somebody', async () => {
    expect((await record(await world.as('finance'))).body.deputy.name).toBe('周敏')
    expect((await record(world.admin)).code).toBe('absences.deputy-needed')
    expect((await record(world.admin, { deputy: world.people.director })).status).toBe(201)
  })
  test('absences of one person do not overlap; the database refuses it too', async () => {
    await wanted(record(li))
    const again = await record(li, { from: soon(7 * HOUR), until: soon(9 * HOUR) })
    expect([again.code, again.facts]).toEqual(['absences.overlaps', { from: soon(0), until: soon(8 * HOUR) }])
    expect((await record(li, { from: soon(8 * HOUR), until: soon(9 * HOUR) })).status).toBe(201)
    const byHand = world.api.application
      .db`insert into absence (person_id, during, kind, deputy_id, created_at, updated_at)
      values (${li.personId}, tstzrange(${soon(1)}, ${soon(2)}), 'leave', ${chen.personId}, now(), now())`
    await expect(byHand).rejects.toMatchObject({ code: '23P01' })
  })
  test('nobody stands in for themselves, nobody who left does, and a period makes sense', async () => {
    expect((await record(li, { deputy: li.personId })).code).toBe('absences.deputy-oneself')
    expect((await record(li, { until: soon(0) })).code).toBe('absences.wrong-period')
    expect((await record(li, { from: soon(-600), until: soon(-1) })).code).toBe('absences.wrong-period')
    expect((await record(li, { until: soon(400 * 24 * HOUR) })).code).toBe('absences.wrong-period')
    expect((await record(li, { deputy: crypto.randomUUID() })).code).toBe('absences.unknown-person')
    expect((await record(li, { from: 'tomorrow' })).code).toBe('http.invalid-input')
  })
  test('two do not stand in for each other at one time, even when both ask at once', async () => {
    const both = await Promise.all([
      record(li, { deputy: chen.personId }),
      record(chen, { deputy: li.personId }),
    ])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
    const refused = both.find(({ status }) => status === 409)
    expect(['absences.deputy-goes-round', 'absences.deputy-away']).toContain(refused?.code)
  })
  test('a deputy who is away the whole time is refused, and it is said who stands in for them', async () => {
    await wanted(record(chen, { until: soon(20 * HOUR) }))
    const { code, facts } = await record(li, { deputy: chen.personId })
    expect([code, facts]).toEqual(['absences.deputy-away', { deputy: '陈静', acting: '王芳' }])
  })
  test('only the person, those above them and administrators record it', async () => {
    const person = li.personId
    expect((await record(chen, { person })).code).toBe('absences.not-yours')
    expect((await record(await world.as('southManager'), { person })).code).toBe('absences.not-yours')
    expect((await record(await world.as('eastManager'), { person })).status).toBe(201)
    expect((await record(world.admin, { person, from: soon(9 * HOUR), until: soon(10 * HOUR) })).status).toBe(
      201,
    )
  })
  test('the preview says who stands in and what waits, and writes nothing', async () => {
    await world.opportunity(li, { holder: li.personId })
    const body = { from: soon(0), until: soon(60), deputy: chen.personId }
    const { status, body: shown } = await li.post('/absences/preview', body)
    expect(status).toBe(200)
    expect(shown).toMatchObject({ deputy: { name: '陈静' }, proposed: false, handOvers: 0, tasks: 0 })
    expect(Number(shown['held'])).toBeGreaterThan(0)
    expect((await li.get<{ items: object[] }>('/absences')).body.items).toEqual([])
  })
})

describe('changing, ending, cancelling', () => {
  test('it is shortened, moved and given to another deputy, each on record; what has begun keeps its beginning', async () => {
    const first = await wanted(record(li, { from: soon(60), deputy: chen.personId }))
    const path = `/absences/${first.id}`
    const moved = await wanted(li.patch<Absence>(path, first.version, { from: soon(-30), note: '体检' }))
    expect([moved.from, moved.note]).toEqual([soon(-30), '体检'])
    expect((await li.patch(path, moved.version, { from: soon(30) })).code).toBe('absences.begun')
    const shorter = await wanted(
      li.patch<Absence>(path, moved.version, { until: soon(30), deputy: world.people.director }),
    )
    expect([shorter.until, shorter.deputy.name, shorter.acting?.name]).toEqual([soon(30), '林岚', '林岚'])
    expect((await li.patch(path, first.version, { kind: 'sick' })).code).toBe('absences.stale')
    expect((await journal(first.id)).map(({ kind }) => kind)).toEqual([
      'absence.recorded',
      'absence.changed',
      'absence.changed',
    ])
  })
  test('back now ends it from this instant; what is over stays as it was', async () => {
    const { id, version } = await wanted(record(li, { from: soon(-60), deputy: chen.personId }))
    const ended = await wanted(li.ask<Absence>('PUT', `/absences/${id}/end`, { body: {}, version }))
    expect([ended.until, ended.acting]).toEqual([world.api.now(), null])
    expect((await li.patch(`/absences/${id}`, ended.version, { kind: 'sick' })).code).toBe('absences.over')
    expect((await li.ask('PUT', `/absences/${id}/end`, { body: {}, version: ended.version })).code).toBe(
      'absences.over',
    )
  })
  test('what has not begun is cancelled, what has begun is ended instead', async () => {
    const coming = await wanted(record(li, { from: soon(60) }))
    expect((await li.ask('PUT', `/absences/${coming.id}/end`, { body: {}, version: 1 })).code).toBe(
      'absences.not-begun',
    )
    expect((await li.delete(`/absences/${coming.id}`, coming.version)).status).toBe(204)
    expect((await journal(coming.id)).at(-1)).toMatchObject({ kind: 'absence.cancelled', after: null })
    const running = await wanted(record(li, { from: soon(-60) }))
    expect((await li.delete(`/absences/${running.id}`, running.version)).code).toBe('absences.begun')
  })
  test('somebody else’s absence is as if it were not there', async () => {
    const { id, version } = await wanted(record(li))
    expect((await chen.patch(`/absences/${id}`, version, { kind: 'sick' })).code).toBe('absences.not-found')
    expect((await chen.delete(`/absences/${crypto.randomUUID()}`, 1)).code).toBe('absences.not-found')
  })
})

describe('who may know what', () => {
  test('everybody knows that somebody is away, until when and who acts; why, only those above them and administrators', async () => {
    await wanted(record(li, { kind: 'sick', note: '住院', deputy: chen.personId }))
    const { text, body } = await chen.get<{ items: object[]; changesAt: string }>('/absences/now')
    expect(body).toMatchObject({
      items: [{ person: { name: '李强' }, until: soon(8 * HOUR), acting: { name: '陈静' } }],
      changesAt: soon(8 * HOUR),
    })
    expect(text).not.toMatch(/住院|sick/)
    expect((await chen.get('/absences')).text).not.toContain('住院')
    expect((await chen.get(`/absences?person=${li.personId}`)).code).toBe('absences.not-yours')
    expect((await chen.get('/today')).text).not.toContain('住院')
    for (const client of [li, await world.as('eastManager'), await world.as('director'), world.admin])
      expect((await client.get('/absences')).text).toContain('住院')
    expect((await (await world.as('southManager')).get('/absences')).text).not.toContain('住院')
  })
  test('a period is asked for by its days', async () => {
    await wanted(record(li, { from: '2027-01-04', until: '2027-01-06' }))
    const between = async (from: string, until: string) =>
      (await wanted(world.admin.get<{ items: object[] }>(`/absences?from=${from}&until=${until}`))).items
        .length
    expect([
      await between('2027-01-01', '2027-01-03'),
      await between('2027-01-01', '2027-01-04'),
      await between('2027-01-06', '2027-01-31'),
      await between('2027-01-07', '2027-01-31'),
    ]).toEqual([0, 1, 1, 0])
  })
})

describe('a deputy and leaving', () => {
  test('whoever stands in for somebody now or later is not deactivated, by hand in SQL neither, until somebody else stands in', async () => {
    const person = (
      await wanted(world.admin.post<{ id: string }>('/organisation/people', { name: '临时代理' }))
    ).id
    const { id } = await wanted(record(li, { from: soon(60), until: soon(120), deputy: person }))
    const leave = () => world.admin.put(`/organisation/people/${person}/deactivation`)
    expect(await leave()).toMatchObject({ code: 'organisation.stands-in', facts: { person: '临时代理' } })
    const { owner, db } = world.api.application
    const byHand = owner`update person set deactivated_at = ${world.api.now()} where id = ${person}`
    await expect(byHand).rejects.toMatchObject({ code: 'BTN32' })
    const actor = { kind: 'person' as const, personId: world.admin.personId }
    const count = await db.begin((tx) =>
      replaceDeputy(tx, { actor, now: world.api.now() }, person, li.personId),
    )
    expect(count).toBe(1)
    const [absence] = (await wanted(li.get<{ items: Absence[] }>('/absences'))).items
    expect(absence?.deputy.name).toBe('王芳') // 李强 cannot stand in for himself: whoever is proposed does
    expect((await journal(id)).at(-1)).toMatchObject({ kind: 'absence.deputy-replaced' })
    expect((await leave()).status).toBe(200)
    expect((await record(chen, { deputy: person })).code).toBe('absences.deputy-inactive')
  })
  test('one that is over keeps nobody', async () => {
    const person = (await wanted(world.admin.post<{ id: string }>('/organisation/people', { name: '代过' })))
      .id
    await wanted(record(li, { from: soon(-60), until: soon(10), deputy: person }))
    world.api.pass(10)
    expect((await world.admin.put(`/organisation/people/${person}/deactivation`)).status).toBe(200)
  })
})

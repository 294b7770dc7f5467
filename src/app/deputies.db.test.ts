import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '../../test/api.ts'
import { openWorld, type World, wanted } from '../../test/world.ts'

type Seen = { version: number; title: string; holder: { id: string }; stage: { id: string } }
type Events = { items: { kind: string; actor: Named; onBehalfOf: Named }[] }
type Named = { title: string } | null
type Items = { items: { id: string }[] }

const PACKET = { needs: '台式光谱仪', nextStep: '回访', nextStepOn: '2026-12-01' }

let world: World
let li: Client // 李强, 上海, who goes away
let chen: Client // 陈静, 浙江, who stands in
let huang: Client // 黄伟, of another team
beforeAll(async () => {
  world = await openWorld()
  li = await world.as('shanghai')
  chen = await world.as('zhejiang')
  huang = await world.as('guangdong')
})
afterAll(() => world?.close())
beforeEach(async () => {
  await world.api.application.owner`delete from absence`
  await world.api.application.owner`update company set access_version = access_version + 1`
})

const soon = (minutes: number) => new Date(Date.parse(world.api.now()) + minutes * 60_000).toISOString()
const away = (client: Client, deputy: string, minutes = 60, from = 0) =>
  wanted(
    client.post('/absences', { from: soon(from), until: soon(minutes), kind: 'leave', note: '机密', deputy }),
  )
const held = (client: Client, more: object = {}) =>
  world.opportunity(client, { holder: client.personId, ...more })
const read = (client: Client, id: string) => wanted(client.get<Seen>(`/opportunities/${id}`))
const events = async (client: Client, id: string) =>
  (await wanted(client.get<Events>(`/opportunities/${id}/events`))).items
const lists = async (client: Client, id: string) =>
  (await wanted(client.get<Items>('/opportunities?limit=200'))).items.some((one) => one.id === id)

describe('while somebody is away', () => {
  test('the deputy sees what they hold on every road, from its beginning until its end, and the holder stays', async () => {
    const id = await held(li)
    const roads = [`/opportunities/${id}`, `/opportunities/${id}/events`, `/opportunities/${id}/holdings`]
    const statuses = async () => Promise.all(roads.map(async (road) => (await chen.get(road)).status))
    await away(li, chen.personId, 60, 10)
    expect([await statuses(), await lists(chen, id)]).toEqual([[404, 404, 404], false])
    world.api.pass(10)
    expect([await statuses(), await lists(chen, id)]).toEqual([[200, 200, 200], true])
    expect((await read(chen, id)).holder.id).toBe(li.personId)
    expect((await huang.get(roads[0] ?? '')).status).toBe(404)
    world.api.pass(49.98)
    expect((await statuses())[0]).toBe(200)
    world.api.pass(0.02)
    expect([await statuses(), await lists(chen, id)]).toEqual([[404, 404, 404], false])
    expect((await read(li, id)).holder.id).toBe(li.personId)
  })
  test('the deputy edits, moves, follows up and makes tasks; every entry has both names', async () => {
    const id = await held(li)
    await away(li, chen.personId)
    const path = `/opportunities/${id}`
    const { version } = await read(chen, id)
    await wanted(chen.patch(path, version, { nextStep: '寄样品' }))
    await wanted(chen.post('/follow-ups', { opportunity: id, kind: 'call', content: '代为回电' }))
    await wanted(chen.post('/tasks', { opportunity: id, title: '寄样品', dueOn: '2026-12-02' }))
    const { items } = await wanted(chen.get<{ items: { stage: string; open: boolean }[] }>(`${path}/moves`))
    const next = items.find((move) => move.open)?.stage ?? ''
    const before = await read(chen, id)
    const reason = '客户确认'
    await wanted(chen.ask('PUT', `${path}/stage`, { version: before.version, body: { stage: next, reason } }))
    const told = (await events(li, id)).filter(({ kind }) => kind !== 'opportunity.created')
    const mine = told.filter(({ actor }) => actor?.title === '陈静')
    expect([...new Set(mine.map(({ kind }) => kind))].sort()).toEqual([
      'follow-up.created',
      'opportunity.attended',
      'opportunity.moved',
      'opportunity.updated',
      'task.created',
    ])
    expect(mine.map(({ onBehalfOf }) => onBehalfOf?.title)).toEqual(mine.map(() => '李强'))
    const tiles = await wanted(
      li.get<{
        items: { person: { name: string }; actor: { name: string }; onBehalfOf: { name: string } }[]
      }>(`${path}/holdings`),
    )
    expect(tiles.items.at(-1)).toMatchObject({
      person: { name: '李强' },
      actor: { name: '陈静' },
      onBehalfOf: { name: '李强' },
    })
  })
  test('what the deputy does with their own work is done as themselves', async () => {
    const id = await held(chen)
    await away(li, chen.personId)
    const { version } = await read(chen, id)
    await wanted(chen.patch(`/opportunities/${id}`, version, { nextStep: '自己的事' }))
    expect((await events(chen, id)).map(({ onBehalfOf }) => onBehalfOf)).not.toContainEqual(
      expect.objectContaining({ title: '李强' }),
    )
  })
  test('right by right: the deputy passes what somebody holds who may pass, and nothing of their own', async () => {
    const manager = await world.as('eastManager')
    const theirs = await held(manager)
    const own = await held(chen)
    const pass = async (id: string) => {
      const { version } = await read(chen, id)
      const body = { person: huang.personId, reason: '客户在广东' }
      return chen.ask('PUT', `/opportunities/${id}/holding`, { version, body })
    }
    expect((await pass(own)).code).toBe('permissions.not-allowed')
    await away(manager, chen.personId)
    expect((await pass(own)).code).toBe('objects.not-allowed')
    const many = { ids: [own, theirs], person: huang.personId, reason: '客户在广东', preview: true }
    const { body } = await chen.post<{ passed: string[]; refused: { id: string; code: string }[] }>(
      '/opportunities/passing',
      many,
    )
    expect(body.passed).toEqual([theirs])
    expect(body.refused).toMatchObject([{ id: own, code: 'objects.not-allowed' }])
    expect((await pass(theirs)).status).toBe(200)
    const [last] = (await events(world.admin, theirs)).filter(({ kind }) => kind === 'opportunity.passed')
    expect([last?.actor?.title, last?.onBehalfOf?.title]).toEqual(['陈静', '王芳'])
  })
  test('a deputy without the right to change what the absent may only see is refused', async () => {
    const finance = await world.as('finance')
    const id = await held(world.admin)
    const { version } = await read(world.admin, id)
    const body = { person: finance.personId, reason: '核对回款' }
    await wanted(world.admin.ask('PUT', `/opportunities/${id}/holding`, { version, body }))
    await away(finance, chen.personId)
    const seen = await read(chen, id)
    expect((await chen.patch(`/opportunities/${id}`, seen.version, { nextStep: '改' })).code).toBe(
      'objects.not-allowed',
    )
    expect((await finance.patch(`/opportunities/${id}`, seen.version, { nextStep: '改' })).status).toBe(403)
  })
  test('who stands in for an administrator gets what they hold, not what they may see', async () => {
    const id = await held(world.admin)
    const other = await held(huang)
    await away(world.admin, chen.personId)
    expect((await chen.get(`/opportunities/${id}`)).status).toBe(200)
    expect((await chen.get(`/opportunities/${other}`)).status).toBe(404)
    expect((await chen.get('/organisation/people')).code).toBe('permissions.admin-only')
  })
})

describe('what a deputy does not get', () => {
  test('neither what the absent lead, nor help with, nor their department’s, nor a word of why they are away', async () => {
    const manager = await world.as('eastManager')
    const ofReport = await held(li)
    const helped = await held(huang)
    await wanted(
      world.admin.put(`/opportunities/${helped}/participants/${manager.personId}`, { letter: 'C' }),
    )
    const account = (await wanted(world.admin.post<{ id: string }>('/accounts', { name: '保密客户' }))).id
    const hidden = await held(world.admin, { account })
    await away(manager, chen.personId)
    for (const id of [ofReport, helped, hidden]) {
      expect((await chen.get(`/opportunities/${id}`)).status, id).toBe(404)
      expect(await lists(chen, id)).toBe(false)
    }
    expect((await chen.get(`/accounts/${account}`)).status).toBe(404)
    for (const road of ['/today', '/absences', '/absences/now', '/me', '/opportunities', '/hand-overs'])
      expect((await chen.get(road)).text, road).not.toMatch(/机密|保密客户/)
  })
  test('the account of what the absent holds is seen with it, and is gone with it', async () => {
    const account = (await wanted(world.admin.post<{ id: string }>('/accounts', { name: '随单客户' }))).id
    await wanted(
      world.admin.post('/opportunities', {
        title: '随单',
        companyName: '随单',
        account,
        holder: li.personId,
      }),
    )
    await away(li, chen.personId)
    expect((await chen.get(`/accounts/${account}`)).status).toBe(200)
    world.api.pass(60)
    expect((await chen.get(`/accounts/${account}`)).status).toBe(404)
  })
})

describe('hand-overs', () => {
  const offer = async (from: Client, id: string, to: string, more: object = {}) =>
    from.post<{ id: string; version: number; acting: { name: string } | null }>(
      `/opportunities/${id}/hand-overs`,
      { to, packet: PACKET, ...more },
    )

  test('one is offered to somebody who is away only knowingly; their deputy asks and answers, and they hold it', async () => {
    await away(li, chen.personId)
    const id = await held(huang)
    const refused = await offer(huang, id, li.personId)
    expect([refused.code, refused.facts]).toEqual([
      'absences.receiver-away',
      { person: '李强', until: soon(60), acting: '陈静' },
    ])
    const made = await wanted(offer(huang, id, li.personId, { knowing: true }))
    expect(made.acting).toMatchObject({ name: '陈静', until: soon(60) })
    expect((await wanted(chen.get<Items>('/hand-overs'))).items.map((one) => one.id)).toContain(made.id)
    await wanted(chen.post(`/hand-overs/${made.id}/messages`, { text: '预算多少？' }))
    await wanted(huang.post(`/hand-overs/${made.id}/messages`, { text: '五十万' }))
    const body = { answer: 'accept' }
    const path = `/hand-overs/${made.id}/answer`
    const answered = await wanted(
      chen.ask<{ answeredBy: object; messages: object[] }>('PUT', path, { version: made.version + 2, body }),
    )
    expect(answered.answeredBy).toMatchObject({ person: { name: '陈静' }, onBehalfOf: { name: '李强' } })
    expect(answered.messages[0]).toMatchObject({ person: { name: '陈静' }, onBehalfOf: { name: '李强' } })
    expect((await read(world.admin, id)).holder.id).toBe(li.personId)
    const told = (await events(world.admin, id)).filter(({ actor }) => actor?.title === '陈静')
    expect(told.map(({ kind, onBehalfOf }) => [kind, onBehalfOf?.title])).toEqual([
      ['hand-over.accepted', '李强'],
      ['opportunity.passed', '李强'],
      ['hand-over.asked', '李强'],
    ])
  })
  test('the deputy offers what the absent holds in their name, never to themselves, and takes nothing from themselves', async () => {
    await away(li, chen.personId)
    const id = await held(li)
    expect((await offer(chen, id, chen.personId)).code).toBe('handover.to-oneself')
    const made = await wanted(offer(chen, id, huang.personId))
    expect((await wanted(li.get<Items>('/hand-overs?box=sent'))).items.map((one) => one.id)).toContain(
      made.id,
    )
    const own = await held(chen)
    const given = await wanted(offer(chen, own, li.personId, { knowing: true }))
    const answer = { version: given.version, body: { answer: 'accept' } }
    expect((await chen.ask('PUT', `/hand-overs/${given.id}/answer`, answer)).code).toBe(
      'handover.not-receiver',
    )
    expect((await li.ask('PUT', `/hand-overs/${given.id}/answer`, answer)).status).toBe(200)
  })
  test('a deputy answers nothing after the absence has ended', async () => {
    await away(li, chen.personId)
    const id = await held(huang)
    const made = await wanted(offer(huang, id, li.personId, { knowing: true }))
    world.api.pass(60)
    const answer = { version: made.version, body: { answer: 'accept' } }
    expect((await chen.ask('PUT', `/hand-overs/${made.id}/answer`, answer)).status).toBe(404)
  })
  test('passing to somebody who is away says who acts, and wants it known', async () => {
    await away(li, chen.personId)
    const id = await held(huang)
    const many = { ids: [id], person: li.personId, reason: '上海客户' }
    const preview = await wanted(
      world.admin.post<{ receiverAway: object }>('/opportunities/passing', { ...many, preview: true }),
    )
    expect(preview.receiverAway).toMatchObject({ until: soon(60), acting: { name: '陈静' } })
    expect((await world.admin.post('/opportunities/passing', many)).code).toBe('absences.receiver-away')
    const done = await world.admin.post<{ passed: string[] }>('/opportunities/passing', {
      ...many,
      knowing: true,
    })
    expect(done.body.passed).toEqual([id])
  })
})

test('Today shows the deputy whose work it is and until when, and the absent who acts for them', async () => {
  const id = await held(li, { nextStep: '复诊', nextStepOn: '2026-11-23' })
  await wanted(
    li.post('/follow-ups', {
      opportunity: id,
      kind: 'call',
      content: '已联系',
      nextStep: '复诊',
      nextStepOn: '2026-11-23',
    }),
  )
  await wanted(li.post('/tasks', { opportunity: id, title: '复诊准备', dueOn: '2026-11-23' }))
  await away(li, chen.personId)
  type Part = { due: { id: string }[]; tasks: { title: string }[]; held: number }
  type Today = Part & {
    away: { acting: { name: string } } | null
    standingIn: (Part & { person: { name: string }; until: string })[]
  }
  const mine = await wanted(chen.get<Today>('/today'))
  expect(mine.standingIn.map(({ person, until }) => [person.name, until])).toEqual([['李强', soon(60)]])
  const [part] = mine.standingIn
  expect(part?.due.map((line) => line.id)).toContain(id)
  expect(part?.tasks.map(({ title }) => title)).toContain('复诊准备')
  expect(part?.held).toBe((await wanted(li.get<Today>('/today'))).held)
  expect(mine.due.map((line) => line.id)).not.toContain(id)
  expect((await wanted(li.get<Today>('/today'))).away?.acting.name).toBe('陈静')
  world.api.pass(60)
  expect((await wanted(chen.get<Today>('/today'))).standingIn).toEqual([])
})

test('whoever is away receives nothing by the rules, with the reason; the list of people does not freeze', async () => {
  type Simulated = {
    items: { candidates: { personId: string; exclusions: { code: string; facts: object }[] }[] }[]
  }
  const why = async () => {
    const { items } = await wanted(
      world.admin.post<Simulated>('/routing/simulation', { items: [{ region: '310000' }] }),
    )
    return items[0]?.candidates.find(({ personId }) => personId === li.personId)?.exclusions
  }
  expect((await why())?.map(({ code }) => code)).not.toContain('away')
  await away(li, chen.personId, 60, 10)
  expect((await why())?.map(({ code }) => code)).not.toContain('away')
  world.api.pass(10)
  expect(await why()).toContainEqual({ code: 'away', facts: { until: soon(50), deputy: '陈静' } })
  world.api.pass(50)
  expect((await why())?.map(({ code }) => code)).not.toContain('away')
})

test('the deputy of a deputy acts, and both processes know at once', async () => {
  const id = await held(li)
  const other = await world.api.secondProcess()
  const there = { chen: await other.as(chen.personId), huang: await other.as(huang.personId) }
  const seen = async () =>
    Promise.all(
      [chen, huang, there.chen, there.huang].map(
        async (one) => (await one.get(`/opportunities/${id}`)).status,
      ),
    )
  expect(await seen()).toEqual([404, 404, 404, 404])
  await away(li, chen.personId)
  expect(await seen()).toEqual([200, 404, 200, 404])
  await away(chen, huang.personId, 30, 10)
  world.api.pass(10)
  expect(await seen()).toEqual([404, 200, 404, 200])
  world.api.pass(20)
  expect(await seen()).toEqual([200, 404, 200, 404])
  world.api.pass(30)
  expect(await seen()).toEqual([404, 404, 404, 404])
})

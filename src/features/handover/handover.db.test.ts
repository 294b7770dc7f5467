import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { HandOver } from './contract.ts'

let world: World
let marketing: Client
let shanghai: Client
beforeAll(async () => {
  world = await openWorld()
  marketing = await world.as('marketing')
  shanghai = await world.as('shanghai')
})
afterAll(() => world?.close())

const PACKET = {
  needs: '三台质谱仪',
  budget: '90 万',
  promises: '两周试用',
  nextStep: '演示',
  nextStepOn: '2026-12-01',
}
const held = () => world.opportunity(world.admin, { holder: world.people.marketing, source: 'website' })
const offered = async (packet: object = PACKET) =>
  wanted(
    marketing.post<HandOver>(`/opportunities/${await held()}/hand-overs`, {
      to: world.people.shanghai,
      packet,
    }),
  )
const write = (client: Client, { id }: HandOver, text: string) =>
  client.post<HandOver>(`/hand-overs/${id}/messages`, { text })
const answer = (client: Client, { id, version }: HandOver, body: object) =>
  client.ask<HandOver>('PUT', `/hand-overs/${id}/answer`, { body, version })
const box = async (client: Client, name: string) =>
  (await wanted(client.get<{ items: HandOver[] }>(`/hand-overs?box=${name}`))).items.map(({ id }) => id)

test('the receiver asks, the giver replies: whose word is due changes sides, and the giver holds all the while', async () => {
  const offer = await offered()
  expect(offer).toMatchObject({ waitsFor: 'receiver', messages: [], confirmed: [], rating: null })
  expect(await write(marketing, offer, '您好')).toMatchObject({
    status: 409,
    body: { code: 'handover.nothing-asked' },
  })
  const asked = await wanted(write(shanghai, offer, '预算批了吗？'))
  expect(asked).toMatchObject({
    waitsFor: 'giver',
    state: 'offered',
    messages: [{ person: { name: '李强' }, text: '预算批了吗？' }],
  })
  expect(await box(marketing, 'received')).toContain(offer.id)
  expect(await box(shanghai, 'received')).not.toContain(offer.id)
  expect(await box(shanghai, 'sent')).toContain(offer.id)
  const today = await wanted(marketing.get<{ handOvers: HandOver[] }>('/today'))
  expect(today.handOvers.map(({ id }) => id)).toContain(offer.id)
  const replied = await wanted(write(marketing, offer, '上周批了'))
  expect(replied.waitsFor).toBe('receiver')
  expect(Date.parse(replied.messages[1]?.at ?? '')).not.toBeNaN()
  expect(await box(shanghai, 'received')).toContain(offer.id)
  const { items } = await wanted(
    world.admin.get<{ items: { person: { name: string } }[] }>(
      `/opportunities/${offer.opportunity.id}/holdings`,
    ),
  )
  expect(items.map(({ person }) => person.name)).toEqual(['孙悦'])
})

test('an answer given before the last message was read is refused; nobody else writes', async () => {
  const offer = await offered()
  const asked = await wanted(write(shanghai, offer, '谁拍板？'))
  await wanted(write(marketing, offer, '王院长'))
  expect(await answer(shanghai, asked, { answer: 'accept' })).toMatchObject({
    status: 412,
    body: { code: 'handover.stale' },
  })
  expect(await write(world.admin, offer, '我也问问')).toMatchObject({
    status: 403,
    body: { code: 'handover.not-party' },
  })
  expect((await write(await world.as('guangdong'), offer, '？')).status).toBe(404)
  expect((await write(shanghai, offer, '  ')).status).toBe(400)
})

test('accepting keeps which lines were confirmed; a line the packet leaves out cannot be', async () => {
  const offer = await offered()
  expect(await answer(shanghai, offer, { answer: 'accept', confirmed: ['decisionMakers'] })).toMatchObject({
    status: 422,
    body: { code: 'handover.empty-line' },
  })
  const done = await wanted(answer(shanghai, offer, { answer: 'accept', confirmed: ['needs', 'budget'] }))
  expect(done).toMatchObject({ state: 'accepted', waitsFor: null, confirmed: ['needs', 'budget'] })
  expect(await write(shanghai, offer, '还有一个问题')).toMatchObject({
    status: 409,
    body: { code: 'handover.answered-already' },
  })
})

test('a packet shows what it lost against the one its giver had accepted', async () => {
  const offer = await offered()
  await wanted(answer(shanghai, offer, { answer: 'accept' }))
  const { promises: _, ...rest } = PACKET
  const on = await wanted(
    shanghai.post<HandOver>(`/opportunities/${offer.opportunity.id}/hand-overs`, {
      to: world.people.support,
      packet: { ...rest, budget: '60 万' },
      dropped: { promises: '客户不再需要试用' },
    }),
  )
  expect(on.differences).toEqual([
    { line: 'budget', kind: 'changed', before: '90 万', reason: null },
    { line: 'promises', kind: 'dropped', before: '两周试用', reason: '客户不再需要试用' },
  ])
  const { items } = await wanted(
    world.admin.get<{ items: HandOver[] }>(`/opportunities/${offer.opportunity.id}/hand-overs`),
  )
  expect(items.map((one) => one.differences.length)).toEqual([2, 0])
})

test('a line the last accepted packet carried is not left out without a reason', async () => {
  const offer = await offered()
  await wanted(answer(shanghai, offer, { answer: 'accept' }))
  const { promises: _, budget: __, ...rest } = PACKET
  const refused = await shanghai.post(`/opportunities/${offer.opportunity.id}/hand-overs`, {
    to: world.people.support,
    packet: rest,
    dropped: { budget: '已并入总部预算' },
  })
  expect(refused).toMatchObject({
    status: 422,
    code: 'handover.dropped-without-reason',
    facts: { lines: ['promises'] },
  })
})

test('the receiver of an accepted hand-over rates its packet, nobody else, and not before', async () => {
  const offer = await offered()
  const rate = (client: Client, { version }: HandOver, body: object) =>
    client.ask<HandOver>('PUT', `/hand-overs/${offer.id}/rating`, { body, version })
  expect(await rate(shanghai, offer, { stars: 4 })).toMatchObject({ body: { code: 'handover.not-accepted' } })
  const done = await wanted(answer(shanghai, offer, { answer: 'accept' }))
  expect(await rate(marketing, done, { stars: 5 })).toMatchObject({ body: { code: 'handover.not-receiver' } })
  expect((await rate(shanghai, done, { stars: 6 })).status).toBe(400)
  const rated = await wanted(rate(shanghai, done, { stars: 4, note: '预算写得清楚' }))
  expect(rated.rating).toEqual({ stars: 4, note: '预算写得清楚' })
  expect(await rate(shanghai, done, { stars: 1 })).toMatchObject({ status: 412 })
})

test('what has ended is not handed over', async () => {
  const id = await held()
  const body = { stage: 'lost', reason: '预算取消' }
  await wanted(marketing.ask('PUT', `/opportunities/${id}/stage`, { body, version: 1 }))
  const offer = marketing.post(`/opportunities/${id}/hand-overs`, {
    to: world.people.shanghai,
    packet: PACKET,
  })
  expect(await offer).toMatchObject({ status: 409, body: { code: 'handover.closed' } })
})

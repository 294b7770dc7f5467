import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { HandOver } from './contract.ts'
import { sweepUnanswered } from './index.ts'

let world: World
let marketing: Client
let shanghai: Client
let manager: Client
let director: Client
beforeAll(async () => {
  world = await openWorld()
  marketing = await world.as('marketing')
  shanghai = await world.as('shanghai')
  manager = await world.as('eastManager')
  director = await world.as('director')
})
afterAll(() => world?.close())

const PACKET = { needs: '三台质谱仪', nextStep: '演示', nextStepOn: '2026-12-01' }
const HOUR = 60
const offered = async () => {
  const holder = world.people.marketing
  const id = await world.opportunity(world.admin, { holder, source: 'website' })
  return wanted(
    marketing.post<HandOver>(`/opportunities/${id}/hand-overs`, {
      to: world.people.shanghai,
      packet: PACKET,
    }),
  )
}
const sweep = (db = world.api.application.db) => sweepUnanswered(db, world.api.now())
const seen = async ({ id, opportunity }: HandOver) => {
  const found = await wanted(
    world.admin.get<{ items: HandOver[] }>(`/opportunities/${opportunity.id}/hand-overs`),
  )
  return found.items.find((one) => one.id === id) as HandOver
}
const escalated = async () => {
  const offer = await offered()
  world.api.pass(37 * HOUR)
  await sweep()
  return seen(offer)
}
const told = async ({ id }: HandOver) => {
  const rows = await world.api.application.db<{ kind: string }[]>`
    select kind from event where record_id = ${id} order by seq`
  return rows.map(({ kind }) => kind)
}
const rule = (client: Client, { id, version }: HandOver, body: object) =>
  client.ask<HandOver>('PUT', `/hand-overs/${id}/ruling`, { body: { reason: '客户在等', ...body }, version })
const holderOf = async ({ opportunity }: HandOver) =>
  (await wanted(world.admin.get<{ holder: { id: string } }>(`/opportunities/${opportunity.id}`))).holder.id
const box = async (client: Client, name: string) =>
  (await wanted(client.get<{ items: HandOver[] }>(`/hand-overs?box=${name}`))).items.map(({ id }) => id)
type Day = { handOvers: HandOver[]; handOversToDecide: HandOver[]; handOversUnanswered: HandOver[] }
const day = async (client: Client, part: keyof Day) =>
  (await wanted(client.get<Day>('/today')))[part].map(({ id }) => id)

test('whoever owes the word is reminded once, when it is due and not before; the giver sees it too', async () => {
  const offer = await offered()
  world.api.pass(24 * HOUR - 1)
  await sweep()
  expect((await seen(offer)).remindedAt).toBeNull()
  expect(await day(marketing, 'handOversUnanswered')).not.toContain(offer.id)
  world.api.pass(1)
  await sweep()
  await sweep()
  const reminded = await seen(offer)
  expect(reminded).toMatchObject({ remindedAt: world.api.now(), escalatedAt: null, version: offer.version })
  expect(await told(offer)).toEqual(['hand-over.offered', 'hand-over.reminded'])
  expect(await day(shanghai, 'handOvers')).toContain(offer.id)
  expect(await day(marketing, 'handOversUnanswered')).toContain(offer.id)
})

test('half of the time later it goes up the line once, however many processes look at the same time', async () => {
  const offers = [await offered(), await offered(), await offered()]
  const others = [await world.api.secondProcess(), await world.api.secondProcess()]
  const dbs = [world.api.application.db, ...others.map(({ application }) => application.db)]
  world.api.pass(24 * HOUR)
  await Promise.all(dbs.map(sweep))
  world.api.pass(12 * HOUR - 1)
  await Promise.all(dbs.map(sweep))
  for (const offer of offers) expect((await seen(offer)).escalatedAt).toBeNull()
  world.api.pass(1)
  await Promise.all(dbs.map(sweep))
  await Promise.all(dbs.map(sweep))
  for (const offer of offers) {
    expect(await told(offer)).toEqual(['hand-over.offered', 'hand-over.reminded', 'hand-over.escalated'])
    expect((await seen(offer)).escalatedTo).toEqual({ id: world.people.eastManager, name: '王芳' })
    expect(await box(manager, 'escalated')).toContain(offer.id)
    expect(await day(manager, 'handOversToDecide')).toContain(offer.id)
    expect(await holderOf(offer)).toBe(world.people.marketing)
  }
})

test('the receiver may still answer after it went up, and then nobody above decides', async () => {
  const offer = await escalated()
  const answer = { body: { answer: 'accept' }, version: offer.version }
  await wanted(shanghai.ask('PUT', `/hand-overs/${offer.id}/answer`, answer))
  expect(await box(manager, 'escalated')).not.toContain(offer.id)
  expect((await rule(manager, offer, { ruling: 'decline' })).code).toBe('handover.answered-already')
})

test('a question takes it down again: the other one has the whole time, and their own line', async () => {
  const offer = await escalated()
  const asked = await wanted(shanghai.post<HandOver>(`/hand-overs/${offer.id}/messages`, { text: '预算？' }))
  expect(asked).toMatchObject({
    waitsFor: 'giver',
    remindedAt: null,
    escalatedAt: null,
    escalatedTo: null,
  })
  world.api.pass(24 * HOUR)
  await sweep()
  expect((await told(offer)).slice(-2)).toEqual(['hand-over.asked', 'hand-over.reminded'])
  expect(await day(marketing, 'handOvers')).toContain(offer.id)
  world.api.pass(12 * HOUR)
  await sweep()
  expect((await seen(offer)).escalatedTo?.name).toBe('林岚') // the manager of the giver, who owes the reply
})

test('the manager accepts in the receiver’s place: the receiver holds, and it is on record who decided', async () => {
  const offer = await escalated()
  const done = await wanted(rule(manager, offer, { ruling: 'accept' }))
  expect(done).toMatchObject({
    state: 'accepted',
    answeredBy: { person: { name: '王芳' } },
    answer: '客户在等',
  })
  expect(await holderOf(offer)).toBe(world.people.shanghai)
  type Tile = { because: string; actor: { name: string }; reason: string }
  const { items } = await wanted(
    world.admin.get<{ items: Tile[] }>(`/opportunities/${offer.opportunity.id}/holdings`),
  )
  expect(items.at(-1)).toMatchObject({ because: 'hand-over', actor: { name: '王芳' }, reason: '客户在等' })
  expect(await box(manager, 'answered')).toContain(offer.id)
})

test('the manager declines, or gives it back: the giver keeps it and may offer again', async () => {
  for (const [ruling, state] of [
    ['decline', 'declined'],
    ['return', 'withdrawn'],
  ] as const) {
    const offer = await escalated()
    expect(await wanted(rule(manager, offer, { ruling }))).toMatchObject({
      state,
      answeredBy: { person: { name: '王芳' } },
    })
    expect(await holderOf(offer)).toBe(world.people.marketing)
    const again = { to: world.people.zhejiang, packet: PACKET }
    expect((await marketing.post(`/opportunities/${offer.opportunity.id}/hand-overs`, again)).status).toBe(
      201,
    )
  }
})

test('the manager names another receiver: a new offer with the same packet from the same giver', async () => {
  const offer = await escalated()
  await wanted(rule(manager, offer, { ruling: 'offer-to', to: world.people.zhejiang }))
  expect(await holderOf(offer)).toBe(world.people.marketing)
  const { items } = await wanted(
    world.admin.get<{ items: HandOver[] }>(`/opportunities/${offer.opportunity.id}/hand-overs`),
  )
  expect(items[0]).toMatchObject({
    state: 'offered',
    from: { name: '孙悦' },
    to: { name: '陈静' },
    packet: PACKET,
    escalatedAt: null,
  })
  const other = await escalated()
  const back = await rule(manager, other, { ruling: 'offer-to', to: world.people.marketing })
  expect(back.code).toBe('handover.to-oneself')
})

test('passing at once needs the right to pass', async () => {
  const role = await wanted(
    world.admin.post<{ id: string }>('/roles', {
      label: { zh: '只看', en: 'Looks on' },
      grants: { opportunity: { rights: ['see'], scope: 'all' } },
    }),
  )
  const offer = await escalated()
  const own = `/people/${world.people.eastManager}/roles`
  await wanted(world.admin.put(own, { roles: [role.id] }))
  const pass = { ruling: 'pass-to', to: world.people.zhejiang }
  expect((await rule(await world.as('eastManager'), offer, pass)).status).toBe(403)
  await wanted(world.admin.put(own, { roles: [world.roles.director] }))
  await wanted(rule(await world.as('eastManager'), offer, pass))
  expect(await holderOf(offer)).toBe(world.people.zhejiang)
  await wanted(world.admin.put(own, { roles: [world.roles.manager] }))
})

test('nobody else decides, nobody decides early, of two decisions one counts', async () => {
  const early = await offered()
  expect((await rule(world.admin, early, { ruling: 'decline' })).code).toBe('handover.not-escalated')
  const offer = await escalated()
  expect(await rule(director, offer, { ruling: 'decline' })).toMatchObject({
    status: 403,
    code: 'handover.not-decider',
    facts: { decider: '王芳' },
  })
  expect((await rule(marketing, offer, { ruling: 'accept' })).code).toBe('handover.not-decider')
  for (const one of [offer, await escalated(), await escalated(), await escalated()]) {
    const answers = await Promise.all([
      rule(manager, one, { ruling: 'accept' }),
      rule(world.admin, one, { ruling: 'decline' }),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  }
})

test('one that was overtaken by a pass is decided by nobody', async () => {
  const offer = await escalated()
  const { version } = await wanted(
    world.admin.get<{ version: number }>(`/opportunities/${offer.opportunity.id}`),
  )
  const body = { person: world.people.zhejiang, reason: '调整' }
  await wanted(world.admin.ask('PUT', `/opportunities/${offer.opportunity.id}/holding`, { body, version }))
  expect((await rule(manager, offer, { ruling: 'accept' })).code).toBe('handover.answered-already')
  expect(await seen(offer)).toMatchObject({ state: 'withdrawn', answer: 'overtaken' })
  expect(await box(manager, 'escalated')).not.toContain(offer.id)
})

test('a manager who left is passed over, and one who leaves later is replaced; a receiver who left accepts nothing', async () => {
  const { admin, people } = world
  const offer = await escalated()
  await admin.put(`/organisation/people/${people.eastManager}/deactivation`)
  await sweep()
  expect((await seen(offer)).escalatedTo?.name).toBe('林岚')
  const next = await escalated()
  expect(next.escalatedTo?.name).toBe('林岚')
  const { items } = await wanted(
    admin.get<{ items: { id: string; version: number; holder: { id: string } }[] }>(
      '/opportunities?limit=200',
    ),
  )
  for (const { id, version, holder } of items)
    if (holder.id === people.shanghai)
      await wanted(
        admin.ask('PUT', `/opportunities/${id}/holding`, {
          body: { person: people.zhejiang, reason: '离职' },
          version,
        }),
      )
  await wanted(admin.put(`/organisation/people/${people.shanghai}/deactivation`))
  expect((await rule(director, next, { ruling: 'accept' })).code).toBe('responsibility.person-inactive')
  await wanted(rule(director, next, { ruling: 'return' }))
})

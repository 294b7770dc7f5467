import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { PlanVersion } from '../plan/contract.ts'
import { documentOf } from '../plan/index.ts'
import type { DecisionView } from '../routing/contract.ts'
import type { Contest } from './contract.ts'
import { sweepContests } from './index.ts'

let world: World
let everybody: Map<string, Client>
beforeAll(async () => {
  world = await openWorld()
  everybody = new Map()
  for (const who of ['shanghai', 'zhejiang', 'guangdong', 'shenzhen', 'eastManager', 'director'] as const)
    everybody.set(world.people[who], await world.as(who))
  const plan = await wanted(world.admin.get<PlanVersion>('/plan'))
  const rule = {
    label: { zh: '按区域', en: 'By region' },
    condition: '',
    candidates: { territory: 'match' },
    strategy: 'weighted-round-robin',
    openCap: null,
    dayCap: null,
  }
  await wanted(world.admin.post('/plan/versions', { ...documentOf(plan), basedOn: plan.id, rules: [rule] }))
})
afterAll(() => world?.close())

const HOUR = 60
const as = (person: string) => everybody.get(person) as Client
const decisionsOf = async (id: string) =>
  (await wanted(world.admin.get<{ items: DecisionView[] }>(`/opportunities/${id}/decisions`))).items
const file = (client: Client, id: string, body: object) =>
  client.post<Contest>(`/opportunities/${id}/contests`, { reason: '客户是我带来的', ...body })
const rule = (client: Client, { id, version }: Contest, ruling: string) =>
  client.ask<Contest>('PUT', `/contests/${id}/ruling`, { body: { ruling, reason: '客户认陈静' }, version })
const contestsOf = async (id: string) =>
  (await wanted(world.admin.get<{ items: Contest[] }>(`/opportunities/${id}/contests`))).items
const holderOf = async (id: string) =>
  (await wanted(world.admin.get<{ holder: { id: string } }>(`/opportunities/${id}`))).holder.id
const pass = async (id: string, person: string) => {
  const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))
  const body = { person, reason: '调整' }
  await wanted(world.admin.ask('PUT', `/opportunities/${id}/holding`, { body, version }))
}
const toDecide = async (client: Client) =>
  (await wanted(client.get<{ contests: Contest[] }>('/today'))).contests.map(({ id }) => id)

/** An opportunity of Shanghai that the plan gave to 李强; 陈静 was weighed, and sees it as a helper. */
async function routed() {
  const id = await world.opportunity(world.admin, { region: '310000' })
  await wanted(world.admin.put(`/opportunities/${id}/participants/${world.people.zhejiang}`, { letter: 'C' }))
  const [newest] = await decisionsOf(id)
  return { id, decision: newest?.id ?? '' }
}
async function contested() {
  const { id, decision } = await routed()
  return wanted(file(as(world.people.zhejiang), id, { decision }))
}

test('who was weighed contests for themself; it waits for the holder’s manager, and nothing changes until then', async () => {
  const contest = await contested()
  expect(contest).toMatchObject({
    state: 'open',
    contester: { name: '陈静' },
    proposed: { name: '陈静' },
    holder: { name: '李强' },
    decider: { name: '王芳' },
    reason: '客户是我带来的',
    ruling: null,
  })
  expect(Date.parse(contest.dueAt) - Date.parse(contest.filedAt)).toBe(48 * HOUR * 60_000)
  expect(await toDecide(as(world.people.eastManager))).toContain(contest.id)
  expect(await toDecide(as(world.people.director))).not.toContain(contest.id)
  expect(await holderOf(contest.opportunity.id)).toBe(world.people.shanghai)
})

test('while the decider is away their deputy decides in their name, and both are on record', async () => {
  const contest = await contested()
  const { people } = world
  const hence = (hours: number) => new Date(Date.parse(world.api.now()) + hours * HOUR * 60_000).toISOString()
  const body = { person: people.eastManager, deputy: people.director, kind: 'leave' }
  const absence = await wanted(
    world.admin.post<{ id: string; version: number }>('/absences', {
      ...body,
      from: hence(0),
      until: hence(8),
    }),
  )
  const other = await contested()
  expect(await toDecide(as(people.director))).toEqual(expect.arrayContaining([contest.id, other.id]))
  const done = await wanted(rule(as(people.director), contest, 'grant'))
  expect(done.ruling).toMatchObject({ by: { name: '林岚' }, onBehalfOf: { name: '王芳' } })
  const [row] = await world.api.application.db<{ actor: string; behalf: string | null }[]>`
    select actor_id as actor, on_behalf_of as behalf from event where record_id = ${contest.id} and kind = 'contest.granted'`
  expect(row).toEqual({ actor: people.director, behalf: people.eastManager })
  expect((await wanted(rule(world.admin, other, 'uphold'))).ruling?.onBehalfOf).toBeNull()
  world.api.pass(1)
  await wanted(world.admin.ask('PUT', `/absences/${absence.id}/end`, { body: {}, version: absence.version }))
})

test('upheld, nothing changes, and the ruling stays with the decision', async () => {
  const contest = await contested()
  const done = await wanted(rule(as(world.people.eastManager), contest, 'uphold'))
  expect(done).toMatchObject({ state: 'upheld', ruling: { by: { name: '王芳' }, reason: '客户认陈静' } })
  expect(await holderOf(contest.opportunity.id)).toBe(world.people.shanghai)
  expect((await contestsOf(contest.opportunity.id))[0]).toMatchObject({ decisionId: contest.decisionId })
  expect(await toDecide(as(world.people.eastManager))).not.toContain(contest.id)
})

test('granted, the proposed person holds from that moment: because, reason, actor and decision are on record', async () => {
  const contest = await contested()
  await wanted(rule(as(world.people.eastManager), contest, 'grant'))
  expect(await holderOf(contest.opportunity.id)).toBe(world.people.zhejiang)
  const { items } = await wanted(
    world.admin.get<{ items: object[] }>(`/opportunities/${contest.opportunity.id}/holdings`),
  )
  expect(items.at(-1)).toMatchObject({
    person: { name: '陈静' },
    because: 'contest',
    reason: '客户认陈静',
    actor: { name: '王芳' },
    decisionId: contest.decisionId,
  })
  const rows = await world.api.application.db<{ kind: string }[]>`
    select kind from event where record_id = ${contest.id} order by seq`
  expect(rows.map(({ kind }) => kind)).toEqual(['contest.filed', 'contest.granted'])
})

test('whom it chose may contest too, naming somebody else; themself they cannot propose', async () => {
  const { id, decision } = await routed()
  expect((await file(as(world.people.shanghai), id, { decision })).code).toBe('contests.holds-already')
  const filed = await wanted(
    file(as(world.people.shanghai), id, { decision, proposed: world.people.shenzhen }),
  )
  expect(filed.proposed.name).toBe('吴霞')
})

test('the manager who contests does not decide: the next above does; an administrator may, but no party', async () => {
  const { id, decision } = await routed()
  const contest = await wanted(file(as(world.people.eastManager), id, { decision }))
  expect(contest.decider?.name).toBe('林岚')
  expect((await rule(as(world.people.eastManager), contest, 'grant')).code).toBe('contests.own')
  const { id: other, decision: made } = await routed()
  const own = await wanted(file(world.admin, other, { decision: made }))
  expect((await rule(world.admin, own, 'grant')).code).toBe('contests.own')
  expect((await wanted(rule(world.admin, contest, 'uphold'))).ruling?.by.name).toBe('周敏')
})

test('only who was weighed, only the decision in force, only once', async () => {
  const { id, decision } = await routed()
  await wanted(world.admin.post(`/opportunities/${id}/routing`, { reason: '再来' }))
  const [newest, ...older] = await decisionsOf(id)
  const contester = world.people.zhejiang
  expect(older.map((one) => one.id)).toContain(decision)
  expect((await file(as(contester), id, { decision })).code).toBe('contests.not-in-force')
  await wanted(file(as(contester), id, { decision: newest?.id }))
  expect((await file(as(contester), id, { decision: newest?.id })).code).toBe('contests.open-already')
  const missing = '01890000-0000-7000-8000-000000000000'
  expect((await file(as(contester), id, { decision: missing })).code).toBe('contests.no-decision')
  const late = await wanted(
    world.admin.post<{ id: string }>('/organisation/people', {
      name: '新来的',
      email: 'new@chenguang.example',
      department: world.departments.east,
      functions: ['finance'],
      roles: [world.roles.director],
    }),
  )
  const stranger = await world.api.as(late.id)
  expect(await file(stranger, id, { decision: newest?.id })).toMatchObject({
    status: 403,
    code: 'contests.not-candidate',
  })
})

test('of two rulings at the same time one counts; somebody else’s is refused', async () => {
  const contest = await contested()
  expect(await rule(as(world.people.director), contest, 'grant')).toMatchObject({
    code: 'contests.not-decider',
    facts: { decider: '王芳' },
  })
  const answers = await Promise.all([
    rule(as(world.people.eastManager), contest, 'grant'),
    rule(world.admin, contest, 'uphold'),
    rule(as(world.people.eastManager), contest, 'uphold'),
  ])
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  for (const { status, code } of answers) if (status !== 200) expect(code).toBe('contests.ended-already')
})

test('a pass, a closing and another granted contest overtake it: it can never be granted late', async () => {
  const passed = await contested()
  await pass(passed.opportunity.id, world.people.guangdong)
  expect((await contestsOf(passed.opportunity.id))[0]?.state).toBe('overtaken')
  expect(await rule(as(world.people.eastManager), passed, 'grant')).toMatchObject({
    status: 409,
    code: 'contests.ended-already',
    facts: { state: 'overtaken' },
  })
  const closed = await contested()
  const id = closed.opportunity.id
  const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))
  const body = { stage: 'lost', reason: '价格', fields: {} }
  await wanted(world.admin.ask('PUT', `/opportunities/${id}/stage`, { body, version }))
  expect((await contestsOf(id))[0]?.state).toBe('overtaken')
  expect((await file(as(world.people.zhejiang), id, { decision: closed.decisionId })).code).toBe(
    'contests.not-in-force',
  )
})

test('a pass and a ruling at the same time leave one holder and no half of either', async () => {
  for (let round = 0; round < 5; round++) {
    const contest = await contested()
    const [, ruled] = await Promise.all([
      pass(contest.opportunity.id, world.people.guangdong).catch(() => undefined),
      rule(as(world.people.eastManager), contest, 'grant'),
    ])
    const [kept] = await contestsOf(contest.opportunity.id)
    expect(kept?.state).toBe(ruled.status === 200 ? 'granted' : 'overtaken')
  }
})

test('the contester takes it back, nobody else, and may contest again', async () => {
  const contest = await contested()
  const back = (client: Client) => client.delete<Contest>(`/contests/${contest.id}`, contest.version)
  expect((await back(as(world.people.eastManager))).code).toBe('contests.not-contester')
  expect((await wanted(back(as(world.people.zhejiang)))).state).toBe('withdrawn')
  expect((await back(as(world.people.zhejiang))).code).toBe('contests.ended-already')
  const again = file(as(world.people.zhejiang), contest.opportunity.id, { decision: contest.decisionId })
  expect((await again).status).toBe(201)
})

test('contesting lets nobody see more: who loses sight of the opportunity loses sight of the contest', async () => {
  const contest = await contested()
  const { id } = contest.opportunity
  const zhejiang = as(world.people.zhejiang)
  const filed = async () =>
    (await wanted(zhejiang.get<{ items: Contest[] }>('/contests?box=filed'))).items.map((one) => one.id)
  expect(await filed()).toContain(contest.id)
  await wanted(world.admin.delete(`/opportunities/${id}/participants/${world.people.zhejiang}`))
  const sees = (await zhejiang.get(`/opportunities/${id}`)).status === 200
  expect((await filed()).includes(contest.id)).toBe(sees)
  const other = as(world.people.guangdong)
  expect((await other.get(`/opportunities/${id}`)).status).toBe(404)
  expect((await other.get(`/opportunities/${id}/contests`)).status).toBe(404)
  expect((await file(other, id, { decision: contest.decisionId })).code).toBe('opportunities.not-found')
  expect((await rule(other, contest, 'grant')).code).toBe('contests.not-found')
  expect((await other.delete(`/contests/${contest.id}`, 1)).code).toBe('contests.not-found')
})

test('not decided in time it goes up once, on any number of processes; a decider who leaves is replaced', async () => {
  const contest = await contested()
  const other = await world.api.secondProcess()
  const dbs = [world.api.application.db, other.application.db]
  const sweep = () => Promise.all(dbs.map((db) => sweepContests(db, world.api.now())))
  const decider = async () => (await contestsOf(contest.opportunity.id))[0]?.decider?.name
  world.api.pass(48 * HOUR - 1)
  await sweep()
  expect(await decider()).toBe('王芳')
  world.api.pass(1)
  await sweep()
  await sweep()
  expect(await decider()).toBe('林岚')
  world.api.pass(72 * HOUR)
  await sweep()
  expect(await decider()).toBe('林岚')
  const rows = await world.api.application.db<{ count: number }[]>`
    select count(*)::int as count from event where record_id = ${contest.id} and kind = 'contest.escalated'`
  expect(rows[0]?.count).toBe(1)
  await world.api.application
    .owner`update person set deactivated_at = now() where id = ${world.people.director}`
  await sweep()
  expect(await decider()).toBe('周敏')
})

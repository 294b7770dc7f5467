import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'
import type { Row, Transition } from './contract.ts'

let world: World
let admin: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
})
afterAll(() => world?.close())

const db = () => world.api.application.db
let made = 0
/** Somebody who sells, in 华东组 under 王芳. */
async function seller(rest: object = {}): Promise<string> {
  made += 1
  const body = {
    name: `销售${made}`,
    email: `seller${made}@chenguang.example`,
    department: world.departments.east,
    manager: world.people.eastManager,
    functions: ['sales'],
    roles: [world.roles.sales],
    ...rest,
  }
  return (await wanted(admin.post<{ id: string }>('/organisation/people', body))).id
}
const account = async (name: string, holder: string) =>
  (await wanted(admin.post<{ id: string }>('/accounts', { name, holder }))).id
const held = (holder: string, rest: object = {}) => world.opportunity(admin, { holder, ...rest })
const holderOf = async (id: string) =>
  (await wanted(admin.get<{ holder: { id: string } }>(`/opportunities/${id}`))).holder.id
const planned = (leavers: string[], rest: object = {}, client = admin) =>
  wanted(client.post<Transition>('/transitions', { name: '离职', kind: 'leaver', leavers, ...rest }))
const rowsOf = async (id: string, query = '') =>
  (await wanted(admin.get<{ items: Row[] }>(`/transitions/${id}/rows?limit=200${query}`))).items
const at = <T = Transition>(
  { id, version }: Transition,
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  part = '',
  body: object = {},
  client = admin,
) => client.ask<T>(method, `/transitions/${id}${part}`, { version, ...(method === 'DELETE' ? {} : { body }) })
const give = async (transition: Transition, to: string, where: object = {}) =>
  (await wanted(at<{ transition: Transition }>(transition, 'PATCH', '/rows', { to, where }))).transition
const isActive = async (id: string) =>
  (await db()<{ active: boolean }[]>`select deactivated_at is null as active from person where id = ${id}`)[0]
    ?.active
const clean = async () => expect((await checkLedger(db())).problems).toEqual([])

test('everything somebody answers for goes in one transaction, and they are gone', async () => {
  const leaver = await seller()
  const report = await seller({ manager: leaver })
  const client = await world.api.as(leaver)
  const customer = await account('华东大学', leaver)
  const contact = (
    await wanted(
      admin.post<{ id: string }>('/contacts', { name: '周老师', account: customer, holder: leaver }),
    )
  ).id
  const one = await held(leaver, { account: customer, requirement: '三台质谱仪' })
  const two = await held(leaver, { account: customer })
  const task = (
    await wanted(
      admin.post<{ id: string }>('/tasks', {
        title: '报价',
        opportunity: one,
        holder: leaver,
        dueOn: '2026-12-01',
      }),
    )
  ).id
  const helped = await held(world.people.zhejiang)
  await wanted(admin.put(`/opportunities/${helped}/participants/${leaver}`, { letter: 'C' }))
  const given = await held(world.people.marketing)
  const packet = { needs: '光谱仪', nextStep: '演示', nextStepOn: '2026-12-01' }
  const offer = await wanted(
    (await world.as('marketing')).post<{ id: string }>(`/opportunities/${given}/hand-overs`, {
      to: leaver,
      packet,
    }),
  )
  const transition = await planned([leaver])
  expect(transition).toMatchObject({
    state: 'draft',
    opportunities: 2,
    unresolved: 0,
    successors: { [leaver]: world.people.eastManager },
  })
  const rows = await rowsOf(transition.id)
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(
    new Set(['opportunity', 'account', 'contact', 'task', 'helper', 'hand-over', 'report']),
  )
  const receivers = new Set(
    rows
      .filter(({ kind }) => ['opportunity', 'account', 'contact', 'task'].includes(kind))
      .map(({ to }) => to?.id),
  )
  expect(receivers.size).toBe(1)
  const [receiver = ''] = receivers as Set<string>
  expect(rows.find(({ kind }) => kind === 'opportunity')?.weighed[0]?.person.id).toBe(receiver)
  const before = await holderOf(one)
  expect(before).toBe(leaver)

  const done = await wanted(at(transition, 'POST', '/commit'))
  expect(done).toMatchObject({ state: 'done', questions: [] })
  expect(await isActive(leaver)).toBe(false)
  expect((await client.get('/today')).status).toBe(401)
  for (const id of [one, two]) expect(await holderOf(id)).toBe(receiver)
  const [tile] = (
    await wanted(
      admin.get<{ items: { because: string; decisionId: string; until: string | null }[] }>(
        `/opportunities/${one}/holdings`,
      ),
    )
  ).items.filter(({ until }) => until === null)
  expect(tile).toMatchObject({ because: 'leaver' })
  const { items: decisions } = await wanted(
    admin.get<{
      items: { id: string; via: string; candidates: { chosen: boolean; personId: string; terms: object }[] }[]
    }>(`/opportunities/${one}/decisions`),
  )
  const decision = decisions.find(({ id }) => id === tile?.decisionId)
  expect(decision).toMatchObject({ via: 'succession' })
  expect(decision?.candidates.find(({ chosen }) => chosen)).toMatchObject({ personId: receiver })
  expect(Object.keys(decision?.candidates[0]?.terms ?? {})).toContain('territory')
  for (const path of [`/accounts/${customer}`, `/contacts/${contact}`, `/tasks/${task}`])
    expect((await wanted(admin.get<{ holder: { id: string } }>(path))).holder.id, path).toBe(receiver)
  const people = await wanted(
    admin.get<{ items: { id: string; manager: { id: string } | null }[] }>('/organisation/people'),
  )
  expect(people.items.find(({ id }) => id === report)?.manager?.id).toBe(world.people.eastManager)
  const { items: offers } = await wanted(
    admin.get<{ items: { id: string; state: string; to: { id: string }; packet: object }[] }>(
      `/opportunities/${given}/hand-overs`,
    ),
  )
  expect(offers.find(({ id }) => id === offer.id)?.state).toBe('withdrawn')
  expect(offers.find(({ state }) => state === 'offered')).toMatchObject({ packet })
  const parts = await db()`select 1 from participation where person_id = ${leaver} and upper_inf(during)`
  expect(parts).toEqual([])
  const tasks = await db()<
    { title: string }[]
  >`select title from task where holder_id = ${receiver} and title like '首次联系华东大学%'`
  expect(tasks).toHaveLength(1)
  const { text } = await admin.get(`/opportunities/${one}/events`)
  expect(text).toContain('opportunity.packet-generated')
  expect(text).toContain('三台质谱仪')
  await clean()
})

test('a refusal in the middle leaves everything as it was', async () => {
  const leaver = await seller()
  const [one, two] = [await held(leaver), await held(leaver)]
  const transition = await planned([leaver])
  // the very last step cannot be taken
  const owner = world.api.application.owner
  await owner`create function baton.stop_here() returns trigger language plpgsql as $$ begin raise exception 'stop' using errcode = 'BTN08'; end $$`
  await owner`create trigger stop_here before update of deactivated_at on person for each row execute function baton.stop_here()`
  try {
    const refused = await at(transition, 'POST', '/commit')
    expect(refused.code).toBe('organisation.still-holds')
  } finally {
    await owner`drop trigger stop_here on person`
    await owner`drop function baton.stop_here()`
  }
  for (const id of [one, two]) expect(await holderOf(id)).toBe(leaver)
  expect(await isActive(leaver)).toBe(true)
  expect(
    await db()`select 1 from holding where because = 'leaver' and opportunity_id in ${db()([one, two])}`,
  ).toEqual([])
  expect((await wanted(admin.get<Transition>(`/transitions/${transition.id}`))).state).toBe('draft')
  await wanted(at(transition, 'POST', '/commit'))
  await clean()
})

test('what was passed, closed or opened meanwhile is told; looked at again, it goes on', async () => {
  const leaver = await seller()
  const [stays, passed] = [await held(leaver), await held(leaver)]
  let transition = await planned([leaver])
  const { version } = await wanted(admin.get<{ version: number }>(`/opportunities/${passed}`))
  await wanted(
    admin.ask('PUT', `/opportunities/${passed}/holding`, {
      version,
      body: { person: world.people.zhejiang, reason: '先给' },
    }),
  )
  const late = await held(leaver)
  const refused = await at(transition, 'POST', '/commit')
  expect(refused).toMatchObject({
    status: 409,
    code: 'succession.moved-on',
    facts: { arrived: 1, gone: 1, changed: 0 },
  })
  const again = await wanted(
    at<{ transition: Transition; differences: object }>(transition, 'POST', '/proposals', {}),
  )
  expect(again.differences).toEqual({ arrived: 1, gone: 1, changed: 0 })
  transition = again.transition
  await wanted(at(transition, 'POST', '/commit'))
  expect(await holderOf(passed)).toBe(world.people.zhejiang)
  for (const id of [stays, late]) expect(await holderOf(id)).not.toBe(leaver)
  await clean()
})

test('what somebody chose by hand stays when it is proposed anew; two editors do not overwrite each other', async () => {
  const leaver = await seller()
  for (let i = 0; i < 3; i++) await held(leaver, { region: '330100' })
  await held(leaver, { region: '440300' })
  const first = await planned([leaver])
  const second = await give(first, world.people.guangdong, { kind: 'opportunity', region: '33' })
  expect((await at(first, 'PATCH', '/rows', { to: world.people.shanghai, where: {} })).code).toBe(
    'succession.stale',
  )
  const { transition } = await wanted(
    at<{ transition: Transition }>(second, 'POST', '/proposals', { anew: true }),
  )
  const rows = await rowsOf(transition.id, '&kind=opportunity&region=33')
  expect(rows.map(({ to }) => to?.id)).toEqual(Array(3).fill(world.people.guangdong))
  expect(rows[0]?.givenBy?.name).toBe('周敏')
  expect(transition.rows.find(({ kind }) => kind === 'opportunity')).toMatchObject({ all: 4, byHand: 3 })
  expect((await at(transition, 'PATCH', '/rows', { to: leaver, where: {} })).code).toBe(
    'succession.leaves-too',
  )
  expect((await at(transition, 'PATCH', '/rows', { to: null, where: { kind: 'opportunity' } })).code).toBe(
    'succession.cannot-end',
  )
  expect((await at(transition, 'PATCH', '/rows', { to: world.people.guangdong, rows: [leaver] })).code).toBe(
    'succession.unknown-rows',
  )
  const page = await wanted(
    admin.get<{ items: Row[]; next: string }>(`/transitions/${transition.id}/rows?limit=2`),
  )
  const rest = await wanted(
    admin.get<{ items: Row[] }>(`/transitions/${transition.id}/rows?limit=200&cursor=${page.next}`),
  )
  expect(new Set([...page.items, ...rest.items].map(({ id }) => id)).size).toBe(rest.items.length + 2)
  await wanted(at(transition, 'DELETE'))
  expect((await admin.get(`/transitions/${transition.id}`)).status).toBe(404)
})

test('two who leave at once do not receive from each other', async () => {
  const manager = await seller({ name: '小组长' })
  const pair = [await seller({ manager }), await seller({ manager, territories: ['33'] })]
  const customer = await account('两人共管', pair[0] ?? '')
  const ids = [
    await held(pair[0] ?? '', { account: customer, region: '330100' }),
    await held(pair[1] ?? '', { account: customer }),
  ]
  const transition = await planned(pair)
  const preview = await wanted(
    admin.get<{ people: { person: { id: string }; before: number; after: number }[] }>(
      `/transitions/${transition.id}/preview`,
    ),
  )
  for (const { person, before, after } of preview.people)
    if (pair.includes(person.id)) expect([before, after]).toEqual([1, 0])
  await wanted(at(transition, 'POST', '/commit'))
  for (const id of ids) expect(pair).not.toContain(await holderOf(id))
  await clean()
})

test('a keeper who leaves is replaced by a new version of the plan; so is who a rule names', async () => {
  const leaver = await seller()
  const successor = world.people.director
  const plan = await wanted(
    admin.get<{ id: string; number: number; stages: object[]; rules: object[]; processes: object[] }>(
      '/plan',
    ),
  )
  const rule = {
    label: { zh: '点名', en: 'Named' },
    condition: 'source == "referral"',
    candidates: { people: [leaver] },
    strategy: 'least-loaded',
    openCap: null,
    dayCap: null,
  }
  const draft = await wanted(admin.post<{ document: object }>('/plan/drafts', { name: '草稿' }))
  await wanted(
    admin.post('/plan/versions', { ...draft.document, basedOn: plan.id, keeper: leaver, rules: [rule] }),
  )
  const id = await held(leaver)
  const transition = await planned([leaver], { successors: { [leaver]: successor } })
  expect(transition.questions.map(({ code, stops }) => [code, stops])).toEqual([
    ['keeper', false],
    ['named-by-rules', false],
  ])
  await wanted(at(transition, 'POST', '/commit'))
  const after = await wanted(
    admin.get<{ number: number; keeper: { id: string }; rules: { candidates: { people?: string[] } }[] }>(
      '/plan',
    ),
  )
  expect(after).toMatchObject({ keeper: { id: successor }, rules: [{ candidates: { people: [successor] } }] })
  expect(await isActive(leaver)).toBe(false)
  expect(await holderOf(id)).not.toBe(leaver)
  await clean()
})

test('a reorganisation moves what a condition names, and what people no longer cover', async () => {
  const [south, north] = [await seller({ territories: ['44'] }), await seller({ territories: ['11'] })]
  const [moved, kept] = [await held(south, { region: '440300' }), await held(south, { region: '110101' })]
  const lost = await held(north, { region: '110101' })
  const transition = await wanted(
    admin.post<Transition>('/transitions', {
      name: '区域调整',
      kind: 'reorganisation',
      condition: `region.startsWith("44") && holder == "${south}"`,
      moves: [{ person: north, territories: ['31'], department: world.departments.south }],
      receivers: [world.people.guangdong, world.people.shenzhen],
    }),
  )
  expect((await rowsOf(transition.id, '&kind=opportunity')).map(({ recordId }) => recordId).sort()).toEqual(
    [moved, lost].sort(),
  )
  await wanted(at(transition, 'POST', '/commit'))
  for (const id of [moved, lost])
    expect([world.people.guangdong, world.people.shenzhen]).toContain(await holderOf(id))
  expect(await holderOf(kept)).toBe(south)
  const { items } = await wanted(
    admin.get<{
      items: { id: string; territories: string[]; department: { id: string }; active: boolean }[]
    }>('/organisation/people'),
  )
  expect(items.find(({ id }) => id === north)).toMatchObject({
    territories: ['31'],
    department: { id: world.departments.south },
    active: true,
  })
  const back = await wanted(admin.post<Transition>(`/transitions/${transition.id}/return`))
  expect(back).toMatchObject({ reverses: transition.id, opportunities: 2, unresolved: 0 })
  await wanted(at(back, 'POST', '/commit'))
  expect([await holderOf(moved), await holderOf(lost)]).toEqual([south, north])
  await clean()
})

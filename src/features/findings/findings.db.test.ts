import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { Checked, Finding, FindingKind } from './contract.ts'
import { administrator, runDueChecks, takeFindingsUp } from './index.ts'

let world: World
let admin: Client
let shanghai: Client
let manager: Client
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
  shanghai = await world.as('shanghai')
  manager = await world.as('eastManager')
})
afterAll(() => world?.close())

const DAY = 24 * 60
type Found = { items: Finding[] }
const run = async (...kinds: FindingKind[]) =>
  (await wanted(admin.post<{ checked: Checked[] }>('/findings/runs', { kinds }))).checked
const listed = async (client: Client, kind: FindingKind, box = 'all', more = '') =>
  (await wanted(client.get<Found>(`/findings?box=${box}&kind=${kind}${more}`))).items
const about = async (kind: FindingKind, id: string) => {
  await run(kind)
  const found = await listed(admin, kind)
  return found.filter((one) => one.opportunities.some((other) => other.id === id) || one.subjectId === id)
}
const company = async () => {
  const { contextFor, db } = world.api.application
  const context = await contextFor((await administrator(db)) ?? '')
  if (!context) throw new Error('nobody administrates')
  return context
}
let companies = 0
/** An opportunity of a customer of its own. */
const held = (holder: string, more: object = {}) => {
  companies += 1
  return world.opportunity(admin, { holder, companyName: `公司 ${companies}`, ...more })
}
const read = (id: string) =>
  wanted(admin.get<{ version: number; holder: { id: string } }>(`/opportunities/${id}`))
const change = async (id: string, body: object) => {
  const { version } = await read(id)
  return wanted(admin.patch(`/opportunities/${id}`, version, body))
}
const followUp = (id: string) =>
  wanted(
    admin.post('/follow-ups', {
      opportunity: id,
      kind: 'call',
      content: '谈过',
      happenedAt: world.api.now(),
    }),
  )
const dismiss = (client: Client, { id, version }: Finding, until: string) =>
  client.ask<Finding>('POST', `/findings/${id}/dismissal`, { version, body: { reason: '客户休假', until } })

test('a next step that has been past for two working days is found with its holder, not the one a day late', async () => {
  const { shanghai: holder } = world.people
  const late = await held(holder, { nextStepOn: '2026-11-18', nextStep: '报价' })
  const yesterday = await held(holder, { nextStepOn: '2026-11-20' })
  const [found, ...more] = await about('next-step-past', late)
  expect(more).toEqual([])
  expect(found).toMatchObject({
    holder: { id: holder },
    facts: { on: '2026-11-18' },
    dueAt: '2026-11-24T08:00:00.000Z',
  })
  expect(await about('next-step-past', yesterday)).toEqual([])
  const again = await run('next-step-past')
  expect(again).toMatchObject([{ opened: 0, ended: 0, open: 1 }])
  // mended is seen at once, and by itself
  await change(late, { nextStepOn: '2026-12-20' })
  expect(await listed(shanghai, 'next-step-past', 'mine')).toEqual([])
  expect(await listed(admin, 'next-step-past', 'all', '&state=ended')).toMatchObject([
    { id: found?.id, endedBecause: 'mended', endedBy: null },
  ])
  const events = await wanted(admin.get<{ items: { kind: string }[] }>(`/opportunities/${late}/events`))
  expect(events.items.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['finding.opened', 'finding.ended']),
  )
  const [stopped] = await world.api.application.db`
    select stopped_because from clock where kind = 'finding' and subject_id = ${found?.id ?? ''}`
  expect(stopped).toMatchObject({ stopped_because: 'mended' })
  await change(yesterday, { nextStepOn: '2027-12-31' })
  await change(late, { nextStepOn: '2027-12-31' })
})

test('what nobody touched for seven working days is found; a follow-up, a next step ahead or another holder mends it', async () => {
  const { shanghai: holder, zhejiang } = world.people
  const [left, called, planned, passed] = [
    await held(holder),
    await held(holder),
    await held(holder),
    await held(holder),
  ]
  await change(planned, { nextStepOn: '2027-01-20' })
  world.api.pass(21 * DAY)
  const fresh = await held(holder)
  expect(await about('untouched', left)).toHaveLength(1)
  expect(await about('untouched', planned)).toEqual([])
  expect(await about('untouched', fresh)).toEqual([])
  await followUp(called)
  const { version } = await read(passed)
  await wanted(
    admin.ask('PUT', `/opportunities/${passed}/holding`, {
      version,
      body: { person: zhejiang, reason: '调整' },
    }),
  )
  const mine = (await listed(shanghai, 'untouched', 'mine')).flatMap(({ opportunities }) =>
    opportunities.map(({ id }) => id),
  )
  expect(mine).toEqual([left])
  await followUp(left)
})

test('a dismissal has a reason and a day; it comes back after the day, or when what it rests on changes', async () => {
  const id = await held(world.people.shanghai, { nextStepOn: '2026-11-10' })
  const [found] = await about('next-step-past', id)
  if (!found) throw new Error('nothing was found')
  const today = world.api.now().slice(0, 10)
  const other = await world.as('guangdong')
  expect((await dismiss(other, found, today)).code).toBe('findings.not-found')
  expect((await dismiss(await world.as('finance'), found, today)).code).toBe('findings.not-yours')
  expect((await dismiss(shanghai, found, '2026-11-01')).code).toBe('findings.bad-day')
  expect((await dismiss(shanghai, found, '2027-12-01')).code).toBe('findings.bad-day')
  expect((await dismiss(shanghai, { ...found, version: 9 }, today)).code).toBe('findings.stale')
  expect(await wanted(dismiss(shanghai, found, '2026-12-16'))).toMatchObject({
    endedBecause: 'dismissed',
    reason: '客户休假',
    until: '2026-12-16',
    endedBy: { name: '李强' },
  })
  expect((await dismiss(shanghai, { ...found, version: 2 }, today)).code).toBe('findings.ended-already')
  expect(await about('next-step-past', id)).toEqual([])
  await change(id, { nextStepOn: '2026-11-11' })
  const [again] = await about('next-step-past', id)
  if (!again) throw new Error('another ground is another finding')
  await wanted(dismiss(manager, again, '2026-12-15'))
  expect(await about('next-step-past', id)).toEqual([])
  world.api.pass(2 * DAY)
  expect(await about('next-step-past', id)).toHaveLength(1)
  await change(id, { nextStepOn: null })
})

test('the line sees what those below hold, nobody beside; counts are those of the lists', async () => {
  const id = await held(world.people.shanghai, { nextStepOn: '2026-11-12' })
  const far = await held(world.people.guangdong, { nextStepOn: '2026-11-12' })
  await run('next-step-past')
  const seenBy = async (client: Client, box: string) =>
    (await listed(client, 'next-step-past', box)).flatMap(({ opportunities }) =>
      opportunities.map((one) => one.id),
    )
  expect(await seenBy(shanghai, 'mine')).toEqual([id])
  expect(await seenBy(shanghai, 'all')).toEqual([id])
  expect(await seenBy(manager, 'mine')).toEqual([])
  expect(await seenBy(manager, 'team')).toEqual([id])
  expect(await seenBy(await world.as('southManager'), 'all')).toEqual([far])
  expect(await seenBy(await world.as('director'), 'team')).toEqual(expect.arrayContaining([id, far]))
  type Counts = {
    kinds: { kind: string; open: number }[]
    people: { person: { id: string }; open: number }[]
  }
  const { kinds, people } = await wanted(manager.get<Counts>('/findings/counts?box=team'))
  expect(kinds.find(({ kind }) => kind === 'next-step-past')?.open).toBe(1)
  expect(people.find(({ person }) => person.id === world.people.shanghai)?.open).toBe(1)
  const first = await wanted(admin.get<Found & { next?: string }>('/findings?box=all&limit=1'))
  const second = await wanted(admin.get<Found>(`/findings?box=all&limit=1&cursor=${first.next}`))
  expect(second.items[0]?.id).not.toBe(first.items[0]?.id)
  expect((await admin.get('/findings?cursor=bm8')).status).toBe(400)
  const shown = await wanted(shanghai.get<Found>(`/opportunities/${id}/findings`))
  expect(shown.items).toMatchObject([{ kind: 'next-step-past' }])
  expect((await shanghai.get(`/opportunities/${far}/findings`)).status).toBe(404)
  // passed on, it is at once with whoever holds it now
  const { version } = await read(far)
  await wanted(
    admin.ask('PUT', `/opportunities/${far}/holding`, {
      version,
      body: { person: world.people.shanghai, reason: '接' },
    }),
  )
  expect((await seenBy(shanghai, 'mine')).sort()).toEqual([id, far].sort())
  for (const one of [id, far]) await change(one, { nextStepOn: null })
})

test('past its limit a finding goes up the line once a limit, by one process of several, and those it concerns are told', async () => {
  const id = await held(world.people.shanghai, { nextStepOn: '2026-11-13' })
  const [found] = await about('next-step-past', id)
  const { db } = world.api.application
  const other = await world.api.secondProcess()
  const context = await company()
  const up = () =>
    Promise.all(
      [db, other.application.db].map((one) => takeFindingsUp(one, { ...context, now: world.api.now() })),
    )
  expect(await up()).toEqual([0, 0])
  world.api.pass(4 * DAY)
  expect((await up()).reduce((a, b) => a + b)).toBe(1)
  expect((await up()).reduce((a, b) => a + b)).toBe(0)
  const [raised] = await listed(manager, 'next-step-past', 'mine')
  expect(raised).toMatchObject({ id: found?.id, holder: { name: '王芳' }, escalatedAt: world.api.now() })
  await run('next-step-past')
  expect(await listed(manager, 'next-step-past', 'mine')).toHaveLength(1)
  const told = await db<{ kind: string; name: string }[]>`
    select n.kind, p.name from notice n join person p on p.id = n.person_id where n.kind like 'findings.%' order by n.at, n.id`
  expect(told).toEqual(
    expect.arrayContaining([
      { kind: 'findings.opened', name: '李强' },
      { kind: 'findings.went-up', name: '李强' },
      { kind: 'findings.escalated', name: '王芳' },
    ]),
  )
  for (let i = 0; i < 4; i++) {
    world.api.pass(4 * DAY)
    await up()
  }
  const [last] = await listed(admin, 'next-step-past')
  const [{ steps } = { steps: 0 }] = await db<
    { steps: number }[]
  >`select steps from finding where id = ${found?.id ?? ''}`
  expect([last?.id, steps]).toEqual([found?.id, 4])
  await change(id, { nextStepOn: null })
  await run('untouched')
})

test('two checks at once open each finding once; the sweep makes each when its time has come', async () => {
  const ids = await Promise.all(
    [1, 2, 3].map(() => held(world.people.zhejiang, { nextStepOn: '2026-11-13' })),
  )
  const other = await world.api.secondProcess()
  const context = { ...(await company()), now: world.api.now() }
  await world.api.application.owner`delete from finding_check where kind = 'next-step-past'`
  const done = await Promise.all(
    [world.api.application.db, other.application.db, world.api.application.db].map((db) =>
      runDueChecks(db, context),
    ),
  )
  const rest = await runDueChecks(world.api.application.db, context) // what found another process at its turn
  const made = [...done.flat(), ...rest].filter(({ kind }) => kind === 'next-step-past')
  expect(made).toMatchObject([{ opened: 3 }])
  expect(await runDueChecks(world.api.application.db, context)).toEqual([])
  for (const id of ids) await change(id, { nextStepOn: null })
})

test('an administrator switches a check off and sets its number; nobody else', async () => {
  const id = await held(world.people.zhejiang, { nextStepOn: '2026-11-13' })
  expect(await about('next-step-past', id)).toHaveLength(1)
  manager = await world.as('eastManager')
  const set = (client: Client, body: object) => client.put('/findings/settings/next-step-past', body)
  expect((await set(manager, { on: false, days: 2 })).code).toBe('permissions.admin-only')
  expect((await manager.get('/findings/settings')).code).toBe('permissions.admin-only')
  expect((await manager.post('/findings/runs', {})).code).toBe('permissions.admin-only')
  expect((await set(admin, { on: true, days: 400 })).code).toBe('findings.bad-number')
  expect((await set(admin, { on: true, days: null })).code).toBe('findings.bad-number')
  expect((await admin.put('/findings/settings/pool-unkept', { on: true, days: 3 })).code).toBe(
    'findings.bad-number',
  )
  await wanted(set(admin, { on: false, days: 2 }))
  expect(await about('next-step-past', id)).toEqual([])
  await wanted(set(admin, { on: true, days: 1 }))
  expect(await about('next-step-past', id)).toHaveLength(1)
  await wanted(set(admin, { on: true, days: 365 }))
  expect(await about('next-step-past', id)).toEqual([])
})

test('who leaves is followed in their findings by whoever is above them', async () => {
  const id = await held(world.people.marketing)
  const { db, owner } = world.api.application
  const now = world.api.now()
  const [made] = await owner<{ id: string }[]>`
    insert into finding (kind, key, subject, holder_id, given_to, ground, found_at)
    values ('leaver-named', ${id}, 'person', ${world.people.success}, ${world.people.success}, 'x', ${now}) returning id`
  await db`update person set deactivated_at = ${now} where id = ${world.people.success}`
  const [after] =
    await db`select p.name from finding f join person p on p.id = f.holder_id where f.id = ${made?.id ?? ''}`
  expect(after).toEqual({ name: '周敏' })
})

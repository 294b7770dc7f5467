import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { administrator } from '../findings/index.ts'
import type { PersonFigures, Playbook, Score, ScoredSegment, ScoringState } from './contract.ts'
import { trainDueScores } from './index.ts'

let world: World
let admin: Client
let open = ''
let account = ''
beforeAll(async () => {
  world = await openWorld()
  admin = world.admin
  account = (await wanted(admin.post<{ id: string }>('/accounts', { name: '华东大学', industry: 'R&D' }))).id
  open = await world.opportunity(admin, {
    holder: world.people.shanghai,
    source: 'referral',
    account,
    ...FULL,
  })
  await wanted(
    admin.post('/follow-ups', {
      opportunity: open,
      kind: 'call',
      content: '谈过',
      happenedAt: world.api.now(),
    }),
  )
})
afterAll(() => world?.close())

const read = <T>(client: Client, path: string) => wanted(client.get<T>(path))
const score = (client: Client) => read<Score>(client, `/opportunities/${open}/score`)
const run = () => wanted(admin.post<ScoringState>('/scores/runs'))
let ended = 0
const FULL = {
  region: '3101',
  requirement: '光谱仪',
  amount: { amount: '1000.00', currency: 'CNY' },
  expectedCloseOn: '2026-12-31',
}

/** Opens and ends opportunities: from referrals most are won, from the website most are lost. */
async function end(count: number, outcome: 'won' | 'lost', source: string, holder: string, contact: boolean) {
  for (let i = 0; i < count; i++) {
    ended += 1
    const id = await world.opportunity(admin, {
      holder,
      source,
      account,
      ...FULL,
      companyName: `公司 ${ended}`,
    })
    if (contact)
      await wanted(
        admin.post('/follow-ups', {
          opportunity: id,
          kind: 'call',
          content: '谈过',
          happenedAt: world.api.now(),
        }),
      )
    const { version } = await read<{ version: number }>(admin, `/opportunities/${id}`)
    made.push({ id, version, outcome })
  }
}
const made: { id: string; version: number; outcome: string }[] = []
async function endAll() {
  world.api.pass(5 * 24 * 60)
  for (const { id, version, outcome } of made.splice(0))
    await wanted(
      admin.ask('PUT', `/opportunities/${id}/stage`, { version, body: { stage: outcome, reason: '价格' } }),
    )
}

test('too few ended ones give their numbers and no figure', async () => {
  expect(await score(admin)).toMatchObject({ state: 'none', probability: null })
  const { shanghai } = world.people
  await end(2, 'won', 'referral', shanghai, true)
  await end(1, 'lost', 'website', shanghai, false)
  await endAll()
  expect(await run()).toMatchObject({
    state: 'too-few',
    won: 2,
    lost: 1,
    least: 30,
    effects: [],
    validation: null,
  })
  expect(await score(admin)).toMatchObject({
    state: 'too-few',
    won: 2,
    lost: 1,
    probability: null,
    pushes: [],
  })
  expect((await (await world.as('shanghai')).post('/scores/runs')).code).toBe('permissions.admin-only')
})

test('thirty and thirty give a chance with its reasons; the same data the same model', async () => {
  const { shanghai, guangdong } = world.people
  await end(22, 'won', 'referral', shanghai, true)
  await end(8, 'won', 'website', guangdong, true)
  await endAll()
  await end(6, 'lost', 'referral', shanghai, false)
  await end(26, 'lost', 'website', guangdong, false)
  await endAll()
  expect(await trainDueScores(world.api.application.db, await company())).toBe(true) // enough have ended meanwhile
  const first = await run()
  expect(first).toMatchObject({ state: 'trained', won: 32, lost: 33, isPersonal: false })
  const found = await score(await world.as('shanghai'))
  expect(found).toMatchObject({ state: 'scored', won: 32 })
  expect(found.probability).toBeGreaterThan(0.5)
  expect(found.pushes.find(({ what }) => what === 'source')).toMatchObject({ level: 'referral' })
  expect(found.pushes.map(({ what }) => what)).not.toContain('holder')
  expect((await run()).effects).toEqual(first.effects)
  expect(await (await world.as('guangdong')).get(`/opportunities/${open}/score`)).toMatchObject({
    status: 404,
  })
  expect(await read<Score>(admin, `/opportunities/${(await someEnded())[0]}/score`)).toMatchObject({
    state: 'closed',
  })
  const { db } = world.api.application
  expect(await trainDueScores(db, await company())).toBe(false)
  world.api.pass(7 * 24 * 60)
  expect(await trainDueScores(db, await company())).toBe(true)
  expect(await trainDueScores(db, await company())).toBe(false)
})

async function company() {
  const { contextFor, db } = world.api.application
  const context = await contextFor((await administrator(db)) ?? '')
  if (!context) throw new Error('nobody administrates')
  return context
}

async function someEnded(): Promise<string[]> {
  const rows = await world.api.application.db<
    { id: string }[]
  >`select id from opportunity where outcome is not null limit 1`
  return rows.map(({ id }) => id)
}

test('segments and playbooks count what their reader may see, and their filter lists it', async () => {
  const { n, won, segments } = await read<{ n: number; won: number; segments: ScoredSegment[] }>(
    admin,
    '/scores/segments',
  )
  expect([n, won]).toEqual([65, 32])
  const referral = segments.find(({ key }) => key === 'source=referral')
  expect(referral).toMatchObject({ n: 30, won: 24, standsOut: 'above' })
  for (const one of segments) {
    const { count } = await read<{ count: number }>(
      admin,
      `/opportunities/count?filter=${encodeURIComponent(one.filter)}`,
    )
    expect(count, one.key).toBe(one.n)
  }
  const own = await read<{ n: number }>(await world.as('guangdong'), '/scores/segments')
  expect(own.n).toBe(34)
  const path = `/scores/playbook?segment=${encodeURIComponent('region=31')}`
  const book = await read<Playbook>(admin, path)
  expect(book.habits.find(({ habit }) => habit === 'contact-24h')).toMatchObject({
    with: { n: 32, won: 32 },
    without: { n: 33, won: 0 },
    sure: true,
  })
  expect(await read<Playbook>(await world.as('guangdong'), path)).toMatchObject({ n: 34, writable: false })
  const manager = await world.as('eastManager')
  const text = '先电话，后拜访'
  const body = { segment: 'region=31', text, version: 0 }
  expect(await wanted(manager.put<Playbook>('/scores/playbook', body))).toMatchObject({ text, version: 1 })
  expect(await manager.put('/scores/playbook', body)).toMatchObject({
    code: 'scoring.stale',
    facts: { current: 1 },
  })
  expect((await (await world.as('guangdong')).put('/scores/playbook', body)).code).toBe('scoring.not-yours')
  for (const segment of ['region', 'colour=red', 'region=31&region=44', '=31'])
    expect((await admin.get(`/scores/playbook?segment=${encodeURIComponent(segment)}`)).code).toBe(
      'scoring.bad-segment',
    )
})

test('nobody is scored in secret: off at first, then theirs for a week or until they look, then their manager’s', async () => {
  const { shanghai, zhejiang, guangdong } = world.people
  const [own, manager, other] = [
    await world.as('shanghai'),
    await world.as('eastManager'),
    await world.as('southManager'),
  ]
  const path = (id: string) => `/scores/people/${id}`
  expect((await own.get(path(shanghai))).code).toBe('scoring.personal-off')
  await wanted(admin.put('/scores/settings', { isPersonal: true }))
  expect((await own.put('/scores/settings', { isPersonal: false })).code).toBe('permissions.admin-only')
  const notices = await read<{ items: { kind: string }[] }>(own, '/notices')
  expect(notices.items.map(({ kind }) => kind)).toContain('scoring.figures')
  expect((await manager.get(path(shanghai))).code).toBe('scoring.not-yet')
  expect((await manager.get(`/scores/opportunities?person=${shanghai}`)).code).toBe('scoring.not-yet')
  expect((await other.get(path(shanghai))).code).toBe('scoring.not-theirs')
  expect((await admin.get(path(shanghai))).code).toBe('scoring.not-theirs')
  const mine = await read<PersonFigures>(own, path(shanghai))
  expect(mine).toMatchObject({ n: 31, won: 24, open: 1, othersFrom: null })
  expect(mine.expected).toBeGreaterThan(10)
  expect(mine.expected).toBeLessThan(mine.won) // the average would have won fewer
  expect(await read<PersonFigures>(manager, path(shanghai))).toMatchObject({ n: 31, won: 24 })
  expect((await manager.get(path(zhejiang))).code).toBe('scoring.not-yet')
  world.api.pass(7 * 24 * 60)
  expect(await read<PersonFigures>(manager, path(zhejiang))).toMatchObject({ n: 0, rate: null })
  // who holds it moves the chance for its holder alone
  const theirs = await score(own)
  const managers = await score(manager)
  expect(theirs.pushes.map(({ what }) => what)).toContain('holder')
  expect(managers.pushes.map(({ what }) => what)).not.toContain('holder')
  expect(theirs.probability).not.toBe(managers.probability)
  await wanted(admin.put('/scores/settings', { isPersonal: false }))
  expect((await own.get(path(shanghai))).code).toBe('scoring.personal-off')
  expect((await score(own)).pushes.map(({ what }) => what)).not.toContain('holder')
  expect((await other.get(path(guangdong))).code).toBe('scoring.personal-off')
})

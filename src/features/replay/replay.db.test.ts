import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import type { Draft, PlanVersion } from '../plan/contract.ts'
import { documentOf } from '../plan/index.ts'
import type { Change, OpportunityRow, PersonRow, Question, Run, WaitingAnswer } from './contract.ts'
import { runWaiting } from './index.ts'

let world: World
const ids: string[] = []
const PERIOD = { from: '2026-11-23', to: '2026-12-10' }

/** Forty that came in two weeks under two rules: some are won, some lost, one is passed on by hand, one given by hand. */
beforeAll(async () => {
  world = await openWorld()
  const plan = await wanted(world.admin.get<PlanVersion>('/plan'))
  const label = { zh: '试', en: 'Try' }
  const usual = { label, condition: '', openCap: null, dayCap: null, candidates: { functions: ['sales'] } }
  const { east } = world.departments
  const document = {
    ...documentOf(plan),
    stages: documentOf(plan).stages.map((stage) => ({
      ...stage,
      requiredFields: [],
      entryFields: [],
      gate: null,
      tasks: [],
    })),
    basedOn: plan.id,
    rules: [
      {
        ...usual,
        condition: 'amount > 500',
        strategy: 'least-loaded',
        candidates: { departments: [east], functions: ['sales'] },
      },
      { ...usual, strategy: 'weighted-round-robin', dayCap: 3 },
    ],
  }
  await wanted(world.admin.post('/plan/versions', document))
  for (let n = 0; n < 40; n++) {
    world.api.pass(5 * 60 + ((n * 37) % 90))
    const amount = { amount: `${(n * 311) % 1000}`, currency: 'CNY' }
    ids.push(await world.opportunity(world.admin, { companyName: `公司 ${n}`, amount }))
    if (n % 3 === 1) await ended(ids[n - 1] ?? '', n % 2 === 0 ? 'won' : 'lost')
  }
  await wanted(act(ids[39] ?? '', 'holding', { person: world.people.finance, reason: '客户要求' }))
  await world.opportunity(world.admin, { holder: world.people.director, companyName: '手给的' })
  world.api.pass(60 * 24)
}, 60_000)
afterAll(() => world?.close())

type Seen = { version: number; stage: { id: string } }
const act = async (id: string, what: string, body: object) => {
  const { version } = await wanted(world.admin.get<Seen>(`/opportunities/${id}`))
  return world.admin.ask('PUT', `/opportunities/${id}/${what}`, { version, body })
}
const ended = async (id: string, outcome: 'won' | 'lost') => {
  await wanted(
    world.admin.post('/follow-ups', {
      opportunity: id,
      kind: 'call',
      content: '谈过',
      happenedAt: world.api.now(),
    }),
  )
  await wanted(act(id, 'stage', { stage: outcome, reason: '价格' }))
}
const asked = (more: Partial<Question> & { changes?: Change[] } = {}): Partial<Question> => ({
  plan: { kind: 'in-force' },
  period: PERIOD,
  ...more,
})
const carriedOut = () => {
  const { db, contextFor } = world.api.application
  return runWaiting(db, contextFor, () => world.api.now())
}
const tried = async (more: Partial<Question> & { changes?: Change[] } = {}, client = world.admin) => {
  const { id } = await wanted(client.post<Run>('/replays', asked(more)))
  await carriedOut()
  const run = await wanted(client.get<Run>(`/replays/${id}`))
  const people = (await wanted(client.get<{ items: PersonRow[] }>(`/replays/${id}/people`))).items
  return { ...run, people, of: (who: string) => people.find(({ person }) => person.id === who) }
}
const rows = async (id: string, more = '') =>
  wanted(
    world.admin.get<{ items: OpportunityRow[]; next: number | null }>(`/replays/${id}/opportunities?${more}`),
  )

test('the plan that really was in force reproduces everything it decided, and what was given by hand stays', async () => {
  const { state, result, message } = await tried()
  expect(message).toBeNull()
  expect(state).toBe('done')
  expect(result).toMatchObject({
    arrived: 41,
    decided: 40,
    given: 1,
    changed: 0,
    reproduced: { of: 40, same: 40, reasons: [] },
  })
  expect(result?.would).toEqual({ ...result?.was, won: result?.was.won })
  expect(result?.was.won).toBeGreaterThan(0)
  expect(result?.estimate).toMatchObject({ changed: 0, wins: { mean: 0, low: 0, high: 0 } })
})

test('without somebody, theirs go to others: whose, how many, and why is told for each', async () => {
  const { shanghai, zhejiang } = world.people
  const run = await tried({
    plan: { kind: 'published' },
    changes: [{ kind: 'remove-person', person: shanghai }],
  })
  const really = run.of(shanghai)?.was.received ?? 0
  expect(really).toBeGreaterThan(3)
  expect(run.of(shanghai)?.would).toMatchObject({ received: 0, meanLoad: 0 })
  expect(run.result?.changed).toBeGreaterThanOrEqual(really)
  expect(run.result?.would.received).toBe(run.result?.was.received)
  expect(run.of(zhejiang)?.would.received).toBeGreaterThan(run.of(zhejiang)?.was.received ?? 0)
  const { items, next } = await rows(run.id, `person=${shanghai}&limit=2`)
  expect(items.length).toBe(2)
  expect(items[0]).toMatchObject({
    was: { id: shanghai, name: '李强' },
    via: 'rule',
    rule: { label: { en: 'Try' } },
  })
  expect(items[0]?.why?.was?.exclusions).toEqual([{ code: 'inactive', facts: {} }])
  const rest = await rows(run.id, `person=${shanghai}&limit=200&after=${next}`)
  expect(rest.items.length).toBe(really - 2)
  expect(rest.next).toBeNull()
  expect((await rows(run.id, 'which=all&limit=200')).items.length).toBe(41)
})

test('a draft, another limit, and somebody who is not there yet are tried in the same way; the same question has the same answer', async () => {
  const { items } = await wanted(world.admin.get<{ items: { id: string }[] }>('/plan/drafts'))
  expect(items).toEqual([])
  const draft = await wanted(world.admin.post<Draft>('/plan/drafts', { name: '试' }))
  const same = await tried({ plan: { kind: 'draft', id: draft.id } })
  expect(same.result?.reproduced).toEqual({ of: 40, same: 40, reasons: [] })
  const changes: Change[] = [
    { kind: 'add-person', name: '新人', like: world.people.zhejiang, weight: 2 },
    { kind: 'change-rule', rule: 2, dayCap: 0 },
    { kind: 'change-clock', clock: 'first-contact', within: { amount: 1, unit: 'hours' } },
  ]
  const question: Partial<Question> = { plan: { kind: 'draft', id: draft.id }, changes, pace: 'of-holder' }
  const first = await tried(question)
  expect(first.people.find(({ isAdded }) => isAdded)).toMatchObject({
    person: { name: '新人' },
    was: { received: 0 },
  })
  expect(first.people.find(({ isAdded }) => isAdded)?.would.received).toBeGreaterThan(2)
  expect(first.result?.would.fallbacks).toBeGreaterThan(10)
  expect(first.result?.would.missed['first-contact']).toBeGreaterThan(
    first.result?.was.missed['first-contact'] ?? 99,
  )
  expect(first.result?.reproduced.reasons).toContainEqual(
    expect.objectContaining({ code: 'day-cap-reached' }),
  )
  const again = await tried(question)
  expect({ ...again.result, tookMs: 0 }).toEqual({ ...first.result, tookMs: 0 })
  expect(again.people).toEqual(first.people)
})

test('what cannot be tried is refused and says why', async () => {
  const code = async (more: object, client = world.admin) => (await client.post('/replays', asked(more))).code
  const nobody = '00000000-0000-7000-8000-000000000000'
  expect(await code({}, await world.as('shanghai'))).toBe('replay.may-not-try')
  expect(await code({ period: { from: '2026-12-02', to: '2026-12-01' } })).toBe('replay.bad-period')
  expect(await code({ period: { from: '2027-12-02', to: '2027-12-03' } })).toBe('replay.bad-period')
  expect(await code({ period: { from: '1970-01-01', to: '2026-11-30' } })).toBe('replay.bad-period')
  expect(await code({ plan: { kind: 'draft', id: nobody } })).toBe('replay.no-such-plan')
  expect(await code({ plan: { kind: 'version', id: nobody } })).toBe('replay.no-such-plan')
  const published = { plan: { kind: 'published' } }
  expect(await code({ ...published, changes: [{ kind: 'remove-rule', rule: 9 }] })).toBe(
    'replay.no-such-rule',
  )
  expect(await code({ changes: [{ kind: 'remove-rule', rule: 1 }] })).toBe('replay.one-plan')
  expect(await code({ changes: [{ kind: 'remove-person', person: nobody }] })).toBe('replay.no-such-person')
  expect(await code({ changes: [{ kind: 'remove-person', person: world.admin.personId }] })).toBe(
    'replay.keeper-needed',
  )
  const clock = { kind: 'change-clock', stage: 'moon', clock: 'dwell', within: { amount: 1, unit: 'days' } }
  expect(await code({ ...published, changes: [clock] })).toBe('replay.no-such-stage')
  expect(await code({ filter: 'moon == 1' })).toBe('objects.bad-filter')
  expect((await world.admin.get(`/replays/${nobody}`)).code).toBe('replay.not-found')
})

test('a run can be stopped and thrown away; five wait at most; whose server stopped is begun anew', async () => {
  const { db } = world.api.application
  const begun: string[] = []
  for (let n = 0; n < 5; n++) begun.push((await wanted(world.admin.post<Run>('/replays', asked()))).id)
  expect((await world.admin.post('/replays', asked())).code).toBe('replay.too-many')
  const [stopped, dead, gone] = begun as [string, string, string]
  expect((await wanted(world.admin.post<Run>(`/replays/${stopped}/cancellation`))).state).toBe('cancelled')
  expect((await world.admin.post(`/replays/${stopped}/cancellation`)).code).toBe('replay.ended')
  expect((await world.admin.delete(`/replays/${gone}`)).status).toBe(204)
  await db`update replay_run set state = 'running', begun = 1, beat_at = ${'2026-11-24T00:00:00Z'} where id = ${dead}`
  expect(await carriedOut()).toBe(3)
  expect((await wanted(world.admin.get<Run>(`/replays/${dead}`))).state).toBe('done')
  const { items } = await wanted(world.admin.get<{ items: Run[] }>('/replays'))
  expect(
    items
      .filter(({ id }) => begun.includes(id))
      .map(({ state }) => state)
      .sort(),
  ).toEqual(['cancelled', 'done', 'done', 'done'])
})

test('a manager tries it on what they may see, and reads figures of those they lead alone', async () => {
  const manager = await world.as('eastManager')
  const run = await tried({}, manager)
  expect(run.result?.arrived).toBeGreaterThan(5)
  expect(run.result?.arrived).toBeLessThan(41)
  const { shanghai, zhejiang, eastManager } = world.people
  const led = new Set([shanghai, zhejiang, eastManager])
  expect(run.people.length).toBeGreaterThan(1)
  expect(run.people.every(({ person }) => led.has(person.id))).toBe(true)
  const south = await world.as('southManager')
  expect((await south.get(`/replays/${run.id}`)).code).toBe('replay.not-found')
  expect((await world.admin.get(`/replays/${run.id}`)).status).toBe(200)
})

test('how long work waits at a function, and would with one more', async () => {
  const ask = (more: object) =>
    world.admin.post<WaitingAnswer>('/replays/waiting', { function: 'sales', period: PERIOD, ...more })
  const { department: _, ...one } = {
    ...(await wanted(ask({ people: 2, department: world.departments.sales }))),
    department: 0,
  }
  expect(one.people.length).toBe(7)
  expect(one.arrivals).toBeGreaterThan(10)
  expect(one.observed.n).toBe(one.arrivals)
  expect(one.changed.mean).toBeLessThanOrEqual(one.model.mean + 1e-9)
  expect(one.model.low).toBeLessThanOrEqual(one.model.high)
  expect((await ask({ function: 'moon' })).code).toBe('replay.nobody-there')
  expect((await ask({ function: 'technical-support' })).code).toBe('replay.nothing-came')
  expect(
    (await (await world.as('shanghai')).post('/replays/waiting', { function: 'sales', period: PERIOD })).code,
  ).toBe('replay.may-not-try')
})

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { doIt, type Stage } from '../../../test/model/doing.ts'
import { deeds } from '../../../test/model/worlds.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'

let world: World
let stage: Stage
/** A few weeks of random deeds, with follow-ups and one opportunity that went to and fro. */
beforeAll(async () => {
  world = await openWorld()
  const { shanghai, support, zhejiang } = world.people
  const id = await world.opportunity(world.admin, { holder: shanghai })
  for (const person of [support, shanghai, zhejiang]) {
    world.api.pass(24 * 60)
    const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))
    await wanted(
      world.admin.ask('PUT', `/opportunities/${id}/holding`, { version, body: { person, reason: '换人' } }),
    )
  }
  stage = { world, people: Object.values(world.people), made: [], clients: new Map() }
  const wantedDeeds = deeds.filter(({ kind }) => !['leave', 'return', 'change-person'].includes(kind))
  for (const deed of fc.sample(wantedDeeds, { seed: 11, numRuns: 50 })) await doIt(stage, deed)
  stage.made.push(id)
  for (const one of stage.made.slice(-6)) {
    const { holder } = await wanted(world.admin.get<{ holder: { id: string } }>(`/opportunities/${one}`))
    const followUp = { opportunity: one, kind: 'call', happenedAt: world.api.now(), content: '谈了' }
    await (await world.api.as(holder.id)).post('/follow-ups', followUp)
  }
  world.api.pass(24 * 60)
})
afterAll(() => world?.close())

type Marked = { mark: string; cases: number }
type Answer = Record<string, unknown> & { counted: number }
const asked = async (client: Client, path: string) => wanted(client.get<Answer>(`/mining/${path}`))
const listed = async (client: Client, mark: string, more = '') => {
  const ids: string[] = []
  let cursor = ''
  do {
    const path = `/mining/opportunities?limit=3&mark=${encodeURIComponent(mark)}${more}${cursor && `&cursor=${cursor}`}`
    const page = await wanted(client.get<{ items: { id: string }[]; next?: string }>(path))
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.next ?? ''
  } while (cursor)
  return ids
}
/** Everything in an answer that has a mark. */
const marksIn = (value: unknown): Marked[] => {
  if (Array.isArray(value)) return value.flatMap(marksIn)
  if (typeof value !== 'object' || value === null) return []
  const own = 'mark' in value && 'cases' in value ? [value as Marked] : []
  return [...own, ...Object.values(value).flatMap(marksIn)]
}

test('every figure opens exactly the opportunities it counts, and each reader’s are of what they may see', async () => {
  for (const client of [world.admin, await world.as('eastManager'), await world.as('shenzhen')]) {
    const visible = await wanted(client.get<{ items: { id: string }[] }>('/opportunities?limit=200'))
    const ids = new Set(visible.items.map(({ id }) => id))
    const paths = [
      'process',
      'variants?by=function',
      'hand-overs?by=person',
      'deviations',
      'lost-time',
      'bottlenecks',
    ]
    let opened = 0
    for (const path of paths) {
      const answer = await asked(client, path)
      expect(answer.counted).toBe(ids.size)
      const figures = marksIn(answer).filter(({ cases }) => cases > 0)
      for (const { mark, cases } of client === world.admin ? figures.slice(0, 6) : figures.slice(0, 3)) {
        const found = await listed(client, mark)
        expect([mark, found.length]).toEqual([mark, cases])
        expect(found.filter((id) => !ids.has(id))).toEqual([])
        opened++
      }
    }
    if (client === world.admin) expect(opened).toBeGreaterThan(20)
  }
})

test('the map, the matrix and the missed limits are those of the ledger', async () => {
  const { db } = world.api.application
  const process = (await asked(world.admin, 'process')) as Answer & {
    arrows: { from: string; to: string; n: number; cases: number }[]
    passes: { n: number }[]
  }
  const [plain] = await db`
    with told as (select h.*, s.key, lag(s.key) over w as before, lag(h.person_id) over w as held, lag(upper(h.during)) over w as ended
      from holding h join stage s on s.id = h.stage_id window w as (partition by opportunity_id order by lower(during)))
    select count(distinct opportunity_id)::int as opportunities, count(*) filter (where before <> key and ended = lower(during))::int as moves,
      count(*) filter (where before = key and held <> person_id and ended = lower(during))::int as passes from told`
  const open = new Set(['start', 'won', 'lost', 'done', 'closed'])
  const moves = process.arrows.filter(({ from, to }) => !open.has(from) && !open.has(to))
  const sum = (of: readonly { n: number }[]) => of.reduce((all, one) => all + one.n, 0)
  expect([sum(moves), sum(process.passes)]).toEqual([plain?.['moves'], plain?.['passes']])
  expect(sum(process.arrows.filter(({ from }) => from === 'start'))).toBe(plain?.['opportunities'])

  const matrix = (await asked(world.admin, 'hand-overs?by=department')) as Answer & {
    cells: Record<'offered' | 'accepted' | 'declined', number>[]
  }
  const [offers] = await db`
    select count(*)::int as offered, count(*) filter (where state = 'accepted')::int as accepted,
      count(*) filter (where state = 'declined')::int as declined from hand_over`
  for (const state of ['offered', 'accepted', 'declined'] as const)
    expect(matrix.cells.reduce((all, cell) => all + cell[state], 0)).toBe(offers?.[state])
})

test('people are named to whoever leads them, to others only by their function', async () => {
  const { shanghai, support } = world.people
  type HandOvers = Answer & { pingPong: { a: string; b: string }[]; names: Record<string, { zh: string }> }
  const forAdmin = (await asked(world.admin, 'hand-overs?by=person')) as HandOvers
  expect(forAdmin.pingPong).toContainEqual(expect.objectContaining({ a: shanghai, b: support, cases: 1 }))
  const manager = await world.as('eastManager')
  const { pingPong, names } = (await asked(manager, 'hand-overs?by=person')) as HandOvers
  expect(names[shanghai]).toEqual({ zh: '李强', en: '李强' })
  expect(pingPong).toContainEqual(expect.objectContaining({ a: shanghai, b: '~technical-support' }))
  expect(names['~technical-support']?.zh).toBe('技术支持（其他人）')
  const { bottlenecks } = (await asked(manager, 'bottlenecks')) as Answer & {
    bottlenecks: { people: { person: { id: string } }[] }[]
  }
  const led = new Set([world.people.eastManager, shanghai, world.people.zhejiang])
  for (const { people } of bottlenecks) for (const { person } of people) expect(led).toContain(person.id)
})

test('what cannot be answered is refused: a strange mark, days the wrong way round, a condition that cannot be read', async () => {
  const { admin } = world
  expect((await admin.get('/mining/opportunities?mark=nothing')).code).toBe('mining.unknown-mark')
  expect((await admin.get('/mining/opportunities?mark=stage%3Anew&cursor=x')).code).toBe('objects.bad-cursor')
  expect((await admin.get('/mining/process?from=2026-11-02&to=2026-11-01')).code).toBe('mining.bad-period')
  expect((await admin.get('/mining/process?from=1990-01-01&to=2026-11-01')).code).toBe('mining.bad-period')
  expect((await admin.get('/mining/variants?filter=nothing%20%3D%3D%201')).code).toBe('objects.bad-filter')
  const none = (await asked(admin, 'process?from=2020-01-01&to=2020-02-01')) as Answer & { nodes: unknown[] }
  expect([none.counted, none.nodes]).toEqual([0, []])
  const filter = encodeURIComponent(`holder == "${world.people.zhejiang}"`)
  expect((await asked(admin, `process?filter=${filter}`)).counted).toBeLessThan(stage.made.length)
})

test('the journal goes out as a log of what the reader may see and export', async () => {
  const { admin } = world
  const manager = await world.as('eastManager')
  const visible = await wanted(manager.get<{ items: { number: number }[] }>('/opportunities?limit=200'))
  for (const [client, count] of [
    [admin, stage.made.length],
    [manager, visible.items.length],
  ] as const) {
    const xes = await client.get('/mining/export?format=xes')
    expect(xes.headers['content-disposition']).toMatch(/\.xes"$/)
    expect(xes.text.split('<trace>').length - 1).toBe(count)
    const csv = (await client.get('/mining/export?format=csv')).text.trim().split('\r\n')
    expect(csv.length - 1).toBe(xes.text.split('<event>').length - 1)
    const ocel = JSON.parse((await client.get('/mining/export?format=ocel2')).text)
    expect(ocel.events.length).toBe(csv.length - 1)
    expect(ocel.objects.filter(({ type }: { type: string }) => type === 'opportunity').length).toBe(count)
  }
  expect((await admin.get('/mining/export?format=pdf')).code).toBe('objects.bad-query')
  expect((await admin.get('/mining/export?format=csv&filter=x')).code).toBe('objects.bad-filter')
  const support = await world.as('support')
  expect((await support.get('/mining/export?format=csv')).code).toBe('objects.not-allowed')
})

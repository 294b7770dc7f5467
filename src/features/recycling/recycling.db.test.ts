import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { fireDue, resumeDue, settle } from '../clocks/index.ts'
import { type PlanVersion, type Recycling, USUAL_RECYCLING } from '../plan/contract.ts'
import { documentOf } from '../plan/rules/document.ts'
import { checkLedger } from '../responsibility/index.ts'
import type { RecyclingCounts, RecyclingRow } from './contract.ts'

let world: World
let manager: Client
let shanghai: Client
beforeAll(async () => {
  world = await openWorld()
  manager = await world.as('eastManager')
  shanghai = await world.as('shanghai')
})
afterAll(() => world?.close())

const DAY = 24 * 60
const db = () => world.api.application.db
/** What the clocks do by themselves every second. */
async function tick() {
  const { application, now } = world.api
  while ((await settle(db(), application.company(), now())) > 0);
  await resumeDue(db(), now())
  await fireDue(db(), application.company(), now())
}
const documentWith = async (...rules: Partial<Recycling>[]) => {
  const plan = await wanted(world.admin.get<PlanVersion>('/plan'))
  const recycle = rules.map((rule) => ({ ...USUAL_RECYCLING, ...rule }))
  const pools = plan.pools.map((pool) => ({ ...pool, keeper: world.people.success, recycle }))
  return { plan, document: { ...documentOf(plan), pools } }
}
async function publish(...rules: Partial<Recycling>[]) {
  const { plan, document } = await documentWith(...rules)
  await wanted(world.admin.post('/plan/versions', { ...document, basedOn: plan.id }))
}
const days = (amount: number) => ({ after: { ...USUAL_RECYCLING.after, amount } })
type Listed = { items: RecyclingRow[]; next?: string }
const listed = async (client: Client, query: string) => wanted(client.get<Listed>(`/recycling?${query}`))
const ids = (page: Listed) => page.items.map(({ opportunity }) => opportunity.id)
const held = (holder: keyof World['people']) =>
  world.opportunity(world.admin, { holder: world.people[holder], source: 'website' })
const follow = (client: Client, opportunity: string) =>
  wanted(client.post('/follow-ups', { opportunity, kind: 'call', content: '聊过了' }))
const told = async (opportunity: string) => {
  const rows = await db()<{ kind: string }[]>`
    select kind from notice where opportunity_id = ${opportunity} and (kind like 'pools.%' or facts->>'clock' = 'recycle') order by at, kind`
  return rows.map(({ kind }) => kind)
}

test('an opportunity is warned of, listed with its rule, kept by one follow-up, and goes back when nobody does anything', async () => {
  await publish(days(8))
  const kept = await held('shanghai')
  const left = await held('shanghai')
  await tick()
  expect((await listed(shanghai, 'within=7d')).items).toEqual([])
  world.api.pass(5 * DAY)
  await tick()
  expect(await told(left)).toEqual(['pools.recycle-soon'])
  const mine = await listed(shanghai, 'within=7d')
  expect(new Set(ids(mine))).toEqual(new Set([kept, left]))
  expect(mine.items[0]).toMatchObject({
    holder: { name: '李强' },
    stage: { key: 'lead' },
    pool: { key: 'public', keeper: { name: '郑洁' } },
    rule: 1,
    after: { what: 'progress', amount: 8, unit: 'days' },
    isPaused: false,
  })
  await follow(shanghai, kept)
  expect(ids(await listed(shanghai, 'within=7d'))).toEqual([left])
  world.api.pass(3 * DAY)
  await tick()
  expect(await told(left)).toEqual([
    'pools.recycle-soon',
    'pools.entered',
    'pools.recycled',
    'pools.recycled',
  ])
  const holderOf = async (id: string) =>
    (await wanted(world.admin.get<{ holder: { id: string } }>(`/opportunities/${id}`))).holder.id
  expect(await holderOf(left)).toBe(world.people.success)
  expect(await holderOf(kept)).toBe(world.people.shanghai)
  world.api.pass(1)
  await tick()
  expect(
    (await db()`select 1 from event where opportunity_id = ${left} and kind = 'opportunity.recycled'`).length,
  ).toBe(1)
  expect((await checkLedger(db())).problems).toEqual([])
})

test('mine, my team’s, what comes to a pool I keep: each sees what they may see, page by page', async () => {
  await publish(days(5))
  const made = [await held('shanghai'), await held('zhejiang'), await held('guangdong')]
  await tick()
  const [east, , south] = made
  expect(ids(await listed(shanghai, 'within=30d'))).toContain(east)
  const team = ids(await listed(manager, 'within=30d&whose=team'))
  expect([team.includes(made[0] ?? ''), team.includes(made[1] ?? ''), team.includes(south ?? '')]).toEqual([
    true,
    true,
    false,
  ])
  const all: string[] = []
  for (let cursor: string | undefined, i = 0; i < 10; i++) {
    const page: Listed = await listed(
      world.admin,
      `within=30d&whose=all&limit=2${cursor ? `&cursor=${cursor}` : ''}`,
    )
    all.push(...ids(page))
    cursor = page.next
    if (!cursor) break
  }
  expect(new Set(all).size).toBe(all.length)
  for (const id of made) expect(all).toContain(id)
  expect(ids(await listed(world.admin, 'within=30d&whose=kept'))).toEqual([])
  const refused = async (query: string) => (await shanghai.get(`/recycling?${query}`)).status
  expect(await refused('within=0d')).toBe(400)
  expect(await refused('cursor=nonsense')).toBe(400)
  expect(await refused('whose=everybody')).toBe(400)
})

test('a tightened rule warns first; a day to count from gives everybody their time; a preview says so and writes nothing', async () => {
  await publish()
  const id = await held('shanghai')
  world.api.pass(7 * DAY)
  await tick()
  const ask = async (...rules: Partial<Recycling>[]) => {
    const { document } = await documentWith(...rules)
    return wanted(shanghai.post<RecyclingCounts>('/recycling/previews', { document }))
  }
  const atOnce = await ask(days(6))
  expect(atOnce.recycling).toBeGreaterThan(0)
  expect([atOnce.warnedAtOnce, atOnce.withinWeek]).toEqual([atOnce.recycling, atOnce.recycling])
  const today = world.api.now().slice(0, 10)
  expect(await ask({ ...days(10), countsFrom: today })).toMatchObject({
    recycling: atOnce.recycling,
    warnedAtOnce: 0,
    withinWeek: 0,
    withinMonth: atOnce.recycling,
  })
  expect(await ask()).toMatchObject({ recycling: 0, overdue: atOnce.overdue })
  expect(
    await db()`select 1 from clock where kind = 'recycle' and subject_id = ${id} and stopped_at is null`,
  ).toEqual([])
  await publish(days(6))
  await tick()
  const [row] = (await listed(shanghai, 'within=7d')).items.filter(({ opportunity }) => opportunity.id === id)
  expect(Date.parse(row?.dueAt ?? '') - Date.parse(world.api.now())).toBe(3 * DAY * 60_000)
  expect(await told(id)).toEqual(['pools.recycle-soon'])
})

test('whoever leads people proposes a plan, a few at a time; it waits as a draft, and administrators are told', async () => {
  const { plan, document } = await documentWith(days(20))
  const body = { name: '公海与时限：华东组', basedOn: plan.id, document, note: '先用起来' }
  expect(await shanghai.post('/plan/proposals', body)).toMatchObject({
    status: 403,
    code: 'plan.may-not-propose',
  })
  const made = await wanted(manager.post<{ id: string; told: number }>('/plan/proposals', body))
  expect(made.told).toBe(1)
  const draft = await wanted(world.admin.get<{ document: object }>(`/plan/drafts/${made.id}`))
  expect(draft.document).toEqual(document)
  const link = `/settings/plan?draft=${made.id}`
  expect(await db()`select 1 from notice where kind = 'plan.proposed' and link = ${link}`).toHaveLength(1)
  for (let i = 1; i < 5; i++) await wanted(manager.post('/plan/proposals', body))
  expect(await manager.post('/plan/proposals', body)).toMatchObject({ status: 409, facts: { most: 5 } })
})

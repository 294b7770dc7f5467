import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { fireDue, resumeDue, settle } from '../clocks/index.ts'
import { type PlanVersion, type Recycling, USUAL_RECYCLING } from '../plan/contract.ts'
import { documentOf } from '../plan/rules/document.ts'
import { recyclingNow } from '../pools/index.ts'
import { checkLedger } from '../responsibility/index.ts'

const DEEDS = ['wait', 'pass', 'follow', 'leave', 'plan', 'claim', 'release'] as const
type Deed = { kind: (typeof DEEDS)[number]; which: number; who: number; how: number }
const HOLDERS = ['shanghai', 'zhejiang', 'guangdong'] as const
const DAY = 24 * 60

let world: World
const clients: Client[] = []
const made: string[] = []
beforeAll(async () => {
  world = await openWorld()
  for (const who of HOLDERS) clients.push(await world.as(who))
  for (const who of [...HOLDERS, ...HOLDERS])
    made.push(await world.opportunity(world.admin, { holder: world.people[who], source: 'website' }))
})
afterAll(() => world?.close())

const db = () => world.api.application.db
const of = <T>(list: readonly T[], at: number): T => list[at % list.length] as T

async function tick() {
  const { application, now } = world.api
  while ((await settle(db(), application.company(), now())) > 0);
  await resumeDue(db(), now())
  await fireDue(db(), application.company(), now())
  while ((await settle(db(), application.company(), now())) > 0);
}

async function publish(change: Partial<Recycling>) {
  const plan = await wanted(world.admin.get<PlanVersion>('/plan'))
  const pools = plan.pools.map((pool) => ({
    ...pool,
    keeper: world.people.success,
    coolDownDays: 0,
    recycle: [{ ...USUAL_RECYCLING, ...change }],
  }))
  await wanted(world.admin.post('/plan/versions', { ...documentOf(plan), basedOn: plan.id, pools }))
}

/** Does one thing as a person would; a refusal is as right as a deed, what it leaves behind is judged. */
async function doIt({ kind, which, who, how }: Deed): Promise<void> {
  const id = of(made, which)
  const client = of(clients, who)
  const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))
  if (kind === 'wait') world.api.pass((1 + (how % 5)) * DAY)
  if (kind === 'pass') {
    const body = { person: client.personId, reason: '换人', knowing: true }
    await world.admin.ask('PUT', `/opportunities/${id}/holding`, { body, version })
  }
  if (kind === 'follow') await client.post('/follow-ups', { opportunity: id, kind: 'call', content: '聊过' })
  if (kind === 'leave') {
    const from = new Date(Date.parse(world.api.now()) + DAY * 60_000).toISOString().slice(0, 10)
    const deputy = of(clients, who + 1).personId
    await client.post('/absences', { from, until: from, kind: 'leave', deputy })
  }
  if (kind === 'plan')
    await publish({ after: { ...USUAL_RECYCLING.after, amount: 4 + (how % 6) }, warnDays: how % 4 })
  if (kind === 'claim') await client.post(`/opportunities/${id}/claims`)
  if (kind === 'release')
    await client.ask('POST', `/opportunities/${id}/releases`, { body: { reason: '没有进展' }, version })
}

type State = {
  id: string
  isOpen: boolean
  holder: string
  keeper: string | null
  clocks: number
  due: string | null
}
const states = (): Promise<State[]> =>
  db()`select o.id, o.is_open as "isOpen", o.holder_id as holder, s.keeper_id as keeper,
    (select count(*)::int from clock c where c.subject_id = o.id and c.kind = 'recycle' and c.stopped_at is null) as clocks,
    (select c.due_at from clock c where c.subject_id = o.id and c.kind = 'recycle' and c.stopped_at is null) as due
  from opportunity o left join pool_stay s on s.opportunity_id = o.id and s.until is null where o.deleted_at is null`

/** What lies in a pool is its keeper's and has no recycle clock; whatever else is open has exactly one, not over yet. */
async function isWhole(after: Deed) {
  for (const { id, isOpen, holder, keeper, clocks, due } of await states()) {
    const about = `${JSON.stringify(after)} ${id}`
    if (keeper !== null) expect([holder, clocks], about).toEqual([keeper, 0])
    else expect(clocks, about).toBe(isOpen ? 1 : 0)
    if (due !== null) expect(due >= world.api.now(), `${about} due ${due}`).toBe(true)
  }
  const problems = (await checkLedger(db())).problems
  expect(problems, JSON.stringify(after)).toEqual([])
}

test('recycling, claims, transfers, leave, follow-ups and plans in any order keep the ledger whole and lose no recycle clock', async () => {
  await publish({ after: { ...USUAL_RECYCLING.after, amount: 5 }, warnDays: 1 })
  const deed = fc.record({
    kind: fc.constantFrom(...DEEDS),
    which: fc.nat(100),
    who: fc.nat(100),
    how: fc.nat(100),
  })
  const deeds =
    fc.sample(fc.array(deed, { minLength: 120, maxLength: 120 }), { numRuns: 1, seed: 20261127 })[0] ?? []
  for (const each of deeds) {
    await doIt(each)
    await tick()
    await isWhole(each)
  }
  const [kinds] = await db()<{ recycled: number; claimed: number }[]>`
    select count(*) filter (where kind = 'opportunity.recycled')::int as recycled,
      count(*) filter (where cause->>'because' = 'claimed')::int as claimed from event`
  expect(kinds?.recycled).toBeGreaterThan(2)
  expect(kinds?.claimed).toBeGreaterThan(0)
  const held = (await states()).filter(({ keeper, isOpen }) => isOpen && keeper === null).map(({ id }) => id)
  const runs = await recyclingNow(db(), world.api.application.company(), world.api.now(), held)
  expect(runs.size).toBe(held.length)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { transaction } from '../../platform/db/transaction.ts'
import { type PlanVersion, type Recycling, USUAL_RECYCLING } from '../plan/contract.ts'
import { documentOf } from '../plan/rules/document.ts'
import { checkLedger } from '../responsibility/index.ts'
import { recycle, recyclingNow } from './index.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

const db = () => world.api.application.db
const company = () => world.api.application.company()
const SYSTEM = { kind: 'system', personId: null } as const
const due = async (id: string) => {
  const now = world.api.now()
  return (await recyclingNow(db(), company(), now, [id])).get(id)
}
const takeBack = async (ids: readonly string[]) => {
  const now = world.api.now()
  const rows = ids.map((opportunityId) => ({ opportunityId, dueAt: now }))
  return transaction(db(), (tx) => recycle(tx, company(), { actor: SYSTEM, now }, rows))
}
/** The plan with these recycle rules of its pool, for everything that runs. */
async function publish(...rules: Partial<Recycling>[]) {
  const plan = await wanted(world.admin.get<PlanVersion>('/plan'))
  const [pool] = plan.pools
  const recycle = rules.map((rule) => ({ ...USUAL_RECYCLING, ...rule }))
  const body = {
    ...documentOf(plan),
    basedOn: plan.id,
    pools: [{ ...pool, keeper: world.people.success, recycle }],
  }
  await wanted(world.admin.post('/plan/versions', body))
}
const opened = (holder: keyof World['people'], more = {}) =>
  world.opportunity(world.admin, { holder: world.people[holder], source: 'website', ...more })

test('what nobody made progress with goes back: the keeper holds it, supporters, tasks and offers go as the rule says', async () => {
  await publish({ supporters: 'end', tasks: 'keeper' })
  const id = await opened('marketing')
  const { marketing, shanghai, support, success, director } = world.people
  const holder = await world.as('marketing')
  await wanted(world.admin.put(`/opportunities/${id}/participants/${support}`, { letter: 'C' }))
  const task = (who: string) => ({ title: '回访', opportunity: id, holder: who, dueOn: '2026-12-01' })
  for (const who of [marketing, support, shanghai]) await wanted(world.admin.post('/tasks', task(who)))
  const packet = { needs: '质谱仪', nextStep: '演示', nextStepOn: '2026-12-01' }
  await wanted(holder.post(`/opportunities/${id}/hand-overs`, { to: shanghai, packet }))
  expect(await due(id)).toMatchObject({ pool: 'public', rule: 0 })

  expect(await takeBack([id])).toEqual([id])
  expect(await wanted(world.admin.get(`/opportunities/${id}`))).toMatchObject({ holder: { id: success } })
  const stays = await db()`select pool, because, previous_holder_id as previous from pool_stay
    where opportunity_id = ${id} and until is null`
  expect(stays).toMatchObject([{ pool: 'public', because: 'recycled', previous: marketing }])
  const tasks = await db()<{ holder: string }[]>`
    select holder_id as holder from task where opportunity_id = ${id} and title = '回访'`
  expect(tasks.map((one) => one.holder).sort()).toEqual([success, success, shanghai].sort())
  const helpers =
    await db()`select 1 from participation where opportunity_id = ${id} and upper_inf(during) and not by_plan`
  expect(helpers).toEqual([])
  expect(await db()`select state from hand_over where opportunity_id = ${id}`).toEqual([
    { state: 'withdrawn' },
  ])
  const entries = await db()<{ kind: string; cause: object }[]>`
    select kind, cause from event where opportunity_id = ${id} and kind = 'opportunity.recycled'`
  expect(entries).toMatchObject([{ cause: { rule: 1, what: 'progress', amount: 30, supporters: 'end' } }])
  const told = await db()<{ person: string; kind: string }[]>`
    select person_id as person, kind from notice where opportunity_id = ${id} and kind like 'pools.%' order by kind, person_id`
  expect(new Map(told.map((one) => [one.person, one.kind]))).toEqual(
    new Map([
      [marketing, 'pools.recycled'],
      [director, 'pools.recycled'],
      [success, 'pools.entered'],
    ]),
  )
  expect(await takeBack([id])).toEqual([])
  expect((await checkLedger(db())).problems).toEqual([])
})

test('tasks are closed where the rule says so, but never those the plan asks for; supporters stay', async () => {
  await publish({ tasks: 'close' })
  const id = await opened('marketing')
  await wanted(world.admin.put(`/opportunities/${id}/participants/${world.people.support}`, { letter: 'C' }))
  const body = { title: '回访', opportunity: id, holder: world.people.marketing, dueOn: '2026-12-01' }
  await wanted(world.admin.post('/tasks', body))
  await takeBack([id])
  expect(await db()`select 1 from task where opportunity_id = ${id} and deleted_at is null`).toEqual([])
  const parts = await db()`select person_id as person from participation
    where opportunity_id = ${id} and upper_inf(during) and not by_plan`
  expect(parts).toEqual([{ person: world.people.support }])
})

test('rules ask about the record: conditions, its account, its dates; won and excepted ones stay', async () => {
  await publish(
    {
      when: "source == 'exhibition'",
      after: { what: 'follow-up', field: null, amount: 5, unit: 'working-days' },
    },
    { after: { what: 'date', field: 'expectedCloseOn', amount: 10, unit: 'days' } },
    { exceptAt: ['lead'] },
  )
  const rule = async (more: object) => (await due(await opened('marketing', more)))?.rule
  expect(await rule({ source: 'exhibition' })).toBe(0)
  expect(await rule({ expectedCloseOn: '2026-12-20' })).toBe(1)
  expect(await rule({})).toBeUndefined()
  expect(await takeBack([await opened('marketing')])).toEqual([])
})

test('leave of the holder counts for nothing, and a transfer changes neither the run nor its deadline', async () => {
  await publish({})
  const id = await opened('shanghai')
  const before = await due(id)
  const { version } = await wanted(world.admin.get<{ version: number }>(`/opportunities/${id}`))
  const passed = { person: world.people.zhejiang, reason: '换人' }
  await wanted(world.admin.ask('PUT', `/opportunities/${id}/holding`, { body: passed, version }))
  expect(await due(id)).toEqual(before)
  const absence = { person: world.people.zhejiang, from: '2026-12-01', until: '2026-12-05', kind: 'leave' }
  await wanted(world.admin.post('/absences', { ...absence, deputy: world.people.shanghai }))
  const waiting = await due(id)
  expect(waiting?.basis).toBe(before?.basis)
  expect(Date.parse(waiting?.dueAt ?? '') - Date.parse(before?.dueAt ?? '')).toBe(5 * 86_400_000)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../test/api.ts'
import { openWorld, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../responsibility/index.ts'

const A_DAY = 10 // what the growing company's pool allows
const PEOPLE = 5
const OPPORTUNITIES = PEOPLE * A_DAY // so that everybody comes to their limit

let world: World
let clients: Client[]
let ids: string[]
beforeAll(async () => {
  world = await openWorld()
  const { admin, api, people, roles, departments } = world
  const second = await api.secondProcess()
  const claimers: string[] = []
  for (let i = 0; i < PEOPLE; i++) {
    const person = {
      name: `销售${i}`,
      email: `s${i}@chenguang.example`,
      department: departments.east,
      functions: ['sales'],
    }
    const made = await wanted(
      admin.post<{ id: string }>('/organisation/people', { ...person, roles: [roles.sales] }),
    )
    claimers.push(made.id)
  }
  clients = await Promise.all(claimers.map((id, i) => (i % 2 ? second.as(id) : api.as(id))))
  ids = []
  for (let i = 0; i < OPPORTUNITIES; i++)
    ids.push(await world.opportunity(admin, { holder: people.shanghai }))
  const taking = { ids, reason: '季度清理' }
  expect(
    (await wanted(admin.post<{ taken: unknown[] }>('/opportunities/taking-back', taking))).taken,
  ).toHaveLength(OPPORTUNITIES)
})
afterAll(() => world?.close())

test('everybody wants everything at once on two servers: each is won once, and nobody gets more than a day allows', async () => {
  const answers = await Promise.all(
    clients.map(async (client, n) => {
      const wanting = ids.map((_, i) => ids[(i * 7 + n) % OPPORTUNITIES] ?? '')
      const [last] = [wanting.slice(0, 5)]
      // some by one, some in bulk, one with a key: they share the limits
      const bulk = client.post<{ claimed: { id: string }[] }>('/pools/public/claims', { ids: last })
      const singles = wanting
        .slice(5)
        .map((id) =>
          client.post<{ id: string }>(
            `/opportunities/${id}/claims`,
            undefined,
            n === 3 ? { 'idempotency-key': `${n} ${id}` } : {},
          ),
        )
      return {
        by: client.personId,
        bulk: (await wanted(bulk)).claimed.map(({ id }) => id),
        singles: await Promise.all(singles),
      }
    }),
  )
  const won = answers.flatMap(({ by, bulk, singles }) => [
    ...bulk.map((id) => ({ id, by })),
    ...singles.filter(({ status }) => status === 201).map(({ body }) => ({ id: body.id, by })),
  ])
  const refused = new Set(answers.flatMap(({ singles }) => singles.flatMap(({ code }) => code ?? [])))
  expect([...refused].sort()).toEqual(['pools.claimed-already', 'pools.day-limit'])
  expect(won.map(({ id }) => id).sort()).toEqual([...ids].sort())
  for (const [, of] of Map.groupBy(won, ({ by }) => by)) expect(of).toHaveLength(A_DAY)
  const { db } = world.api.application
  const holders = await db<
    { id: string; by: string }[]
  >`select id, holder_id as by from opportunity where id = any(${ids}::uuid[])`
  const sorted = (list: readonly { id: string; by: string }[]) =>
    list.map(({ id, by }) => `${id} ${by}`).sort()
  expect(sorted(holders)).toEqual(sorted(won))
  const told =
    await db`select 1 from event where kind = 'opportunity.passed' and cause->>'because' = 'claimed' and actor_id::text = after->>'holder'`
  expect(told).toHaveLength(OPPORTUNITIES)
  expect((await checkLedger(db)).problems).toEqual([])
})

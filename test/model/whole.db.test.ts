import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PlanDocument, PlanVersion } from '../../src/features/plan/contract.ts'
import { canGo } from '../../src/features/plan/rules/mapping.ts'
import { checkLedger } from '../../src/features/responsibility/index.ts'
import type { Sql } from '../../src/platform/db/pool.ts'
import { openWorld, type World, wanted } from '../world.ts'
import { doIt, type Stage } from './doing.ts'
import { deeds, plans } from './worlds.ts'

let world: World
let db: Sql
beforeAll(async () => {
  world = await openWorld()
  db = world.api.application.db
})
afterAll(() => world?.close())

test('property: under random plans, people and deeds one person holds each open opportunity at every instant, and the journal tells it all', {
  timeout: 240_000,
}, async () => {
  const people = Object.values(world.people)
  const stage: Stage = { world, people, made: [], clients: new Map() }
  const refused = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(
      plans,
      fc.nat(1000),
      fc.array(deeds, { minLength: 20, maxLength: 30 }),
      async (plan, who, list) => {
        await publish({ ...plan, keeper: keeperOf(people, who) })
        for (const deed of list) {
          const code = await doIt(stage, deed)
          if (code) refused.set(code, (refused.get(code) ?? 0) + 1)
          expect(await broken(), JSON.stringify(deed)).toEqual([])
        }
        expect((await checkLedger(db)).problems).toEqual([])
        expect(await replayed()).toEqual(await asItIs())
      },
    ),
    { numRuns: 20, endOnFailure: true },
  )
  expect(stage.made.length).toBeGreaterThan(10)
  const { items } = await wanted(world.admin.get<{ items: unknown[] }>('/plan/versions'))
  expect(items.length).toBeGreaterThan(5)
  const strange = [...refused.keys()].filter((code) => /^(objects|http)\./.test(code))
  expect(strange.filter((code) => code !== 'http.not-signed-in')).toEqual([]) // an offer to whoever left since
})

test('property: the same question is decided alike', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deeds, { minLength: 1, maxLength: 10 }), async (list) => {
      const items = list.map(({ type, region, amount }) => ({
        type,
        ...(region ? { region } : {}),
        ...(amount ? { amount: { amount, currency: 'CNY' } } : {}),
      }))
      const ask = () => wanted(world.admin.post('/routing/simulation', { items }))
      expect(await ask()).toEqual(await ask())
    }),
    { numRuns: 20 },
  )
})

/** An administrator keeps the plan where the drawn one may have left. */
function keeperOf(people: readonly string[], who: number): string {
  return who % 2 ? world.admin.personId : (people[who % people.length] ?? '')
}

/** Publishes the plan where it compiles; running opportunities go to some stage that fits. */
async function publish(document: PlanDocument): Promise<void> {
  const current = await wanted(world.admin.get<PlanVersion>('/plan'))
  const mapping = Object.fromEntries(
    current.stages.flatMap((stage) => {
      const to = document.stages.find((one) => one.key === stage.key && canGo(stage, one))
      const other = to ?? document.stages.find((one) => canGo(stage, one))
      return other ? [[stage.key, other.key]] : []
    }),
  )
  const { code, facts } = await world.admin.post('/plan/versions', {
    ...document,
    basedOn: current.id,
    mapping,
  })
  const known = ['plan.does-not-compile', 'plan.stage-unmapped', undefined]
  expect(known, JSON.stringify(facts)).toContain(code)
}

/** The laws, asked of the tables in the plainest way, apart from the product's own check. */
async function broken(): Promise<{ number: number; problem: string }[]> {
  return db<{ number: number; problem: string }[]>`
    select o.number, 'open, held by ' || count(h.*) as problem from opportunity o
      left join holding h on h.opportunity_id = o.id and upper_inf(h.during)
      left join person p on p.id = h.person_id and p.deactivated_at is null
      where o.is_open group by o.id having count(h.*) <> 1 or count(p.*) <> 1
    union all
    select o.number, 'closed, held' from opportunity o join holding h on h.opportunity_id = o.id and upper_inf(h.during)
      where not o.is_open
    union all
    select o.number, 'gap or overlap' from opportunity o join (
      select opportunity_id, during, lead(during) over (partition by opportunity_id order by lower(during)) as next from holding) t
      on t.opportunity_id = o.id
      where t.next is not null and upper(t.during) > lower(t.next)
        or t.next is not null and upper(t.during) < lower(t.next) and o.open_during @> upper(t.during)
    union all
    select o.number, 'begins before it is held' from opportunity o
      where o.is_open and lower(o.open_during) not in (select lower(h.during) from holding h where h.opportunity_id = o.id)
    union all
    select o.number, 'supported by its holder' from opportunity o
      join participation x on x.opportunity_id = o.id and upper_inf(x.during) and x.person_id = o.holder_id`
}

type Shown = { id: string; holder: string; stage: string; isOpen: boolean }

async function asItIs(): Promise<Shown[]> {
  return db<Shown[]>`
    select o.id, o.holder_id as holder, s.key as stage, o.is_open as "isOpen" from opportunity o
    join stage s on s.id = o.stage_id order by o.id`
}

/** Every opportunity as the journal alone tells it. */
async function replayed(): Promise<Shown[]> {
  const rows = await db<{ id: string; kind: string; after: Record<string, string> | null }[]>`
    select opportunity_id as id, kind, after from event
    where object = 'opportunity' and kind in ('opportunity.created', 'opportunity.passed', 'opportunity.moved', 'opportunity.reopened')
    order by seq`
  const stages = new Map(
    (await db<{ id: string; key: string; kind: string }[]>`select id, key, kind from stage`).map((one) => [
      one.id,
      one,
    ]),
  )
  const known = new Map<string, Shown>()
  for (const { id, after } of rows) {
    const before = known.get(id)
    const stage = stages.get(after?.['stage'] ?? '')
    known.set(id, {
      id,
      holder: after?.['holder'] ?? before?.holder ?? '',
      stage: stage?.key ?? before?.stage ?? '',
      isOpen: stage ? stage.kind === 'open' : (before?.isOpen ?? true),
    })
  }
  return [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
}

import { expect, test } from 'vitest'
import type { Clock, PlanDocument, Pool } from '../contract.ts'
import { compile } from './check.ts'
import { clockFor } from './clocks.ts'
import { type Lead, touchedBeyond } from './leading.ts'
import { known, person, planOf, withStage } from './plan.fixture.ts'
import { newPoolOf, type PoolAndDeadlines, saidBy, saying } from './switching-on.ts'

const TODAY = '2026-11-27'
const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const [EAST, SHANGHAI, SOUTH, SALES] = [id(1), id(2), id(3), id(4)]
const lead: Lead = {
  departments: new Set([EAST, SHANGHAI]),
  people: new Set(['wang', 'li']),
  fields: new Set(['title', 'companyName', 'type', 'region', 'product', 'source', 'amount']),
}
const plan = planOf()
const east = newPoolOf(plan, { id: EAST, name: '华东组' }, 'wang')
const said: PoolAndDeadlines = {
  ...saidBy(plan, null, TODAY, east),
  followUp: { amount: 3, unit: 'working-days' },
  dwell: { amount: 10, unit: 'working-days' },
}
const switched = saying(plan, said)
const poolOf = (document: PlanDocument): Pool => document.pools.find(({ key }) => key !== 'public') as Pool
const pooled = (change: Partial<Pool>) => {
  const pools = switched.pools.map((one) => (one.key === 'public' ? one : { ...one, ...change }))
  return { ...switched, pools }
}
const stage = (document: PlanDocument) => document.stages.find(({ key }) => key === 'solution')

test('what is switched on for a department is a pool of what it holds and its limits, and leaves everybody else’s as they were', () => {
  expect(poolOf(switched)).toMatchObject({
    departments: [EAST],
    keeper: 'wang',
    members: { departments: [EAST] },
  })
  expect(clockFor(stage(switched), 'follow-up', [SHANGHAI, EAST, SALES])?.within.amount).toBe(3)
  for (const path of [[SOUTH, SALES], [SALES], []])
    for (const kind of ['first-contact', 'follow-up', 'dwell', 'acceptance', 'task'] as const)
      expect(clockFor(stage(switched), kind, path)).toEqual(clockFor(stage(plan), kind))
  const company = known({
    departments: new Set([EAST]),
    people: [...known().people, person('wang', ['sales'], { departmentPath: [EAST] })],
  })
  expect(compile(switched, company).filter(({ level }) => level === 'error')).toEqual([])
})

test('said again it is the same, and another department’s limits stay', () => {
  const key = poolOf(switched).key
  expect(saidBy(switched, key, TODAY)).toEqual({ ...said, pool: { ...said.pool, key } })
  expect(saying(switched, saidBy(switched, key, TODAY))).toEqual(switched)
  const both = saying(
    switched,
    saidBy(switched, null, TODAY, newPoolOf(plan, { id: SOUTH, name: '华南组' }, 'zhao')),
  )
  expect(both.pools.map(({ departments }) => departments)).toEqual([undefined, [EAST], [SOUTH]])
  expect(stage(both)?.clocks).toEqual(expect.arrayContaining(stage(switched)?.clocks ?? []))
})

test('the nearest department’s limit counts, whatever the order', () => {
  const limit = (amount: number, departments?: string[]): Clock => ({
    kind: 'dwell',
    within: { amount, unit: 'days' },
    warnBefore: null,
    ladder: [],
    ...(departments ? { departments } : {}),
  })
  const clocks = [limit(1), limit(2, [SALES]), limit(3, [EAST, SOUTH])]
  for (const order of [clocks, clocks.toReversed()]) {
    const at = (...path: string[]) => clockFor({ clocks: order }, 'dwell', path)?.within.amount
    expect([at(SHANGHAI, EAST, SALES), at('north', SALES), at('finance'), at()]).toEqual([3, 2, 1, 1])
  }
})

test('a lead touches nothing beyond with pools and limits of their departments: begun, changed, taken away', () => {
  expect(touchedBeyond(plan, switched, lead)).toEqual([])
  expect(touchedBeyond(switched, plan, lead)).toEqual([])
  expect(touchedBeyond(switched, pooled({ claimsPerDay: 3, keeper: 'li' }), lead)).toEqual([])
  expect(touchedBeyond(switched, { ...switched, pools: switched.pools.toReversed() }, lead)).toEqual([])
})

test.each<[string, PlanDocument, string[]]>([
  ['the plan’s keeper', { ...switched, keeper: 'wang' }, ['keeper keeper']],
  ['rules', { ...switched, rules: [] }, plan.rules.map(({ label }) => `rule ${label.zh}`)],
  [
    'what else a stage says',
    withStage(switched, 'solution', { probability: 1 }),
    ['stage solution probability'],
  ],
  ['a limit of everybody', saying(plan, saidBy(plan, 'public', TODAY)), []],
  [
    'a limit of another department',
    withStage(switched, 'solution', {
      clocks: (stage(switched)?.clocks ?? []).map((one) => ({ ...one, departments: [EAST, SOUTH] })),
    }),
    ['stage solution clocks'],
  ],
  ['a pool of everybody', { ...switched, pools: switched.pools.slice(1) }, ['pool public']],
  ['a pool of another department', pooled({ departments: [EAST, SOUTH] }), ['pool public-2']],
  ['somebody else who keeps it', pooled({ keeper: 'zhao' }), ['pool public-2 keeper']],
  [
    'others who claim from it',
    pooled({ members: { functions: [], departments: [] } }),
    ['pool public-2 members'],
  ],
  ['fields they may not read', pooled({ shows: ['title', 'mobile'] }), ['pool public-2 shows']],
  [
    'a pool of everybody it goes back to',
    pooled({ recycle: poolOf(switched).recycle.map((one) => ({ ...one, to: 'public' })) }),
    ['pool public-2 recycle'],
  ],
])('they may not touch %s', (what, after, touches) => {
  if (what === 'a limit of everybody') expect(touchedBeyond(plan, after, lead)).not.toEqual([])
  else expect(touchedBeyond(plan, after, lead)).toEqual(touches)
})

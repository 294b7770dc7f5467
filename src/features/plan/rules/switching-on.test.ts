import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PlanDocument } from '../contract.ts'
import { compile } from './check.ts'
import { KEEPER, known, planOf } from './plan.fixture.ts'
import { saidBy, saying } from './switching-on.ts'

const TODAY = '2026-11-27'
const withoutPools: PlanDocument = { ...planOf(), pools: [] }
const errors = (plan: PlanDocument) => compile(plan, known()).filter(({ level }) => level === 'error')

test('from nothing: a pool with what people expect, idle time counted from today, and the limits at every stage people work at', () => {
  const plan = saying(withoutPools, saidBy(withoutPools, null, TODAY))
  expect(plan.pools).toMatchObject([
    { key: 'public', keeper: KEEPER, claimsPerDay: 10, recycle: [{ warnDays: 3, countsFrom: TODAY }] },
  ])
  expect(errors(plan)).toEqual([])
  const kinds = (key: string) => plan.stages.find((one) => one.key === key)?.clocks.map(({ kind }) => kind)
  expect(kinds('solution')).toEqual(['first-contact', 'follow-up', 'acceptance'])
  expect(kinds('won')).toEqual([])
})

test('what is said again is the same, and what was not said stays', () => {
  for (const template of ['start-up', 'growing', 'large', 'multinational'] as const) {
    const [first, second] = [planOf(template), planOf(template)].map((plan) => ({
      ...plan,
      pools: plan.pools.map((pool) => ({ ...pool, recycle: [...pool.recycle, ...pool.recycle] })),
    }))
    if (!first || !second) throw new Error('no plan')
    const said = saidBy(first, 'public', TODAY)
    expect(saying(first, said).pools).toEqual(second.pools)
    expect(saidBy(saying(first, said), 'public', TODAY)).toEqual(said)
  }
})

test('a pool of its own for some goes before the one for the rest; never a key twice', () => {
  const plan = planOf()
  const said = saidBy(plan, null, TODAY)
  const more = saying(plan, { ...said, pool: { ...said.pool, when: 'amount > 1.0' } })
  expect(more.pools.map(({ key }) => key)).toEqual(['public-2', 'public'])
  expect(errors(more)).toEqual([])
})

test('property: whatever the limits, warnings come before them, and a rising ladder has no error', () => {
  const unit = fc.constantFrom(
    'hours' as const,
    'working-hours' as const,
    'days' as const,
    'working-days' as const,
  )
  const span = fc.record({ amount: fc.integer({ min: 1, max: 60 }), unit })
  const days = fc.integer({ min: 1, max: 30 })
  fc.assert(
    fc.property(
      span,
      span,
      fc.option(span),
      days,
      fc.option(days),
      (firstContact, followUp, dwell, tell, pass) => {
        const plan = saying(withoutPools, {
          ...saidBy(withoutPools, null, TODAY),
          firstContact,
          followUp,
          dwell,
          tellManagerAfter: { amount: tell, unit: 'days' },
          passOnAfter: pass === null ? null : { amount: tell + pass, unit: 'days' },
        })
        expect(errors(plan)).toEqual([])
      },
    ),
    { numRuns: 30 },
  )
})

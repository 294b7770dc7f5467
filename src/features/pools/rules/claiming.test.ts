import { describe, expect, test } from 'vitest'
import { type Pool, USUAL_POOL } from '../../plan/contract.ts'
import {
  allowanceOf,
  type Claimer,
  claimableFrom,
  claimVerdict,
  limitsOf,
  receivingVerdict,
  type Situation,
} from './claiming.ts'

const pool = (more: Partial<Pool> = {}): Pool => ({
  ...USUAL_POOL,
  key: 'public',
  label: { zh: '公海', en: 'Pool' },
  keeper: 'keeper',
  members: { functions: ['sales'], departments: [] },
  claimsPerDay: null,
  holdMost: null,
  coolDownDays: 0,
  limits: [],
  ...more,
})
const claimer = (more: Partial<Claimer> = {}): Claimer => ({
  id: 'wang',
  name: 'Wang',
  functions: ['sales'],
  departmentPath: ['south', 'company'],
  active: true,
  awayUntil: null,
  holding: 0,
  ...more,
})
const situation = (more: Partial<Situation> = {}): Situation => ({
  today: '2026-11-27',
  claimedToday: 0,
  leftOn: null,
  ...more,
})
const limit = (fn: string, claimsPerDay: number | null, holdMost: number | null) => ({
  function: fn,
  claimsPerDay,
  holdMost,
})

describe('limits', () => {
  const limited = { claimsPerDay: 3, holdMost: 20 }
  test.each([
    ['everybody’s, where no function has its own', [], ['sales'], limited],
    [
      'everybody’s, where it is another function that has its own',
      [limit('service', 1, 1)],
      ['sales'],
      limited,
    ],
    ['those of the function', [limit('sales', 5, 10)], ['sales'], { claimsPerDay: 5, holdMost: 10 }],
    ['smaller ones too', [limit('sales', 0, 0)], ['sales'], { claimsPerDay: 0, holdMost: 0 }],
    [
      'the most generous of several, each number by itself',
      [limit('sales', 5, 10), limit('service', 2, 40)],
      ['service', 'sales'],
      { claimsPerDay: 5, holdMost: 40 },
    ],
    [
      'none, where one of them has none',
      [limit('sales', 5, null), limit('service', null, 40)],
      ['sales', 'service'],
      { claimsPerDay: null, holdMost: null },
    ],
  ])('are %s', (_, limits, functions, expected) => {
    expect(limitsOf({ ...limited, limits }, functions)).toEqual(expected)
  })

  test.each([
    [null, null, 7, 70, null],
    [3, null, 1, 70, 2],
    [null, 20, 7, 18, 2],
    [3, 20, 1, 19, 1],
    [3, 20, 3, 0, 0],
    [3, 20, 5, 25, 0],
  ])(
    '%s a day and %s in all, %s claimed and %s held: %s left',
    (claimsPerDay, holdMost, claimed, holding, left) => {
      const allowance = allowanceOf(pool({ claimsPerDay, holdMost }), claimer({ holding }), claimed)
      expect(allowance).toEqual({ claimsPerDay, claimedToday: claimed, holdMost, holding, left })
    },
  )
})

describe('cooling down', () => {
  test.each([
    ['2026-11-27', 0, '2026-11-27'],
    ['2026-11-27', 7, '2026-12-04'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 2, '2028-03-01'],
  ])('what went on %s with %s days may be claimed again from %s', (leftOn, coolDownDays, from) => {
    expect(claimableFrom(leftOn, { coolDownDays })).toBe(from)
  })
})

describe('a claim', () => {
  const strict = { claimsPerDay: 3, holdMost: 20, coolDownDays: 7 }
  const until = '2026-12-01T01:00:00.000Z'
  test.each([
    ['by a member is won', {}, {}, {}, { kind: 'claim' }],
    ['below all limits is won', strict, { holding: 19 }, { claimedToday: 2 }, { kind: 'claim' }],
    ['by somebody of another function is not', {}, { functions: ['service'] }, {}, { kind: 'not-member' }],
    ['by somebody who left is not', {}, { active: false }, {}, { kind: 'not-member' }],
    [
      'from below a department that is named is won',
      { members: { functions: [], departments: ['company'] } },
      { functions: [] },
      {},
      { kind: 'claim' },
    ],
    [
      'needs both where both are named',
      { members: { functions: ['sales'], departments: ['north'] } },
      {},
      {},
      { kind: 'not-member' },
    ],
    ['by somebody away is not', {}, { awayUntil: until }, {}, { kind: 'away', until }],
    [
      'on the last day of cooling down is not',
      strict,
      {},
      { leftOn: '2026-11-21' },
      { kind: 'cooling-down', from: '2026-11-28' },
    ],
    ['on the first day after it is won', strict, {}, { leftOn: '2026-11-20' }, { kind: 'claim' }],
    ['beyond what one may hold is not', strict, { holding: 20 }, {}, { kind: 'hold-limit', most: 20 }],
    ['beyond the day’s is not', strict, {}, { claimedToday: 3 }, { kind: 'day-limit', most: 3 }],
    ['where none is allowed is not', { claimsPerDay: 0 }, {}, {}, { kind: 'day-limit', most: 0 }],
    [
      'says first what lasts longest: who is no member hears of no limit',
      strict,
      { functions: [], awayUntil: until, holding: 20 },
      { claimedToday: 3, leftOn: '2026-11-27' },
      { kind: 'not-member' },
    ],
    [
      'says that of two limits one holds too much',
      strict,
      { holding: 20 },
      { claimedToday: 3 },
      { kind: 'hold-limit', most: 20 },
    ],
  ] as [string, Partial<Pool>, Partial<Claimer>, Partial<Situation>, object][])(
    '%s',
    (_, rules, person, at, expected) => {
      expect(claimVerdict(pool(rules), claimer(person), situation(at))).toEqual(expected)
    },
  )
})

describe('an assignment', () => {
  const rules = pool({ claimsPerDay: 0, holdMost: 2, coolDownDays: 7 })
  test.each([
    ['minds what one holds at most', { holding: 2 }, { kind: 'hold-limit', most: 2 }],
    ['minds membership', { functions: ['service'] }, { kind: 'not-member' }],
    ['minds neither the day nor leave', { awayUntil: '2026-12-01T01:00:00.000Z' }, { kind: 'claim' }],
  ])('%s', (_, person, expected) => {
    expect(receivingVerdict(rules, claimer(person))).toEqual(expected)
  })
})

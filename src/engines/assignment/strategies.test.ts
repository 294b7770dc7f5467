import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Arrival,
  decide,
  divide,
  explained,
  type Facts,
  fairShares,
  type LoadState,
  type Person,
  REASON_CODES,
  Router,
  type Rule,
} from './index.ts'

const fresh = (more: Partial<LoadState> = {}): LoadState => ({
  open: new Map(),
  today: new Map(),
  credit: new Map(),
  last: new Map(),
  ...more,
})
const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  active: true,
  functions: [],
  departmentPath: [],
  skills: [],
  territories: [],
  weight: 1,
  ...more,
})
const rule = (more: Partial<Rule> = {}): Rule => ({
  id: 'r',
  holds: () => true,
  candidates: {},
  strategy: 'weighted-round-robin',
  ...more,
})
const all = (
  given: Rule | Rule[],
  people: Person[],
  coming: { facts?: Facts; arrival?: Arrival }[],
  state = fresh(),
) => {
  const rules = [given].flat()
  const router = new Router(rules, people, 'keeper', state)
  const decided = router.decideAll(
    coming.map(({ facts = {}, arrival }) => ({ facts, draw: 0, ...(arrival ? { arrival } : {}) })),
  )
  const ids = rules.map(({ id }) => id)
  return decided.map(({ outcome, ground }) => explained(JSON.parse(JSON.stringify(outcome)), ground, ids))
}
const codes = (decision: { reasons: { code: string }[] } | undefined) =>
  decision?.reasons.map((one) => one.code)

describe('load and limits', () => {
  test('least loaded by units asks how much work they are, not how many, and says so', () => {
    const state = fresh({
      open: new Map([
        ['anna', 1],
        ['boris', 3],
      ]),
      units: new Map([
        ['anna', 8],
        ['boris', 3],
      ]),
    })
    const decision = decide(
      {},
      [rule({ strategy: 'least-loaded', loadBy: 'units' })],
      [person('anna', { weight: 2 }), person('boris')],
      'keeper',
      state,
      0,
    )
    expect(decision.personId).toBe('boris')
    expect(decision.reasons.at(-1)).toEqual({ code: 'least-units', facts: { units: 3, weight: 1, load: 3 } })
    expect(decision.candidates[0]?.terms).toEqual({ units: 8, weight: 2, load: 4 })
  })
  test('a week and units of work have limits too; the lower of the two counts', () => {
    const state = fresh({ week: new Map([['anna', 7]]), units: new Map([['boris', 9.5]]) })
    const people = [person('anna', { weekCap: 7 }), person('boris', { unitCap: 12 }), person('cora')]
    const decision = decide({}, [rule({ weekCap: 20, unitCap: 10 })], people, 'keeper', state, 0)
    expect(decision.personId).toBe('cora')
    expect(decision.candidates.slice(0, 2).map(({ exclusions }) => exclusions)).toEqual([
      [{ code: 'week-cap-reached', facts: { week: 7, cap: 7 } }],
      [{ code: 'unit-cap-reached', facts: { units: 9.5, adds: 1, cap: 10 } }],
    ])
  })
  test('a limit of units is never passed by one that is more work than there is room for', () => {
    const people = [person('anna', { unitCap: 3 })]
    const decided = all(rule(), people, [{ arrival: { workload: 2 } }, { arrival: { workload: 2 } }])
    expect(decided.map(({ personId }) => personId)).toEqual(['anna', 'keeper'])
  })
})

describe('fields that must fit', () => {
  test('a field is compared with skills, territories, department or functions', () => {
    const matches: Rule['candidates']['matches'] = [
      { field: 'product.series', person: 'skills' },
      { field: 'site', person: 'territories' },
      { field: 'office', person: 'department' },
      { field: 'team', person: 'functions' },
    ]
    const right = person('right', {
      skills: ['GTX'],
      territories: ['31'],
      departmentPath: ['d1'],
      departmentNames: ['华东组'],
      functions: ['sales'],
    })
    const facts = { product: { id: 'p', series: 'GTX' }, site: '310100', office: '华东组', team: 'sales' }
    const decision = decide(
      facts,
      [rule({ candidates: { matches } })],
      [right, person('wrong')],
      'k',
      fresh(),
      0,
    )
    expect(decision.personId).toBe('right')
    const wrong = decision.candidates.find(({ personId }) => personId === 'wrong')
    expect(wrong?.exclusions.map(({ code, facts: { field } }) => `${code} ${field}`)).toEqual(
      matches.map(({ field }) => `does-not-match ${field}`),
    )
  })
  test('several values need every skill, but one of them is enough for the rest; no value matches nobody', () => {
    const by = rule({ candidates: { matches: [{ field: 'wants', person: 'skills' }] } })
    const people = [person('half', { skills: ['a'] }), person('both', { skills: ['a', 'b'] })]
    expect(decide({ wants: ['a', 'b'] }, [by], people, 'k', fresh(), 0).personId).toBe('both')
    const empty = decide({}, [by], people, 'k', fresh(), 0)
    expect(empty.candidates[0]?.exclusions.map(({ code }) => code)).toEqual(['no-value-to-match'])
  })
})

describe('the same customer', () => {
  const by = rule({ sticky: 'account', stickyDays: 90 })
  const people = ['anna', 'boris', 'cora'].map((id) => person(id))
  const known = (personId: string, more = {}) =>
    fresh({ customers: new Map([['acc', [{ personId, number: 7, holds: true, daysAgo: 0, ...more }]]]) })
  const arrival = { account: 'acc' }
  test('whoever holds one of the same account gets it, whosever turn it is, and pays the turn', () => {
    const state = known('cora')
    const [one] = all(by, people, [{ arrival }], state)
    expect(one?.personId).toBe('cora')
    expect(one?.reasons.at(-1)).toEqual({ code: 'same-account', facts: { person: 'cora', number: 7 } })
  })
  test('whoever held one is remembered as long as the rule says', () => {
    const [late] = all(by, people, [{ arrival }], known('cora', { holds: false, daysAgo: 91 }))
    expect(codes(late)?.at(-1)).toBe('owed-most')
    const [soon] = all(by, people, [{ arrival }], known('cora', { holds: false, daysAgo: 90 }))
    expect(soon?.reasons.at(-1)?.code).toBe('same-account-earlier')
  })
  test('never to somebody who left or has too much: it says why it was not kept', () => {
    const [gone] = all(by, people, [{ arrival }], known('dora'))
    expect(gone?.reasons.at(-1)).toEqual({
      code: 'same-account-not-kept',
      facts: { person: 'dora', number: 7, why: 'inactive' },
    })
    const full = [...people.slice(0, 2), person('cora', { openCap: 0 })]
    const [over] = all(by, full, [{ arrival }], known('cora'))
    expect(over?.personId).not.toBe('cora')
    expect(over?.reasons.at(-1)?.facts).toMatchObject({ why: 'open-cap-reached', open: 0, cap: 0, number: 7 })
  })
  test('several of one new account that come together go to one person', () => {
    for (const strategy of ['weighted-round-robin', 'best-of-batch', 'value-fair'] as const) {
      const coming = ['x', 'y', 'x', 'y', 'x'].map((account) => ({ arrival: { account } }))
      const decided = all({ ...by, strategy }, people, coming)
      const receivers = (account: string) =>
        new Set(decided.filter((_, i) => coming[i]?.arrival.account === account).map((one) => one.personId))
      expect(receivers('x').size).toBe(1)
      expect(receivers('y').size).toBe(1)
      expect(codes(decided[4])).toContain('same-account-batch')
    }
  })
  test('a lead without an account is known again by its contact details, where the rule says so', () => {
    const leads = [{ arrival: { contacts: ['ca', 'p1'] } }, { arrival: { contacts: ['cb', 'p1'] } }]
    const [first, second] = all({ ...by, sticky: 'contact-details' }, people, leads)
    expect(second?.personId).toBe(first?.personId)
    const [one, other] = all(by, people, leads)
    expect(other?.personId).not.toBe(one?.personId)
  })
})

describe('weighted by what was won', () => {
  const conversion = (of: Record<string, [won: number, closed: number]>, more = {}): Rule['conversion'] => ({
    least: 0.5,
    most: 2,
    atLeast: 20,
    days: 180,
    countedAt: '2026-11-27T00:00:00Z',
    of: new Map(Object.entries(of).map(([id, [won, closed]]) => [id, { won, closed }])),
    ...more,
  })
  test('weights follow the rate shrunken towards the mean, within the bounds; every number is told', () => {
    const by = rule({
      strategy: 'conversion-weighted',
      conversion: conversion({ good: [60, 100], poor: [0, 100], few: [5, 5] }),
    })
    const people = [person('few'), person('good', { weight: 3 }), person('poor')]
    const decision = decide({}, [by], people, 'keeper', fresh(), 0)
    const terms = Object.fromEntries(decision.candidates.map((one) => [one.personId, one.terms]))
    const mean = 65 / 205
    expect(terms['good']?.['rate']).toBeCloseTo((60 + 20 * mean) / 120, 3)
    expect(terms['good']?.['factor']).toBeCloseTo((60 + 20 * mean) / 120 / mean, 3)
    expect(terms['good']?.['plain']).toBe(3)
    expect(terms['poor']).toMatchObject({ won: 0, closed: 100, factor: 0.5 })
    expect(terms['few']).toMatchObject({ won: 5, closed: 5, factor: 1 })
    expect(decision.reasons.at(-1)?.code).toBe('owed-most-by-conversion')
  })
  test('property: everybody gets within one turn of the weights that follow', () => {
    const rates = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(rates, (given) => {
        const of = Object.fromEntries(
          given.map(([won, lost], n): [string, [number, number]] => [`p${n}`, [won, won + lost]]),
        )
        const by = rule({ strategy: 'conversion-weighted', conversion: conversion(of) })
        const people = given.map((_, n) => person(`p${n}`))
        const state = fresh()
        const got = new Map<string, number>()
        for (let n = 1; n <= 50; n++) {
          const { personId, candidates } = decide({}, [by], people, 'keeper', state, 0)
          got.set(personId, (got.get(personId) ?? 0) + 1)
          for (const { personId: id, terms } of candidates) {
            expect(terms['factor']).toBeGreaterThanOrEqual(0.5)
            expect(terms['factor']).toBeLessThanOrEqual(2)
            expect(Math.abs((got.get(id) ?? 0) - n * (terms['share'] ?? 0))).toBeLessThan(1 + 1e-6)
          }
        }
      }),
    )
  })
})

describe('the best of a batch', () => {
  const best = rule({ strategy: 'best-of-batch' })
  test('one that comes alone goes to the best fit, with every part of it', () => {
    const people = [person('anna'), person('boris', { skills: ['GTX'], territories: ['31'] })]
    const [one] = all(best, people, [{ facts: { region: '310100', product: { id: '', series: 'GTX' } } }])
    expect(one?.personId).toBe('boris')
    expect(one?.reasons.at(-1)).toMatchObject({ code: 'best-fit', facts: { skill: 2, load: -0 } })
    expect(one?.candidates[1]?.terms['territory']).toBeCloseTo(2 / 3, 9)
  })
  test('the batch may be better off where each one alone is not: it says who and why', () => {
    // one by one the first would go to the only one who can the second
    const people = [
      person('anna', { skills: ['a', 'b'], openCap: 1 }),
      person('boris', { skills: ['a'], openCap: 1 }),
    ]
    const by = rule({ strategy: 'best-of-batch', candidates: { skillFrom: 'product.series' } })
    const want = (series: string) => ({ facts: { product: { id: '', series } } })
    const [first, second] = all(by, people, [want('a'), want('b')])
    expect([first?.personId, second?.personId]).toEqual(['boris', 'anna'])
    expect(first?.reasons.at(-1)).toMatchObject({
      code: 'batch-better-elsewhere',
      facts: { person: 'anna', size: 2 },
    })
    expect(codes(second)?.at(-1)).not.toBe('batch-better-elsewhere')
  })
  test('what finds nobody any more goes on to the next rule, then to the keeper', () => {
    const rules = [
      { ...best, openCap: 1 },
      rule({ id: 'next', candidates: { people: ['anna'] }, openCap: 2 }),
    ]
    const decided = all(rules, [person('anna')], [{}, {}, {}])
    expect(decided.map(({ ruleId }) => ruleId)).toEqual(['r', 'next', null])
  })
  test('property: limits hold, fair shares too where limits allow, and the same batch is divided alike again', () => {
    const people = fc.array(
      fc.record({
        weight: fc.integer({ min: 1, max: 5 }),
        cap: fc.integer({ min: 0, max: 9 }),
        skill: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    )
    const batch = fc.array(fc.constantFrom('a', 'b'), { minLength: 2, maxLength: 20 })
    fc.assert(
      fc.property(people, batch, (given, series) => {
        const staff = given.map(({ weight, cap, skill }, n) =>
          person(`p${n}`, { weight, openCap: cap, skills: skill ? ['a'] : ['b'] }),
        )
        const coming = series.map((one) => ({ facts: { product: { id: '', series: one } } }))
        const decided = all(best, staff, coming)
        const got = (id: string) => decided.filter((one) => one.personId === id).length
        const room = given.reduce((sum, { cap }) => sum + cap, 0)
        expect(decided.filter(({ via }) => via === 'rule').length).toBe(Math.min(room, series.length))
        const fair = fairShares(
          given.map((one) => one.weight),
          given.map((one) => one.cap),
          series.length,
        )
        staff.forEach(({ id }, n) => {
          expect(got(id)).toBeLessThanOrEqual(given[n]?.cap ?? 0)
          expect(got(id)).toBeLessThanOrEqual(fair[n] ?? 0)
        })
        expect(all(best, staff, coming)).toEqual(decided)
      }),
    )
  })
  test('property: no division is cheaper, tried against every one there is', () => {
    const cost = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -8, max: 12 }) }, fc.constant(Infinity))
    const shape = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 4 }))
    const division = shape.chain(([n, m]) =>
      fc.record({
        n: fc.constant(n),
        m: fc.constant(m),
        cost: fc.array(cost, { minLength: n * m, maxLength: n * m }),
        slots: fc.array(fc.nat(3), { minLength: m, maxLength: m }),
        step: fc.array(fc.nat(4), { minLength: m, maxLength: m }),
      }),
    )
    fc.assert(
      fc.property(division, ({ n, m, cost: costs, slots, step }) => {
        const nth = (p: number, i: number) => (step[p] ?? 0) * i
        const found = divide({ opportunities: n, people: m, cost: Float64Array.from(costs), slots, nth })
        expect(worth([...found], m, costs, slots, nth)).toEqual(cheapest(n, m, costs, slots, nth))
      }),
      { numRuns: 300 },
    )
  })
  test('property: against the assignment problem solved in another way, of larger size', () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 9 }), fc.integer({ min: 0, max: 2 ** 30 }), (size, seed) => {
        let at = seed
        const next = () => {
          at = (at * 1_103_515_245 + 12_345) % 2 ** 31
          return at % 100
        }
        const costs = Array.from({ length: size * size }, next)
        const found = divide({
          opportunities: size,
          people: size,
          cost: Float64Array.from(costs),
          slots: Array.from({ length: size }, () => 1),
          nth: () => 0,
        })
        const total = [...found].reduce((sum, p, o) => sum + (costs[o * size + p] ?? 0), 0)
        expect(new Set(found).size).toBe(size)
        expect(total).toBe(bySubsets(size, costs))
      }),
      { numRuns: 60 },
    )
  })
})

test('property: whatever the strategy, the same state gives the same decisions, and every reason is published', () => {
  const strategies = fc.constantFrom<Rule['strategy']>(
    'weighted-round-robin',
    'least-loaded',
    'value-fair',
    'conversion-weighted',
    'best-of-batch',
    'manual',
  )
  const settings = fc.record({
    strategy: strategies,
    loadBy: fc.constantFrom('count' as const, 'units' as const),
    turns: fc.constantFrom('keep' as const, 'accrue' as const, 'forgo' as const),
    sticky: fc.constantFrom(null, 'account' as const, 'contact-details' as const),
    openCap: fc.option(fc.nat(4)),
    weekCap: fc.option(fc.nat(4)),
  })
  const coming = fc.array(
    fc.record({
      amount: fc.nat(500),
      account: fc.constantFrom(null, 'x', 'y'),
      workload: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 15 },
  )
  fc.assert(
    fc.property(settings, coming, fc.nat(3), (given, list, away) => {
      const by = rule({
        ...given,
        accrueCap: 2,
        stickyDays: 30,
        amountOf: ({ amount }) => ({ counted: Number(amount), assumed: null }),
        conversion: {
          least: 0.5,
          most: 2,
          atLeast: 1,
          days: 30,
          countedAt: '',
          of: new Map([['p0', { won: 3, closed: 9 }]]),
        },
      })
      const people = [0, 1, 2, 3].map((n) => person(`p${n}`, { away: n === away, weight: 1 + n }))
      const arrivals = list.map(({ amount, account, workload }) => ({
        facts: { amount },
        arrival: { account, workload },
      }))
      const decided = all(by, people, arrivals)
      expect(all(by, people, arrivals)).toEqual(decided)
      for (const one of decided) {
        if (one.via === 'rule' && by.strategy !== 'manual') expect(one.personId).not.toBe(`p${away}`)
        const said = [...one.reasons, ...one.whatWouldChange, ...one.candidates.flatMap((c) => c.exclusions)]
        for (const { code } of said) expect(REASON_CODES).toContain(code)
      }
    }),
  )
})

type Nth = (p: number, n: number) => number
/** How many get nobody, then what it costs; undefined where it cannot be. */
function worth(given: number[], m: number, costs: number[], slots: number[], nth: Nth) {
  const count = slots.map(() => 0)
  let [left, cost] = [0, 0]
  for (const [o, p] of given.entries()) {
    if (p < 0) left += 1
    else {
      cost += (costs[o * m + p] ?? 0) + nth(p, count[p] ?? 0)
      count[p] = (count[p] ?? 0) + 1
    }
  }
  const fits = cost < Infinity && count.every((n, p) => n <= (slots[p] ?? 0))
  return fits ? { left, cost } : undefined
}
function cheapest(n: number, m: number, costs: number[], slots: number[], nth: Nth) {
  let best = { left: Infinity, cost: Infinity }
  for (let code = 0; code < (m + 1) ** n; code++) {
    const given = Array.from({ length: n }, (_, o) => (Math.floor(code / (m + 1) ** o) % (m + 1)) - 1)
    const one = worth(given, m, costs, slots, nth)
    if (one && (one.left < best.left || (one.left === best.left && one.cost < best.cost))) best = one
  }
  return best
}
/** The assignment problem by dynamic programming over the sets of people who have one. */
function bySubsets(size: number, costs: number[]): number {
  const best = new Float64Array(2 ** size).fill(Infinity)
  best[0] = 0
  for (let set = 0; set < best.length; set++) {
    const o = [...set.toString(2)].filter((bit) => bit === '1').length
    if (o === size) continue
    for (let p = 0; p < size; p++) {
      const to = set | (1 << p)
      if (to !== set)
        best[to] = Math.min(best[to] ?? Infinity, (best[set] ?? Infinity) + (costs[o * size + p] ?? 0))
    }
  }
  return best.at(-1) ?? Infinity
}

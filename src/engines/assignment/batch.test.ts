import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { divide, fairShares } from './index.ts'
import { all, person, rule } from './staff.fixture.ts'

const codes = (decision: { reasons: { code: string }[] } | undefined) =>
  decision?.reasons.map((one) => one.code)

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

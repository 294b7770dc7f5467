import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide, type LoadState, type Person, type Rule } from './index.ts'

const fresh = (): LoadState => ({ open: new Map(), today: new Map(), credit: new Map(), last: new Map() })
const person = (n: number, weight: number, away = false): Person => ({
  id: `p${n}`,
  name: `p${n}`,
  active: true,
  away: away ? { until: '2026-12-05T16:00:00.000Z', deputy: '陈静' } : undefined,
  functions: [],
  departmentPath: [],
  skills: [],
  territories: [],
  weight,
})
const rule = (more: Partial<Rule> = {}): Rule => ({
  id: 'r',
  holds: () => true,
  candidates: {},
  strategy: 'weighted-round-robin',
  accrueCap: 3,
  ...more,
})
const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 7 })
const policies = fc.constantFrom('keep' as const, 'accrue' as const, 'forgo' as const)

/** Takes `turns` turns; who got how many. `look` sees them after each. */
function take(
  turns: number,
  given: Rule,
  people: Person[],
  state: LoadState,
  look: (got: ReadonlyMap<string, number>, n: number) => void = () => {},
): Map<string, number> {
  const got = new Map<string, number>()
  for (let n = 1; n <= turns; n++) {
    const { personId } = decide({}, [given], people, 'keeper', state, 0)
    got.set(personId, (got.get(personId) ?? 0) + 1)
    look(got, n)
  }
  return got
}
const owed = (state: LoadState, id: string) => state.credit.get('r')?.get(id) ?? 0
const sum = (state: LoadState) =>
  [...(state.credit.get('r')?.values() ?? [])].reduce((all, one) => all + one, 0)

describe('turns while somebody is away', () => {
  test('property: those who are here get within one turn of their weights among themselves, whatever the rule says', () => {
    fc.assert(
      fc.property(weights, policies, fc.integer({ min: 1, max: 80 }), (given, turns, most) => {
        const people = given.map((weight, n) => person(n, weight, n === 0))
        const here = given.slice(1).reduce((all, one) => all + one, 0)
        take(most, rule({ turns }), people, fresh(), (got, n) => {
          for (const { id, weight } of people.slice(1))
            expect(Math.abs((got.get(id) ?? 0) - (n * weight) / here)).toBeLessThan(1 + 1e-6)
        })
      }),
    )
  })
  test('property: keep freezes the place: what they are owed is the same when they return, and all add up to nothing', () => {
    fc.assert(
      fc.property(
        weights,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 60 }),
        (given, before, away) => {
          const state = fresh()
          take(
            before,
            rule(),
            given.map((weight, n) => person(n, weight)),
            state,
          )
          const was = owed(state, 'p0')
          take(
            away,
            rule(),
            given.map((weight, n) => person(n, weight, n === 0)),
            state,
          )
          expect(owed(state, 'p0')).toBeCloseTo(was, 9)
          expect(Math.abs(sum(state))).toBeLessThan(1e-6)
        },
      ),
    )
  })
  test('property: accrue makes up for at most the cap, and all add up to nothing', () => {
    fc.assert(
      fc.property(
        weights,
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 1, max: 200 }),
        (given, accrueCap, away) => {
          const state = fresh()
          const by = rule({ turns: 'accrue', accrueCap })
          const all = given.map((weight, n) => person(n, weight))
          take(
            away,
            by,
            given.map((weight, n) => person(n, weight, n === 0)),
            state,
          )
          expect(owed(state, 'p0')).toBeLessThanOrEqual(accrueCap + 1e-6)
          expect(Math.abs(sum(state))).toBeLessThan(1e-6)
          const total = given.reduce((whole, one) => whole + one, 0)
          take(100, by, all, state, (got, n) => {
            const share = (n * (given[0] ?? 1)) / total
            expect((got.get('p0') ?? 0) - share).toBeLessThan(accrueCap + 1 + 1e-6)
          })
        },
      ),
    )
  })
  test('accrue: whoever was away long gets the cap, one after the other, and then their share', () => {
    const state = fresh()
    const by = rule({ turns: 'accrue', accrueCap: 3 })
    take(60, by, [person(0, 1, true), person(1, 1), person(2, 1)], state)
    const got = take(3, by, [person(0, 1), person(1, 1), person(2, 1)], state)
    expect(got).toEqual(new Map([['p0', 3]]))
    const later = take(30, by, [person(0, 1), person(1, 1), person(2, 1)], state)
    expect(Math.abs((later.get('p0') ?? 0) - 10)).toBeLessThanOrEqual(1)
  })
  test('property: forgo makes up for nothing: whoever returns is within one turn of their share from then on', () => {
    fc.assert(
      fc.property(
        weights,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 20, max: 90 }),
        (given, before, away) => {
          const state = fresh()
          const by = rule({ turns: 'forgo' })
          const all = given.map((weight, n) => person(n, weight))
          take(before, by, all, state)
          take(
            away,
            by,
            given.map((weight, n) => person(n, weight, n === 0)),
            state,
          )
          expect(Math.abs(owed(state, 'p0'))).toBeLessThan(1 + 1e-6)
          const total = given.reduce((whole, one) => whole + one, 0)
          take(60, by, all, state, (got, n) => {
            expect((got.get('p0') ?? 0) - (n * (given[0] ?? 1)) / total).toBeLessThan(2 + 1e-6)
          })
        },
      ),
    )
  })
  test('a turn that fell due while somebody was away is gone with forgo, and still theirs with keep', () => {
    const owedBack = (turns: 'keep' | 'forgo') => {
      const state = fresh()
      const by = rule({ turns })
      const people = (away?: string) => [0, 1, 2].map((n) => person(n, 1, `p${n}` === away))
      take(2, by, people(), state)
      const next = ['p0', 'p1', 'p2'].find((id) => owed(state, id) > 0) ?? ''
      take(1, by, people(next), state)
      return owed(state, next)
    }
    expect(owedBack('keep')).toBeCloseTo(2 / 3, 9)
    expect(owedBack('forgo')).toBeCloseTo(2 / 3 + 1 / 2 - 1, 9)
  })
  test('whoever has too much is as one who is away', () => {
    const state = { ...fresh(), open: new Map([['p0', 5]]) }
    const people = [{ ...person(0, 1), openCap: 5 }, person(1, 1), person(2, 1)]
    take(30, rule({ turns: 'accrue', accrueCap: 2 }), people, state)
    expect(owed(state, 'p0')).toBeCloseTo(2, 9)
  })
})

describe('fair in money', () => {
  const byValue = (amounts: readonly number[], given: readonly number[], look: (far: number) => void) => {
    const people = given.map((weight, n) => person(n, weight))
    const by = rule({
      strategy: 'value-fair',
      amountOf: (facts) => ({ counted: facts['amount'] as number, assumed: null }),
    })
    const total = given.reduce((all, one) => all + one, 0)
    const state = fresh()
    const got = new Map<string, number>()
    let [given_, largest] = [0, 0]
    for (const amount of amounts) {
      const { personId } = decide({ amount }, [by], people, 'keeper', state, 0)
      got.set(personId, (got.get(personId) ?? 0) + amount)
      given_ += amount
      largest = Math.max(largest, amount)
      for (const { id, weight } of people)
        look(Math.abs((got.get(id) ?? 0) - (given_ * weight) / total) / (largest || 1))
    }
    return got
  }
  const amounts = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 120 }),
    fc.array(
      fc.double({ min: 0, max: 5, noNaN: true }).map((power) => 10 ** power),
      { minLength: 1, maxLength: 120 },
    ),
  )
  test('property: nobody is further from their share than the largest one so far', () => {
    fc.assert(
      fc.property(amounts, weights, fc.boolean(), (list, given, isRising) => {
        const coming = isRising ? [...list].sort((a, b) => a - b) : list
        byValue(coming, given, (far) => expect(far).toBeLessThan(1 + 1e-6))
      }),
    )
  })
  test('one large one stands against many small ones', () => {
    const got = byValue([100, ...Array.from({ length: 10 }, () => 10)], [1, 1], () => {})
    expect([...got.values()].sort((a, b) => a - b)).toEqual([100, 100])
  })
  test('what has no amount counts as assumed, and it is said', () => {
    const by = rule({ strategy: 'value-fair', amountOf: () => ({ counted: 50, assumed: 'no-amount' }) })
    const decision = decide({}, [by], [person(0, 1), person(1, 1)], 'keeper', fresh(), 0)
    expect(decision.reasons.map(({ code }) => code)).toEqual([
      'rule-holds',
      'owed-most-value',
      'value-assumed',
    ])
    expect(decision.candidates[0]?.terms).toEqual({ owed: 0, share: 0.5, due: 25, value: 50 })
  })
})

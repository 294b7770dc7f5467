import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide, REASON_CODES, type Rule } from './index.ts'
import { all, fresh, person, rule } from './staff.fixture.ts'

const codes = (decision: { reasons: { code: string }[] } | undefined) =>
  decision?.reasons.map((one) => one.code)

const AWAY = { until: '2026-12-05T16:00:00.000Z', deputy: '陈静' }

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
      const people = [0, 1, 2, 3].map((n) =>
        person(`p${n}`, { away: n === away ? AWAY : undefined, weight: 1 + n }),
      )
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

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide, type LoadState, type Person, REASON_CODES, type Rule } from './index.ts'

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  active: true,
  functions: ['sales'],
  departmentPath: ['east'],
  skills: [],
  territories: [],
  weight: 1,
  openCap: null,
  dayCap: null,
  ...more,
})
const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  id,
  holds: () => true,
  candidates: {},
  strategy: 'weighted-round-robin',
  ...more,
})
const fresh = (): LoadState => ({ open: new Map(), today: new Map(), credit: new Map(), last: new Map() })
const one = (facts: Record<string, unknown>, rules: Rule[], people: Person[], state = fresh(), draw = 0) =>
  decide(facts, rules, people, 'keeper', state, draw)
const why = (decision: ReturnType<typeof one>, id: string) =>
  decision.candidates.find((c) => c.personId === id)?.exclusions.map((r) => r.code)

describe('a rule that asks who is at work', () => {
  const HOUR = 3_600_000
  const now = Date.parse('2026-11-27T10:30:00Z')
  const soon = (hours: number, at = now) =>
    rule('soon', { candidates: { withinWorkingHours: hours }, now: at })
  const people = [
    person('anna', { nextWorkingAt: 0 }),
    person('bert', { nextWorkingAt: now + 2 * HOUR }),
    person('cara', { nextWorkingAt: null }),
    person('dora'),
  ]
  test('leaves out whoever is not there in time, saying when they are, and asks no further where it is not known', () => {
    const decision = one({}, [soon(1)], people)
    expect(decision.candidates.map(({ personId, exclusions }) => [personId, exclusions])).toEqual([
      ['anna', []],
      ['dora', []],
      ['bert', [{ code: 'not-available-within', facts: { hours: 1, next: '2026-11-27T12:30:00.000Z' } }]],
      ['cara', [{ code: 'never-available', facts: {} }]],
    ])
    expect(why(one({}, [soon(2)], people), 'bert')).toEqual([])
    expect(why(one({}, [soon(0)], people), 'anna')).toEqual([])
  })
  test('judges the same people anew at another instant', () => {
    const candidates = { withinWorkingHours: 1 }
    const at = (instant: number) => one({}, [rule('soon', { candidates, now: instant })], people)
    expect(why(at(now), 'bert')).toEqual(['not-available-within'])
    expect(why(at(now + HOUR), 'bert')).toEqual([])
    expect(why(at(now), 'bert')).toEqual(['not-available-within'])
  })
})

describe('who gets an opportunity', () => {
  test('the first rule that holds and finds somebody decides', () => {
    const rules = [
      rule('no', { holds: () => false }),
      rule('empty', { candidates: { functions: ['finance'] } }),
      rule('yes'),
    ]
    const decision = one({}, rules, [person('anna')])
    expect(decision).toMatchObject({ via: 'rule', ruleId: 'yes', personId: 'anna' })
    expect(decision.reasons.map((r) => r.code)).toEqual([
      'condition-does-not-hold',
      'nobody-eligible',
      'rule-holds',
      'only-one',
    ])
  })
  test('when nobody is eligible the keeper holds it, and it says what would mend it', () => {
    const decision = one({}, [rule('r', { openCap: 1 })], [person('anna')], {
      ...fresh(),
      open: new Map([['anna', 1]]),
    })
    expect(decision).toMatchObject({ via: 'fallback', personId: 'keeper', ruleId: null })
    expect(decision.whatWouldChange).toEqual([
      { code: 'open-cap-reached', facts: { open: 1, cap: 1, person: 'anna' } },
    ])
  })
  test('leavers and people who are away never receive', () => {
    const decision = one(
      {},
      [rule('r')],
      [
        person('left', { active: false }),
        person('away', { away: { until: '2026-12-05T16:00:00.000Z', deputy: '陈静' } }),
        person('anna'),
      ],
    )
    expect(decision.personId).toBe('anna')
    expect(why(decision, 'left')).toEqual(['inactive'])
    expect(why(decision, 'away')).toEqual(['away'])
  })
  test('function, department tree, skill and territory must all fit', () => {
    const wanted = rule('r', {
      candidates: {
        functions: ['sales'],
        departments: ['east'],
        skills: ['cn'],
        territory: 'match',
        skillFrom: 'product.series',
      },
    })
    const right = person('right', {
      skills: ['cn', 'GTX'],
      territories: ['31'],
      departmentPath: ['shanghai', 'east'],
    })
    const wrong = person('wrong', { functions: ['finance'], departmentPath: ['west'], territories: ['44'] })
    const decision = one({ region: '310115', product: { series: 'GTX' } }, [wanted], [right, wrong])
    expect(decision.personId).toBe('right')
    expect(why(decision, 'wrong')).toEqual([
      'not-in-function',
      'not-in-department',
      'not-in-territory',
      'lacks-skill',
      'lacks-skill',
    ])
  })
  test('an opportunity without a region matches no territory', () => {
    const decision = one(
      {},
      [rule('r', { candidates: { territory: 'match' } })],
      [person('anna', { territories: ['31'] })],
    )
    expect(why(decision, 'anna')).toEqual(['no-region'])
  })
  test('the lower of the two limits counts, open and per day', () => {
    const state = { ...fresh(), open: new Map([['anna', 5]]), today: new Map([['boris', 3]]) }
    const decision = one(
      {},
      [rule('r', { openCap: 100, dayCap: 3 })],
      [person('anna', { openCap: 5 }), person('boris', { dayCap: 9 }), person('cora')],
      state,
    )
    expect(decision.personId).toBe('cora')
    expect(why(decision, 'anna')).toEqual(['open-cap-reached'])
    expect(why(decision, 'boris')).toEqual(['day-cap-reached'])
  })
  test('least loaded takes load per weight; a tie goes to whoever waited longest, then to the draw', () => {
    const state = {
      ...fresh(),
      open: new Map([
        ['anna', 4],
        ['boris', 3],
      ]),
    }
    const loaded = rule('r', { strategy: 'least-loaded' })
    expect(one({}, [loaded], [person('anna', { weight: 2 }), person('boris')], state).personId).toBe('anna')
    const equal = [person('anna'), person('boris')]
    expect(one({}, [loaded], equal, fresh(), 0).personId).toBe('anna')
    expect(one({}, [loaded], equal, fresh(), 0.99)).toMatchObject({ personId: 'boris', tieBreak: 'draw' })
  })
  test('every reason is one of the published codes and survives JSON', () => {
    const decision = one({}, [rule('r', { candidates: { territory: 'match' } })], [person('anna')])
    const codes = [
      ...decision.reasons,
      ...decision.whatWouldChange,
      ...decision.candidates.flatMap((c) => c.exclusions),
    ].map((r) => r.code)
    for (const code of codes) expect(REASON_CODES).toContain(code)
    expect(JSON.parse(JSON.stringify(decision))).toEqual(decision)
  })
})

describe('fairness over many turns', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 })
  test('property: round robin stays within one turn of the weights at every turn', () => {
    fc.assert(
      fc.property(
        weights,
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (given, turns, draw) => {
          const people = given.map((weight, i) => person(`p${i}`, { weight }))
          const total = given.reduce((sum, w) => sum + w, 0)
          const state = fresh()
          const got = new Map<string, number>()
          for (let n = 1; n <= turns; n++) {
            const { personId } = one({}, [rule('r')], people, state, draw)
            got.set(personId, (got.get(personId) ?? 0) + 1)
            for (const p of people)
              expect(Math.abs((got.get(p.id) ?? 0) - (n * p.weight) / total)).toBeLessThan(1 + 1e-6)
          }
        },
      ),
    )
  })
  test('property: whoever comes and goes, the credits add up to nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 60 }),
        (days) => {
          const state = fresh()
          for (const here of days)
            one(
              {},
              [rule('r')],
              here.map((active, i) => person(`p${i}`, { active })),
              state,
            )
          const sum = [...(state.credit.get('r')?.values() ?? [])].reduce((all, c) => all + c, 0)
          expect(Math.abs(sum)).toBeLessThan(1e-6)
        },
      ),
    )
  })
  test('property: the same state and draw give the same decision', () => {
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 0.999, noNaN: true }), (given, draw) => {
        const people = given.map((weight, i) => person(`p${i}`, { weight }))
        expect(one({}, [rule('r')], people, fresh(), draw)).toEqual(
          one({}, [rule('r')], people, fresh(), draw),
        )
      }),
    )
  })
})

describe('a rule by hand', () => {
  test('the keeper holds it, however many are eligible, and the candidates are listed by their load', () => {
    const state = { ...fresh(), open: new Map([['anna', 2]]) }
    const people = [person('anna'), person('boris'), person('left', { active: false })]
    const decision = one({}, [rule('r', { strategy: 'manual' }), rule('next')], people, state)
    expect(decision).toMatchObject({ via: 'rule', ruleId: 'r', personId: 'keeper' })
    expect(decision.reasons.map((r) => r.code)).toEqual(['rule-holds', 'by-hand'])
    expect(decision.candidates.map((c) => c.score)).toEqual([-2, -0, null])
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LoadState, Person, Rule } from '../assignment/index.ts'
import { Router } from '../assignment/index.ts'
import { Agenda } from './agenda.ts'
import { type Case, type Company, type Division, estimated, gini, Simulation, Tally } from './index.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const END = Number.POSITIVE_INFINITY

const person = (id: string, more: Partial<Person> = {}): Person => ({
  id,
  name: id,
  active: true,
  functions: ['sales'],
  departmentPath: [],
  skills: [],
  territories: [],
  weight: 1,
  openCap: null,
  dayCap: null,
  ...more,
})
const rule = (more: Partial<Rule> = {}): Rule => ({
  id: 'r1',
  holds: () => true,
  candidates: { functions: ['sales'] },
  strategy: 'weighted-round-robin',
  ...more,
})
const division = (rules: Rule[] = [rule()]): Division => ({
  keeper: 'keeper',
  rules,
  stages: new Map([
    ['contact', { accountable: 'sales', workload: 1, isAnew: false }],
    ['solution', { accountable: 'support', workload: 2, isAnew: false }],
  ]),
})
const onlyA = division([rule({ candidates: { people: ['a'] } })])
const empty = (): LoadState => ({
  open: new Map(),
  today: new Map(),
  week: new Map(),
  units: new Map(),
  credit: new Map(),
  last: new Map(),
  largest: new Map(),
})
const stretch = (stage: string, who: string, from: number, to: number) => ({
  stage,
  person: who,
  from,
  to,
  isFound: false,
})
const one = (n: number, more: Partial<Case> = {}): Case => ({
  id: `o${n}`,
  number: n,
  at: n * HOUR,
  closedAt: null,
  outcome: null,
  facts: {},
  arrival: { account: null, contacts: [] },
  value: 0,
  segment: 's',
  stretches: [stretch('contact', 'a', n * HOUR, END)],
  decided: null,
  isGiven: false,
  firstContactAt: null,
  quiet: null,
  ...more,
})
function tried(
  arrivals: Case[],
  given: Partial<Company> = {},
  more: { before?: Case[]; state?: LoadState; until?: number } = {},
) {
  const made = division()
  const simulation = new Simulation({
    company: {
      people: [
        person('a'),
        person('b'),
        person('keeper', { functions: [] }),
        person('s', { functions: ['support'] }),
      ],
      presences: [],
      days: [],
      divisionAt: () => made,
      nextWorking: () => 0,
      paced: ({ from, to }, _was, _would, start) => start + to - from,
      ...given,
    },
    arrivals,
    before: more.before ?? [],
    from: 0,
    until: more.until ?? 100 * DAY,
    seed: 1,
    state: more.state ?? empty(),
  })
  while (simulation.go(7));
  return simulation
}
const holders = ({ would }: Simulation) => would.map((found) => ['a', 'b', 'keeper', 's'][found?.place ?? -1])

test('what is decided is what the router decides: history that was made by it is reproduced to the last one', () => {
  const people = [person('a'), person('b', { weight: 2 }), person('keeper', { functions: [] })]
  const state = empty()
  const router = new Router([rule()], people, 'keeper', state)
  const arrivals = Array.from({ length: 60 }, (_, n) => {
    const draw = ((n * 7919) % 100) / 100
    const { personId } = router.decide({}, draw, { workload: 1 }).outcome
    const at = n * HOUR
    return one(n, {
      decided: { person: personId, rule: 'r1', draw },
      stretches: [stretch('contact', personId, at, at + 30 * HOUR)],
    })
  })
  const { would } = tried(arrivals, { people })
  expect(would.every((found) => found?.why === undefined && found?.path === undefined)).toBe(true)
})

test('loads go down when something closes, and a limit of open ones is kept to', () => {
  const limited = division([rule({ openCap: 1, strategy: 'least-loaded' })])
  const arrivals = [0, 1, 2, 30].map((n) =>
    one(n, { stretches: [stretch('contact', 'a', n * HOUR, n * HOUR + DAY)] }),
  )
  const found = tried(arrivals, { divisionAt: () => limited })
  expect(holders(found)).toEqual(['a', 'b', 'keeper', 'a'])
  expect(found.would[2]?.why?.was?.exclusions[0]?.code).toBe('open-cap-reached')
})

test('a day’s limit begins anew with the day', () => {
  const limited = division([rule({ dayCap: 1, candidates: { people: ['a'] } })])
  const days = [0, 1, 2].map((n) => ({ at: n * DAY, isWeek: false }))
  const found = tried([one(1), one(2), one(25)], { divisionAt: () => limited, days })
  expect(holders(found)).toEqual(['a', 'keeper', 'a'])
})

test('whoever is away or has left gets nothing meanwhile; what they held only here goes to others when they leave', () => {
  const presences = [
    { at: 2 * HOUR, place: 0, away: { until: '', deputy: '' } },
    { at: 5 * HOUR, place: 0, away: null },
    { at: 8 * HOUR, place: 1, active: false },
  ]
  const found = tried([one(3), one(4), one(6), one(7), one(9)], { presences })
  expect(holders(found)).toEqual(
    ['b', 'b', 'a', 'b', 'a'].map((who, n) => (n === 3 ? holders(found)[3] : who)),
  )
  expect(found.would[0]?.path?.map((part) => part.person)).toEqual(['b', 'a'])
})

test('what has the same holder goes as it went; where the holder lacks what a stage asks for, its receiver is found', () => {
  const went = (who: string) => [
    stretch('contact', who, HOUR, 2 * HOUR),
    stretch('solution', 's', 2 * HOUR, DAY),
    stretch('contact', who, DAY, END),
  ]
  const [only] = [division([rule({ candidates: { people: ['b'] } })])]
  const other = tried([one(1, { stretches: went('a') })], { divisionAt: () => only })
  expect(other.would[0]?.path?.map(({ stage, person: who }) => `${stage} ${who}`)).toEqual([
    'contact b',
    'solution s',
    'contact a',
  ])
  const same = tried([one(1, { stretches: went('b') })], { divisionAt: () => only })
  expect(same.would[0]?.path).toBeUndefined()
})

test('a stage whose people are others finds its receiver anew, the least loaded', () => {
  const made = division([rule({ candidates: { people: ['a'] } })])
  const anew = {
    ...made,
    stages: new Map([
      ...made.stages,
      ['solution', { accountable: 'support', workload: 2, isAnew: true }] as const,
    ]),
  }
  const people = [
    person('a'),
    person('s', { functions: ['support'] }),
    person('t', { functions: ['support'] }),
  ]
  const went = (n: number) => [
    stretch('contact', 'a', n * HOUR, n * HOUR + 1),
    stretch('solution', 's', n * HOUR + 1, END),
  ]
  const { would } = tried([one(1, { stretches: went(1) }), one(2, { stretches: went(2) })], {
    people,
    divisionAt: () => anew,
  })
  const ends = would.map((found, n) => (found?.path ?? went(n + 1)).at(-1)?.person)
  expect(ends.sort()).toEqual(['s', 't'])
})

test('somebody who is new to a function gets a share of what others received; the rest stays where it was', () => {
  const people = [
    person('a'),
    person('s', { functions: ['support'] }),
    person('t', { functions: ['support'] }),
  ]
  const went = (n: number) => [
    stretch('contact', 'a', n * HOUR, n * HOUR + 1),
    stretch('solution', 's', n * HOUR + 1, END),
  ]
  const { would } = tried(
    [1, 2, 3, 4].map((n) => one(n, { stretches: went(n) })),
    { people, newcomers: new Map([['support', [2]]]), divisionAt: () => onlyA },
  )
  const ends = would.map((found, n) => (found?.path ?? went(n + 1)).at(-1)?.person)
  expect(ends).toEqual(['s', 't', 's', 't'])
  expect(would.map((found) => found?.path !== undefined)).toEqual([false, true, false, true])
})

test('what was given by hand stays; what was open before weighs, and goes on where its holder is gone', () => {
  const least = division([rule({ strategy: 'least-loaded' })])
  const before = [
    one(-5, { at: -5 * HOUR }),
    one(-4, { at: -4 * HOUR, closedAt: 2 * HOUR, stretches: [stretch('contact', 'a', -4 * HOUR, 2 * HOUR)] }),
  ]
  const found = tried([one(1), one(2, { isGiven: true })], { divisionAt: () => least }, { before })
  expect(holders(found).slice(0, 2)).toEqual(['b', 'a'])
  const gone = tried(
    [],
    {
      people: [person('a', { active: false }), person('b'), person('keeper', { functions: [] })],
      divisionAt: () => least,
    },
    { before },
  )
  expect(gone.inherited).toBe(2)
  expect(gone.would[0]?.path?.at(-1)?.person).toBe('b')
})

test('a customer stays with whoever holds theirs in this division, not with who really does', () => {
  const sticky = division([rule({ sticky: 'account', stickyDays: 90 })])
  const of = (n: number) =>
    one(n, {
      arrival: { account: 'acme', contacts: [] },
      stretches: [stretch('contact', n === 2 ? 'b' : 'a', n * HOUR, END)],
    })
  const found = tried([one(0), of(1), of(2), of(3)], { divisionAt: () => sticky })
  const [, first, ...rest] = holders(found)
  expect(rest.slice(0, 2)).toEqual([first, first])
})

test('the same question has the same answer; events come in order of time', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 200 }), (times) => {
      const agenda = new Agenda()
      for (const [i, at] of times.entries()) agenda.put(at, i)
      const taken = times.map(() => agenda.take())
      const sorted = times.map((at, i) => [at, i] as const).sort((a, b) => a[0] - b[0] || a[1] - b[1])
      expect(taken).toEqual(sorted.map(([, i]) => i))
      expect(agenda.take()).toBe(-1)
    }),
  )
  const many = Array.from({ length: 50 }, (_, n) => one(n))
  expect(tried(many).would).toEqual(tried(many).would)
})

test('a tally says who held how much, and for how long nothing', () => {
  const clockwork = {
    between: (_: number, from: number, to: number) => (to - from) / 60_000,
    after: (_: number, at: number, minutes: number) => at + minutes * 60_000,
    perDay: () => 1440,
    due: (kind: string, _s: string, _p: number, from: number) =>
      kind === 'first-contact' ? from + 2 * HOUR : null,
  }
  const tally = new Tally(0, 10 * DAY, clockwork, (id) => ['a', 'b'].indexOf(id))
  const went = [stretch('contact', 'a', DAY, 3 * DAY), stretch('contact', 'b', 3 * DAY, END)]
  tally.came(one(24, { stretches: went, firstContactAt: DAY + 3 * HOUR, value: 10 }), went, went, () => 1)
  tally.held([stretch('contact', 'a', -DAY, 2 * DAY)])
  const [a, b] = [tally.figures(0), tally.figures(1)]
  expect([a.received, a.value, a.mostLoad, a.meanLoad, a.idleDays]).toEqual([1, 10, 2, 0.4, 7])
  expect([a.answerMinutes, a.missed['first-contact']]).toEqual([180, 1])
  expect([b.received, b.taken, b.mostLoad, b.meanLoad, b.idleDays]).toEqual([0, 1, 1, 0.7, 3])
  expect(tally.handOvers).toBe(1)
  const instead = new Tally(0, 10 * DAY, clockwork, (id) => ['a', 'b'].indexOf(id))
  const path = [stretch('contact', 'b', DAY, END)]
  instead.came(one(24, { stretches: went, firstContactAt: DAY + 3 * HOUR }), path, went, () => 0.5)
  expect([instead.figures(1).answerMinutes, instead.figures(1).missed['first-contact']]).toEqual([90, 0])
})

test('uneven shares: nothing where all have the same, near one where one has everything', () => {
  expect(gini([3, 3, 3])).toBeCloseTo(0, 12)
  expect(gini([0, 0, 0, 8])).toBeCloseTo(0.75, 12)
  expect(gini([])).toBe(0)
})

test('wins are estimated by shrunken rates; little of one’s own makes the interval wide and is said', () => {
  const records = [
    { person: 'good', segment: 's', won: 60, closed: 100 },
    { person: 'poor', segment: 's', won: 20, closed: 100 },
    { person: 'new', segment: 's', won: 1, closed: 2 },
  ]
  const changed = (would: string) =>
    Array.from({ length: 40 }, () => ({ segment: 's', was: 'poor', would, value: 5 }))
  const known = estimated(records, changed('good'), 1)
  expect(known.wins.mean).toBeGreaterThan(12)
  expect(known.wins.mean).toBeLessThan(16) // 40 × 0.4, shrunken
  expect(known.wins.low).toBeGreaterThan(6)
  expect(known.known).toBe(40)
  expect(known.value.mean).toBeCloseTo(5 * known.wins.mean, 9)
  const unknown = estimated(records, changed('new'), 1)
  expect(unknown.known).toBe(0)
  expect(unknown.wins.high - unknown.wins.low).toBeGreaterThan(2 * (known.wins.high - known.wins.low))
  expect(estimated(records, changed('new'), 1)).toEqual(unknown)
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { workingTimes } from '../../../engines/calendar/index.ts'
import { instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import { type Idle, type Pool, type Recycling, USUAL_POOL, USUAL_RECYCLING } from '../../plan/contract.ts'
import { type RecyclingFacts, type RecyclingRun, recyclingRun } from './recycling.ts'

const OFFICE = [{ from: 540, until: 1080 }]
const times = workingTimes({
  zone: 'Asia/Shanghai',
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
  exceptions: [],
})
/** 16:00 in Shanghai on a Monday of November 2026, and so many days later. */
const day = (n: number, hours = 0) => instantOf(Date.UTC(2026, 10, 2, 8 + hours) + n * MS_PER_DAY)
const on = (n: number) => day(n).slice(0, 10)

const pool = (key: string, recycle: Partial<Recycling>[] = [{}], more: Partial<Pool> = {}): Pool => ({
  ...USUAL_POOL,
  key,
  label: { zh: key, en: key },
  keeper: 'keeper',
  recycle: recycle.map((one) => ({ ...USUAL_RECYCLING, ...one })),
  ...more,
})
const idle = (amount: number, more: Partial<Idle> = {}): Partial<Recycling> => ({
  after: { what: 'progress', field: null, amount, unit: 'days', ...more },
})
const facts = (more: Partial<RecyclingFacts> = {}): RecyclingFacts => ({
  isOpen: true,
  isPooled: false,
  stage: { key: 'solution', kind: 'open', phase: 'deal' },
  departmentPath: ['shanghai', 'east', 'sales'],
  openedAt: day(0),
  stageSince: day(0),
  lastFollowUpAt: null,
  leftPoolAt: null,
  dates: {},
  waits: [],
  ...more,
})
const away = (from: number, until: number) => ({ from: Date.parse(day(from)), until: Date.parse(day(until)) })
const run = (
  more: Partial<RecyclingFacts>,
  pools: readonly Pool[] = [pool('public')],
  { now = day(1), holding = [] as string[] } = {},
): RecyclingRun | undefined => recyclingRun(facts(more), pools, times, now, (when) => holding.includes(when))

describe('what is recycled', () => {
  test('goes back thirty days after its last progress, and its holder is warned three days before', () => {
    expect(run({})).toEqual({
      pool: 'public',
      rule: 0,
      basis: `since ${day(0)} +30 days`,
      startedAt: day(0),
      dueAt: day(30),
      warnAt: day(27),
    })
    expect(run({ lastFollowUpAt: day(4), stageSince: day(2) })?.dueAt).toBe(day(34))
    expect(run({ lastFollowUpAt: day(4), stageSince: day(9) })?.dueAt).toBe(day(39))
  })
  test.each<[string, Partial<RecyclingFacts>]>([
    ['is closed', { isOpen: false }],
    ['lies in a pool', { isPooled: true }],
    ['is won', { stage: { key: 'won', kind: 'won', phase: 'deal' } }],
    ['is in delivery', { stage: { key: 'delivery', kind: 'open', phase: 'delivery' } }],
  ])('is never what %s', (_, more) => {
    expect(run(more)).toBeUndefined()
  })
  test('is what belongs to a pool: to the first whose condition holds', () => {
    const pools = [pool('east', [idle(10)], { when: 'east' }), pool('rest', [idle(20)], { when: 'rest' })]
    expect(run({}, pools, { holding: ['east', 'rest'] })).toMatchObject({ pool: 'east', dueAt: day(10) })
    expect(run({}, pools, { holding: ['rest'] })).toMatchObject({ pool: 'rest', dueAt: day(20) })
    expect(run({}, pools)).toBeUndefined()
  })
  test('is what people of a department hold: the nearest department’s pool first, that of everybody last', () => {
    const pools = [
      pool('rest', [idle(30)]),
      pool('sales', [idle(20)], { departments: ['sales'] }),
      pool('east', [idle(10)], { departments: ['east'], when: 'big' }),
    ]
    const at = (departmentPath: string[], holding: string[] = []) =>
      run({ departmentPath }, pools, { holding })?.pool
    expect(at(['shanghai', 'east', 'sales'], ['big'])).toBe('east')
    expect(at(['shanghai', 'east', 'sales'])).toBe('sales')
    expect(at(['south', 'sales'], ['big'])).toBe('sales')
    expect(at(['marketing'], ['big'])).toBe('rest')
    expect(run({ departmentPath: [] }, pools.slice(1))).toBeUndefined()
  })
  test('goes by the first rule that applies: its condition, the stages it leaves out, the date it needs', () => {
    const rules = [
      { ...idle(5, { what: 'date', field: 'expectedCloseOn' }) },
      { ...idle(10), exceptAt: ['solution'] },
      { ...idle(15), when: 'big' },
      idle(20),
    ]
    const by = (more: Partial<RecyclingFacts>, holding: string[] = []) =>
      run(more, [pool('public', rules)], { holding })?.rule
    expect(by({ dates: { expectedCloseOn: on(9) } })).toBe(0)
    expect(by({ stage: { key: 'lead', kind: 'open', phase: 'lead' } })).toBe(1)
    expect(by({}, ['big'])).toBe(2)
    expect(by({})).toBe(3)
    expect(run({}, [pool('public', rules.slice(0, 2))])).toBeUndefined()
  })
})

describe('what a rule looks at', () => {
  const dueBy = (what: Idle['what'], more: Partial<RecyclingFacts>) =>
    run(more, [pool('public', [idle(30, { what, field: what === 'date' ? 'contractEndsOn' : null })])])?.dueAt

  test('a follow-up, the stage, or coming in, and nothing else', () => {
    const moved = { lastFollowUpAt: day(2), stageSince: day(5) }
    expect(dueBy('follow-up', moved)).toBe(day(32))
    expect(dueBy('stage', moved)).toBe(day(35))
    expect(dueBy('received', moved)).toBe(day(30))
  })
  test('a date of the record: from the end of that day', () => {
    expect(dueBy('date', { dates: { contractEndsOn: on(3) } })).toBe('2026-12-05T16:00:00.000Z')
    expect(dueBy('date', { dates: { contractEndsOn: null } })).toBeUndefined()
  })
  test('leaving a pool begins anew: whoever claimed it has the whole time', () => {
    for (const what of ['progress', 'follow-up', 'stage', 'received'] as const)
      expect(dueBy(what, { lastFollowUpAt: day(1), leftPoolAt: day(20) })).toBe(day(50))
    expect(dueBy('date', { dates: { contractEndsOn: on(3) }, leftPoolAt: day(20) })).toBe(day(50))
  })
  test('working days are those of the holder, and their leave does not count', () => {
    const rule = [pool('public', [idle(5, { unit: 'working-days' })])]
    expect(run({}, rule)?.dueAt).toBe(day(7))
    expect(run({ waits: [away(0, 7)] }, rule)?.dueAt).toBe(day(11))
    expect(run({}, rule)?.warnAt).toBe(day(2))
  })
  test('days of the calendar stand still while the holder is on leave, before the deadline and before the warning', () => {
    expect(run({ waits: [away(5, 8)] })).toMatchObject({ dueAt: day(33), warnAt: day(30) })
    expect(run({ waits: [away(28, 32), away(30, 33)] })).toMatchObject({ dueAt: day(35), warnAt: day(27) })
    expect(run({ waits: [away(31, 40)] })?.dueAt).toBe(day(30))
  })
})

describe('nobody loses anything unwarned', () => {
  const strict = [pool('public', [{ ...idle(10), warnDays: 3 }])]

  test('what lies idle when a rule begins is warned first', () => {
    expect(run({}, strict, { now: day(100) })).toMatchObject({ dueAt: day(103), warnAt: day(100) })
  })
  test('a day to count from gives everybody the whole time from that day', () => {
    const graceful = [pool('public', [{ ...idle(10), countsFrom: on(100) }])]
    expect(run({}, graceful, { now: day(100) })).toMatchObject({
      startedAt: day(100, -16),
      dueAt: day(110, -16),
    })
    expect(run({ lastFollowUpAt: day(105) }, graceful, { now: day(105) })?.dueAt).toBe(day(115))
  })
  test('a tightened rule never makes a deadline sooner that was announced', () => {
    const announced = { dueAt: day(30), isWarned: true }
    expect(run({ announced }, strict, { now: day(28) })?.dueAt).toBe(day(30))
  })
  test('one that was not announced yet comes no sooner than a warning takes, and then stays', () => {
    const tightened = run({ announced: { dueAt: day(30), isWarned: false } }, strict, { now: day(20) })
    expect(tightened).toMatchObject({ dueAt: day(23), warnAt: day(20) })
    const announced = { dueAt: day(23), isWarned: true }
    for (const now of [day(21), day(23), day(40)])
      expect(run({ announced }, strict, { now })?.dueAt).toBe(day(23))
  })
  test('a warning that fires late does not move the deadline', () => {
    expect(run({ announced: { dueAt: day(30), isWarned: false } }, undefined, { now: day(29) })?.dueAt).toBe(
      day(30),
    )
  })
  test('a loosened rule is another run, so that it is warned of again', () => {
    const announced = { dueAt: day(30), isWarned: true }
    const loosened = run({ announced }, [pool('public', [idle(60)])], { now: day(28) })
    expect(loosened).toMatchObject({ dueAt: day(60), warnAt: day(57) })
    expect(loosened?.basis).not.toBe(run({})?.basis)
  })
})

describe('properties', () => {
  const span = fc.record({
    what: fc.constantFrom('progress', 'follow-up', 'stage', 'received' as const),
    unit: fc.constantFrom('days', 'working-days' as const),
    amount: fc.integer({ min: 2, max: 90 }),
    warnDays: fc.integer({ min: 0, max: 10 }),
    countsFrom: fc.option(fc.integer({ min: 0, max: 60 })),
  })
  const moments = fc.record({
    followed: fc.option(fc.integer({ min: 0, max: 60 })),
    staged: fc.integer({ min: 0, max: 60 }),
    left: fc.option(fc.integer({ min: 0, max: 60 })),
    leaves: fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 20 })), {
      maxLength: 3,
    }),
    now: fc.integer({ min: 60, max: 200 }),
  })
  type Rule = typeof span extends fc.Arbitrary<infer One> ? One : never
  type Moments = typeof moments extends fc.Arbitrary<infer One> ? One : never
  const given = (rule: Rule) => [
    pool('public', [
      {
        ...idle(rule.amount, { what: rule.what, unit: rule.unit }),
        warnDays: Math.min(rule.warnDays, rule.amount - 1),
        countsFrom: rule.countsFrom === null ? null : on(rule.countsFrom),
      },
    ]),
  ]
  const known = (at: Moments): Partial<RecyclingFacts> => ({
    lastFollowUpAt: at.followed === null ? null : day(at.followed),
    stageSince: day(at.staged),
    leftPoolAt: at.left === null ? null : day(at.left),
    waits: at.leaves.map(([from, days]) => away(from, from + days)),
  })

  test('it starts, is warned of, is due: in this order, and never sooner than its rule says', () => {
    fc.assert(
      fc.property(span, moments, (rule, at) => {
        const found = run(known(at), given(rule), { now: day(at.now) })
        if (!found) return false
        const { startedAt, warnAt, dueAt } = found
        const isLong = Date.parse(dueAt) - Date.parse(startedAt) >= rule.amount * MS_PER_DAY
        return (
          startedAt <= (warnAt ?? dueAt) && (warnAt ?? startedAt) <= dueAt && (rule.unit !== 'days' || isLong)
        )
      }),
    )
  })
  test('the same question later has the same answer, once it was written down', () => {
    fc.assert(
      fc.property(
        span,
        moments,
        fc.integer({ min: 0, max: 50 }),
        fc.boolean(),
        (rule, at, later, isWarned) => {
          const first = run(known(at), given(rule), { now: day(at.now) })
          const announced = { dueAt: first?.dueAt ?? '', isWarned }
          const again = run({ ...known(at), announced }, given(rule), { now: day(at.now + later) })
          expect(again).toEqual(first)
        },
      ),
    )
  })
  test('leave only ever makes it later, progress too, and neither ends it', () => {
    fc.assert(
      fc.property(span, moments, fc.integer({ min: 0, max: 60 }), (rule, at, followed) => {
        const plain = run({ ...known(at), waits: [] }, given(rule), { now: day(at.now) })
        const waiting = run(known(at), given(rule), { now: day(at.now) })
        const progressed = run({ ...known(at), stageSince: day(at.staged + followed) }, given(rule), {
          now: day(at.now),
        })
        if (!plain || !waiting || !progressed) return false
        return waiting.dueAt >= plain.dueAt && progressed.dueAt >= waiting.dueAt
      }),
    )
  })
  test('who holds it, since when and in which zone does not change which run it is', () => {
    const elsewhere = workingTimes({
      zone: 'America/New_York',
      week: [OFFICE, OFFICE, [], OFFICE, [], [], []],
      exceptions: [],
    })
    fc.assert(
      fc.property(span, moments, (rule, at) => {
        const ask = (whose: typeof times, waits: RecyclingFacts['waits']) =>
          recyclingRun(facts({ ...known(at), waits }), given(rule), whose, day(at.now), () => true)?.basis
        return ask(times, []) === ask(elsewhere, [away(0, 9)])
      }),
    )
  })
  test('however a rule is tightened, what was announced stands', () => {
    fc.assert(
      fc.property(span, span, moments, fc.integer({ min: 0, max: 30 }), (before, tight, at, later) => {
        const first = run(known(at), given(before), { now: day(at.now) })
        const announced = { dueAt: first?.dueAt ?? '', isWarned: true }
        const now = day(at.now + later)
        const second = run({ ...known(at), announced }, given(tight), { now })
        return (second?.dueAt ?? '') >= announced.dueAt
      }),
    )
  })
})

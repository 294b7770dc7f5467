import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type WorkingTimes, workingTimes } from '../../engines/calendar/index.ts'
import { changesOf, type Running } from './rules/changes.ts'
import { toldBy } from './rules/line.ts'
import { isPauseDay, pauseDays } from './rules/pausing.ts'
import { type Limit, nextAt, rungFrom, rungText, stepsDue, stepsOf } from './rules/running.ts'
import { desiredClocks, type Facts, type Given, loneTaskRun } from './rules/wanted.ts'

const OFFICE = [
  { from: 540, until: 720 },
  { from: 810, until: 1080 },
]
const shanghai = workingTimes({
  zone: 'Asia/Shanghai',
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
  exceptions: [{ day: '2026-11-30', hours: [] }],
})
const berlin = workingTimes({
  zone: 'Europe/Berlin',
  week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
  exceptions: [],
})
const at = (text: string) => Date.parse(`2026-${text}:00+08:00`)
const shown = (ms: number | null | undefined) =>
  ms === null || ms === undefined ? ms : new Date(ms + 8 * 3_600_000).toISOString().slice(5, 16)
const span = (amount: number, unit: Limit['within']['unit'] = 'working-hours') => ({ amount, unit })
const limit = (within: Limit['within'], more: Partial<Limit> = {}): Limit => ({
  within,
  warnBefore: null,
  ladder: [],
  ...more,
})
const up = (amount: number, to: 'manager' | 'keeper' = 'manager', pass = false) => ({
  after: span(amount, 'working-days'),
  to,
  pass,
})

const FACTS: Facts = {
  id: 'o',
  isOpen: true,
  holderId: 'li',
  stageId: 'lead',
  planVersionId: 'v',
  heldSince: '2026-11-27T08:00:00.000Z',
  stageSince: '2026-11-26T08:00:00.000Z',
  lastFollowUpAt: null,
  contacted: false,
  nextStepOn: null,
  changedAt: '2026-11-27T08:00:00.000Z',
  stay: null,
  handOvers: [],
  tasks: [],
}
const given = (more: Partial<Given> = {}): Given => ({
  limitOf: (_, kind) =>
    ({
      'first-contact': limit(span(4), { warnBefore: span(1), ladder: [up(1), up(2, 'keeper', true)] }),
      'follow-up': limit(span(3, 'working-days')),
      dwell: limit(span(10, 'working-days')),
      acceptance: limit(span(8), { ladder: [up(1)] }),
      task: undefined,
    })[kind],
  timesOf: () => shanghai,
  knownOf: () => undefined,
  knownFrom: null,
  claimOf: () => limit(span(2, 'working-days')),
  recyclingOf: () => undefined,
  ...more,
})
const runs = (facts: Partial<Facts> = {}, more: Partial<Given> = {}) =>
  desiredClocks({ ...FACTS, ...facts }, given(more))
const kinds = (facts: Partial<Facts> = {}, more: Partial<Given> = {}) =>
  runs(facts, more).map(({ kind }) => kind)

describe('what runs', () => {
  const contact = { contacted: true, lastFollowUpAt: '2026-11-27T09:00:00.000Z' }
  const recycling = { basis: 'b', startedAt: 0, dueAt: 10, warnAt: 5 }
  test.each<[string, Partial<Facts>, string[]]>([
    ['first contact until the holder was in contact', {}, ['first-contact', 'dwell']],
    [
      'a next step agreed before does not spare the first contact',
      { nextStepOn: '2026-12-01' },
      ['first-contact', 'dwell'],
    ],
    ['then the next follow-up', contact, ['follow-up', 'dwell']],
    ['or the agreed next step', { ...contact, nextStepOn: '2026-12-01' }, ['next-step', 'dwell']],
    ['nothing of one that ended', { isOpen: false }, []],
    [
      'a word that is due, in the time of whoever owes it, and tasks',
      { handOvers: [{ id: 'h', owesId: 'chen', toStageId: 'deal', since: '2026-11-27T08:00:00.000Z' }] },
      ['first-contact', 'dwell', 'acceptance'],
    ],
  ])('%s', (_, facts, expected) => {
    expect(kinds(facts)).toEqual(expected)
  })
  test('an agreed step that would end in a pause ends on the first day of work after it; another stays', () => {
    const step = { ...contact, nextStepOn: '2026-12-02' }
    const pausedUntil = (until: string) => ({
      knownOf: () => ({ knownAt: 0, pauses: [{ from: at('12-02T11:05'), until: at(until) }] }),
    })
    const due = (more: Partial<Given> = {}) => shown(runs(step, more)[0]?.dueAt)
    const ordinary = due()
    expect(due(pausedUntil('12-02T12:00'))).toBe(ordinary)
    expect(due(pausedUntil('12-04T00:00'))).toBe(ordinary?.replace('12-02', '12-04'))
    expect(due(pausedUntil('12-05T00:00'))).toBe(ordinary?.replace('12-02', '12-07')) // over the weekend
  })
  test('in a pool only the claim runs, recycling neither', () => {
    const stay = { pool: 'sea', since: '2026-11-27T08:00:00.000Z' }
    expect(kinds({ stay }, { recyclingOf: () => recycling })).toEqual(['claim'])
  })
  test('a transfer neither restarts nor drops recycling and dwell: they are the same runs', () => {
    const basisOf = (facts: Partial<Facts>) =>
      runs(facts, { recyclingOf: () => recycling })
        .filter(({ kind }) => kind === 'recycle' || kind === 'dwell')
        .map(({ kind, basis }) => [kind, basis])
    expect(basisOf({ holderId: 'chen', heldSince: '2026-11-28T00:00:00.000Z' })).toEqual(basisOf({}))
    expect(basisOf({})).toHaveLength(2)
  })
  test('a task that belongs to nothing is due when work ends on its day, or on the next day of work', () => {
    const task = { id: 't', holderId: 'li', dueOn: '2026-11-29', changedAt: '2026-11-20T00:00:00.000Z' }
    // a Sunday, and the Monday after is off
    expect(shown(loneTaskRun(task, given()).dueAt)).toBe('12-01T18:00')
    expect(loneTaskRun(task, given())).toMatchObject({ kind: 'task', opportunityId: null, subjectId: 't' })
  })
})

describe('when it is due', () => {
  test('in the working time of whoever is to act: weekends, days off and nights do not count', () => {
    const [first] = runs()
    // Friday 16:00: two hours are left, the weekend and Monday are off
    expect(
      first && [shown(first.startedAt), shown(first.warnAt), shown(first.dueAt), ...first.rungsAt.map(shown)],
    ).toEqual(['11-27T16:00', '12-01T10:00', '12-01T11:00', '12-02T11:00', '12-03T11:00'])
    expect(first?.rungsTo).toEqual(['manager', 'keeper!'])
    const [elsewhere] = runs({}, { timesOf: () => berlin })
    expect(elsewhere?.dueAt).toBe(Date.parse('2026-11-27T14:30:00+01:00'))
  })
  test('of one opportunity in three countries each limit runs in the time of whoever it is for', () => {
    const newYork = workingTimes({
      zone: 'America/New_York',
      week: [OFFICE, OFFICE, OFFICE, OFFICE, OFFICE, [], []],
      exceptions: [{ day: '2026-11-26', hours: [] }],
    })
    const times: Record<string, WorkingTimes> = { li: shanghai, chen: berlin, smith: newYork }
    // Friday 16:00 in Shanghai is 09:00 in Berlin and 03:00 in New York
    const found = runs(
      {
        handOvers: [{ id: 'h', owesId: 'chen', toStageId: 'deal', since: '2026-11-27T08:00:00.000Z' }],
        tasks: [{ id: 't', holderId: 'smith', dueOn: '2026-11-26', changedAt: '2026-11-20T00:00:00.000Z' }],
      },
      { timesOf: (id) => times[id] ?? shanghai },
    )
    const due = (kind: string) => found.find((one) => one.kind === kind)?.dueAt
    expect(due('first-contact')).toBe(Date.parse('2026-12-01T11:00:00+08:00'))
    // eight hours of the receiver: seven and a half on Friday, the rest on Monday
    expect(due('acceptance')).toBe(Date.parse('2026-11-30T09:30:00+01:00'))
    // Thanksgiving is off in New York: the task is due when Friday's work ends there, five hours behind Greenwich
    expect(due('task')).toBe(Date.parse('2026-11-27T18:00:00-05:00'))
    // when clocks go back on 1 November, Friday to Monday is an hour longer, and the working time the same
    const over = (times: WorkingTimes) =>
      stepsOf(limit(span(5)), times, Date.parse('2026-10-30T16:00:00-04:00'), 0).dueAt
    expect(over(newYork)).toBe(Date.parse('2026-11-02T12:00:00-05:00'))
  })
  test('what was over before anybody could know of it is not warned of, and climbs from when it was known', () => {
    const [old] = runs({ heldSince: '2026-10-01T08:00:00.000Z', changedAt: '2026-11-27T08:00:00.000Z' })
    expect(old?.warnAt).toBeNull()
    expect(shown(old?.rungsAt[0])).toBe('12-01T16:00')
    const [upgraded] = runs(
      { heldSince: '2026-10-01T08:00:00.000Z', changedAt: '2026-10-01T08:00:00.000Z' },
      { knownFrom: at('12-01T09:00') },
    )
    expect(shown(upgraded?.rungsAt[0])).toBe('12-02T09:00')
  })
  test('a pause is not counted, in working time nor by the clock', () => {
    const pauses = [{ from: at('12-01T09:00'), until: at('12-03T00:00') }]
    const steps = (within: Limit['within']) =>
      stepsOf(limit(within, { warnBefore: span(1, 'hours') }), shanghai, at('11-27T16:00'), 0, pauses)
    expect(shown(steps(span(4)).dueAt)).toBe('12-03T11:00')
    const clock = steps(span(100, 'hours'))
    expect(shown(clock.dueAt)).toBe(shown(at('11-27T16:00') + (100 + 39) * 3_600_000))
    const spans = fc.record({
      amount: fc.integer({ min: 1, max: 60 }),
      unit: fc.constantFrom<Limit['within']['unit'][]>('hours', 'working-hours', 'days', 'working-days'),
    })
    fc.assert(
      fc.property(
        spans,
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (within, from, days) => {
          const start = at('12-01T10:00')
          const pause = { from: start + from * 3_600_000, until: start + (from + days * 24) * 3_600_000 }
          const with_ = stepsOf(limit(within), shanghai, start, 0, [pause]).dueAt
          const without = stepsOf(limit(within), shanghai, start, 0).dueAt
          return without <= pause.from ? with_ === without : with_ >= without && with_ >= pause.until
        },
      ),
      { examples: [[{ amount: 1, unit: 'working-days' }, 24, 1]] }, // over at the moment it is paused
    )
  })
  test('the warning comes before the limit, the rungs after it, each no sooner than the one before', () => {
    const units = fc.constantFrom<Limit['within']['unit'][]>('hours', 'working-hours', 'days', 'working-days')
    const spans = fc.record({ amount: fc.integer({ min: 1, max: 90 }), unit: units })
    const ladders = fc.array(
      fc.record({ after: spans, to: fc.constant('manager' as const), pass: fc.boolean() }),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(
        spans,
        fc.option(spans),
        ladders,
        fc.integer({ min: 0, max: 20_000 }),
        (within, warnBefore, ladder, minutes) => {
          const start = at('10-01T00:00') + minutes * 60_000
          const { warnAt, dueAt, rungsAt } = stepsOf({ within, warnBefore, ladder }, shanghai, start, 0)
          const all = [...(warnAt === null ? [] : [warnAt]), dueAt, ...rungsAt]
          return (
            dueAt >= start &&
            (warnAt === null || (warnAt > start && warnAt < dueAt)) &&
            all.every((one, i) => i === 0 || one >= (all[i - 1] ?? 0))
          )
        },
      ),
    )
  })
})

describe('what fires', () => {
  const steps = { warnAt: 10, dueAt: 20, rungsAt: [30, 40] }
  test('steps that are due, in order, each once; the next one is known', () => {
    expect(stepsDue(steps, 0, 9)).toEqual([])
    expect(stepsDue(steps, 0, 10)).toEqual([0])
    expect(stepsDue(steps, 1, 35)).toEqual([1, 2])
    expect(stepsDue(steps, 0, 99)).toEqual([0, 1, 2, 3])
    expect(stepsDue({ ...steps, warnAt: null }, 0, 25)).toEqual([1])
    expect([0, 1, 2, 3, 4].map((fired) => nextAt(steps, fired))).toEqual([10, 20, 30, 40, null])
  })
  test('sweeping twice, or in any order of times, fires every step at most once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 12 }), (times) => {
        let fired = 0
        const seen: number[] = []
        for (const now of times) {
          const due = stepsDue(steps, fired, now)
          seen.push(...due)
          fired = (due.at(-1) ?? fired - 1) + 1
        }
        const latest = Math.max(-1, ...times)
        const expected = [10, 20, 30, 40].filter((time) => time <= latest).length
        return new Set(seen).size === seen.length && seen.length === expected
      }),
    )
  })
  test('a rung is told to whoever is above; where nobody is, to the keeper, an administrator, the holder again', () => {
    const above = { line: ['wang', 'lin'], keeperId: 'zhou', adminId: 'admin' }
    expect(toldBy('holder', 'li', above)).toBe('li')
    expect(toldBy('manager', 'li', above)).toBe('wang')
    expect(toldBy('director', 'li', above)).toBe('lin')
    expect(toldBy('director', 'li', { ...above, line: ['wang'] })).toBe('zhou')
    expect(toldBy('keeper', 'li', { ...above, keeperId: null })).toBe('admin')
    expect(toldBy('manager', 'li', { line: [], keeperId: null, adminId: null })).toBe('li')
    expect(rungFrom(rungText({ to: 'keeper', pass: true }))).toEqual({ to: 'keeper', pass: true })
  })
})

describe('what changes', () => {
  const running = (facts: Partial<Facts> = {}): Running[] =>
    runs(facts).map((run, i) => ({ ...run, id: `c${i}`, fired: 1, isPaused: false }))
  test('settling what is settled changes nothing', () => {
    expect(changesOf(running(), runs())).toEqual({ begun: [], retimed: [], ended: [] })
  })
  test('the same run is given other times and keeps what has fired; another basis is another run', () => {
    const moved = changesOf(running(), runs({}, { timesOf: () => berlin }))
    expect(moved.retimed.map(({ before, after }) => [before.id, before.fired, after.kind])).toEqual([
      ['c0', 1, 'first-contact'],
      ['c1', 1, 'dwell'],
    ])
    const passed = changesOf(running(), runs({ holderId: 'chen', heldSince: '2026-11-28T00:00:00.000Z' }))
    expect(passed.ended.map(({ id }) => id)).toEqual(['c0'])
    expect(passed.begun.map(({ kind, personId }) => [kind, personId])).toEqual([['first-contact', 'chen']])
    expect(passed.retimed.map(({ after }) => [after.kind, after.personId])).toEqual([['dwell', 'chen']])
  })
})

test('a pause is counted in working days, at least one, up to a year ahead', () => {
  expect(pauseDays(shanghai, '2026-11-27', '2026-12-01')).toBe(2) // weekend and Monday off
  expect(pauseDays(shanghai, '2026-11-28', '2026-11-29')).toBe(1)
  expect(isPauseDay('2026-11-27', '2026-11-26')).toBe(false)
  expect(isPauseDay('2026-11-27', '2026-11-27')).toBe(true)
  expect(isPauseDay('2026-11-27', '2028-01-01')).toBe(false)
})

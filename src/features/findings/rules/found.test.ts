import { describe, expect, test } from 'vitest'
import { capacityOf, endsNowhere, namedIn, stagesWanted } from './found.ts'
import { CHECKS, isCheckDue, isDaysOf, isUntil, usualSetting } from './kinds.ts'

describe('whether a stage can take somebody on', () => {
  const one = { id: 'a', functions: ['sales'], openCap: 10, unitCap: null, open: 9, units: 9 }
  const there = () => true
  test.each([
    ['enough', [one], there],
    ['nobody', [{ ...one, functions: ['finance'] }], there],
    ['nobody', [], there],
    ['away', [one], () => false],
    ['full', [{ ...one, open: 10 }], there],
    ['full', [{ ...one, openCap: null, unitCap: 10, units: 9.5 }], there],
    ['enough', [{ ...one, openCap: null, unitCap: 10, units: 9 }], there],
    [
      'enough',
      [
        { ...one, openCap: 0 },
        { ...one, id: 'b' },
      ],
      there,
    ],
    [
      'full',
      [
        { ...one, openCap: 0 },
        { ...one, id: 'b' },
      ],
      (id: string) => id === 'a',
    ],
  ] as const)('%s', (capacity, people, isAtWork) => {
    expect(capacityOf('sales', 1, people, isAtWork)).toBe(capacity)
  })
  test('only stages something is at or on its way to need anybody', () => {
    const stages = ['a', 'b', 'c', 'won'].map((key, position) => ({
      key,
      position,
      kind: key === 'won' ? 'won' : 'open',
    }))
    expect(stagesWanted(stages, new Map([['b', 2]])).map(({ key }) => key)).toEqual(['b', 'c'])
    expect(stagesWanted(stages, new Map())).toEqual([])
  })
})

describe('a chain of deputies', () => {
  const away = (pairs: Record<string, [string, string]>) =>
    new Map(Object.entries(pairs).map(([id, [deputyId, actingId]]) => [id, { deputyId, actingId }]))
  test('ends at whoever acts, or nowhere: in a circle, or at somebody who left', () => {
    expect(endsNowhere(away({ a: ['b', 'c'], b: ['c', 'c'] }), 'a')).toBe(false)
    expect(endsNowhere(away({ a: ['b', 'boss'], b: ['a', 'boss'] }), 'a')).toBe(true)
    expect(endsNowhere(away({ a: ['gone', 'boss'] }), 'a')).toBe(true)
    expect(endsNowhere(away({ a: ['b', 'boss'], b: ['c', 'boss'], c: ['b', 'boss'] }), 'a')).toBe(true)
  })
})

test('a plan names people as candidates of rules and as those who approve', () => {
  const label = { zh: '名', en: 'Name' }
  const plan = {
    rules: [
      { label, candidates: { people: ['a', 'b'] } },
      { label, candidates: {} },
    ],
    stages: [
      {
        label,
        approvals: [
          { label, by: { kind: 'person', person: 'c' } },
          { label, by: { kind: 'keeper' } },
        ],
      },
    ],
  }
  expect(namedIn(plan).map(({ personId, as }) => [personId, as])).toEqual([
    ['a', 'rule'],
    ['b', 'rule'],
    ['c', 'approval'],
  ])
})

describe('what a check is told', () => {
  test('its usual number lies within its bounds, and nothing else is a number of it', () => {
    for (const kind of Object.keys(CHECKS) as (keyof typeof CHECKS)[])
      expect([kind, isDaysOf(kind, usualSetting(kind).days)]).toEqual([kind, true])
    expect([isDaysOf('untouched', 0), isDaysOf('untouched', 366), isDaysOf('untouched', null)]).toEqual([
      false,
      false,
      false,
    ])
    expect([isDaysOf('pool-unkept', 1), isDaysOf('pool-unkept', null)]).toEqual([false, true])
  })
  test('it looks again after its minutes, and when the clock was set back', () => {
    const at = '2026-11-23T08:00:00.000Z'
    expect(isCheckDue('untouched', undefined, at)).toBe(true)
    expect(isCheckDue('untouched', at, '2026-11-23T08:04:59.000Z')).toBe(false)
    expect(isCheckDue('untouched', at, '2026-11-23T08:05:00.000Z')).toBe(true)
    expect(isCheckDue('untouched', at, '2026-11-22T08:00:00.000Z')).toBe(true)
  })
  test('a dismissal lasts from today for a quarter at most', () => {
    const last = (day: string) => isUntil(day, '2026-11-23')
    expect([last('2026-11-22'), last('2026-11-23'), last('2027-02-21'), last('2027-02-22')]).toEqual([
      false,
      true,
      true,
      false,
    ])
  })
})

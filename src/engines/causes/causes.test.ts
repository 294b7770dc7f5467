import { describe, expect, test } from 'vitest'
import { above, atLeast, controlled, difference, ratio } from './chances.ts'
import { findCauses } from './index.ts'
import { type Faults, worldOf } from './world.fixture.ts'

const SIZE = 1200
const found = (seed: number, faults: Faults, size = SIZE) => findCauses(worldOf(seed, size, faults)).causes

test('a company without faults is told of none, in at least 95 of a hundred', () => {
  const worlds = Array.from({ length: 40 }, (_, seed) => found(1000 + seed, {}, 700))
  const told = worlds.filter(({ length }) => length > 0)
  expect(told.length, JSON.stringify(told)).toBeLessThanOrEqual(2)
})

describe('each fault is found in its place, and nothing else is told', () => {
  test.each([
    ['slow-function', { slowSupport: true }, { functions: ['support'], departments: ['east'] }],
    ['slow-answer', { slowAnswer: true }, { departments: ['east'] }],
    ['ping-pong', { pingPong: true }, { people: ['sales-11-0', 'west-0'] }],
    ['starved', { starved: true }, { segment: { field: 'region', values: ['51'] } }],
    ['late-first-contact', { lateContact: true }, { segment: { field: 'source', values: ['web'] } }],
    ['overload', { overload: true }, { people: ['sales-44-0'] }],
    ['limit-missed', { missed: true }, { stages: ['proof'], limit: 'dwell' }],
    ['drop-at-hand-over', { dropping: true }, { departments: ['south'] }],
    ['uneven', { uneven: true }, { people: ['sales-31-0'] }],
    ['node-only-costs', { costly: true }, { stages: ['proof'] }],
    ['plan-deviation', { deviating: true }, { stages: ['quote'] }],
  ] as const)('%s', (kind, faults, place) => {
    for (const seed of [1, 2, 3]) {
      const causes = found(seed, faults)
      expect(causes.map((one) => one.kind)).toEqual([kind])
      expect(causes[0]?.place).toMatchObject(place)
      const { opportunities, days } = causes[0]?.cost ?? {}
      const cost = opportunities ?? days
      if (kind !== 'uneven') expect(cost?.value).toBeGreaterThan(cost?.low ?? Number.POSITIVE_INFINITY)
    }
  })
  test('all at once are told apart', () => {
    const faults = { slowSupport: true, pingPong: true, starved: true, lateContact: true }
    const kinds = found(4, faults, 2500).map(({ kind }) => kind)
    expect(kinds.toSorted()).toEqual(['late-first-contact', 'ping-pong', 'slow-function', 'starved'])
  })
})

test('the order in which opportunities come does not matter', () => {
  const world = worldOf(7, 400, { slowSupport: true })
  const turned = { ...world, histories: world.histories.toReversed() }
  const keys = (of: typeof world) => findCauses(of).causes.map(({ key, rows }) => [key, rows.length])
  expect(keys(turned)).toEqual(keys(world))
})

describe('chance', () => {
  test('the tails of the normal and the binomial are those of the tables', () => {
    expect([above(0), above(1.96), above(-1)].map((p) => p.toFixed(4))).toEqual([
      '0.5000',
      '0.0250',
      '0.8413',
    ])
    expect(atLeast(8, 10, 0.5)).toBeCloseTo(56 / 1024, 6)
    expect([atLeast(0, 10, 0.1), atLeast(11, 10, 0.1), atLeast(3, 5, 0)]).toEqual([1, 0, 0])
  })
  test('of many comparisons those hold that Benjamini and Hochberg let', () => {
    expect(controlled([0.01, 0.2, 0.03, 0.9], 0.05)).toEqual([true, false, false, false])
    expect(controlled([0.04, 0.02, 0.03, 0.05], 0.05)).toEqual([true, true, true, true])
  })
  test('a hard segment does not make its people worse', () => {
    // ninety of a hundred hard ones are theirs; within each kind they lose as many as others
    const strata = [
      { hits: 72, n: 90, otherHits: 8, others: 10 },
      { hits: 2, n: 10, otherHits: 18, others: 90 },
    ]
    expect(difference(strata)?.value).toBeCloseTo(0, 9)
    expect(difference([{ hits: 3, n: 5, otherHits: 0, others: 0 }])).toBeNull()
  })
  test('what one person did often is one draw of people', () => {
    const of = (person: string, log: number, n: number) =>
      Array.from({ length: n }, (_, i) => ({ stratum: 'a', person, log: log + (i % 2) / 10 }))
    const peers = ['p', 'q', 'r', 's'].flatMap((person) => of(person, 1, 50))
    const one = ratio(of('x', 2, 400), peers, 0.1)
    const four = ratio(
      ['x', 'y', 'z', 'w'].flatMap((person) => of(person, 2, 100)),
      peers,
      0.1,
    )
    expect(one?.value).toBeCloseTo(1, 6)
    expect(one?.error).toBeGreaterThan((four?.error ?? 0) * 1.3)
  })
})

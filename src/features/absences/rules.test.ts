import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instantOf } from '../../kernel/time.ts'
import {
  type Away,
  actingFor,
  awayAt,
  type Book,
  circleWith,
  deputyVerdict,
  isAwayThroughout,
  isPeriod,
  proposedDeputy,
  runsAt,
  type Standing,
  unchanged,
} from './rules.ts'

const day = (n: number) => instantOf(Date.UTC(2026, 11, 1) + n * 86_400_000)
const away = (personId: string, deputyId: string, from: number, until: number): Away => ({
  personId,
  deputyId,
  from: day(from),
  until: day(until),
})
const person = (id: string, managerId: string | null = null, active = true): Standing => ({
  id,
  name: id,
  managerId,
  active,
})
const book = (
  absences: Away[],
  people = [
    person('li', 'wang'),
    person('chen', 'wang'),
    person('wang', 'lin'),
    person('lin'),
    person('keeper'),
  ],
): Book => ({ absences, people: new Map(people.map((one) => [one.id, one])), keeperId: 'keeper' })

describe('who acts for somebody', () => {
  test('whoever is there acts for themselves', () => {
    expect(actingFor(book([]), 'li', day(1))).toBe('li')
  })
  test('the deputy acts from the first instant until just before the last', () => {
    const known = book([away('li', 'chen', 1, 3)])
    expect([0, 1, 2, 3].map((n) => actingFor(known, 'li', day(n)))).toEqual(['li', 'chen', 'chen', 'li'])
  })
  test('a deputy who is away too is stood in for by their own deputy, as long as both are away', () => {
    const known = book([away('li', 'chen', 0, 9), away('chen', 'lin', 3, 5)])
    expect([2, 3, 4, 5].map((n) => actingFor(known, 'li', day(n)))).toEqual(['chen', 'lin', 'lin', 'chen'])
  })
  test('a chain that goes round or ends at somebody who left goes up the line of managers, then to the keeper', () => {
    const round = [away('li', 'chen', 0, 9), away('chen', 'li', 0, 9)]
    expect(actingFor(book(round), 'li', day(1))).toBe('wang')
    expect(actingFor(book([...round, away('wang', 'lin', 0, 9)]), 'li', day(1))).toBe('lin')
    const alone = [person('li'), person('gone', null, false), person('keeper')]
    expect(actingFor(book([away('li', 'gone', 0, 9)], alone), 'li', day(1))).toBe('keeper')
  })
  test('who is away, since when, until when and who acts is one map', () => {
    const known = book([away('li', 'chen', 0, 9), away('chen', 'lin', 3, 5)])
    expect(awayAt(known, day(4))).toEqual(
      new Map([
        ['li', { from: day(0), until: day(9), deputyId: 'chen', actingId: 'lin' }],
        ['chen', { from: day(3), until: day(5), deputyId: 'lin', actingId: 'lin' }],
      ]),
    )
  })
})

describe('who can be a deputy', () => {
  const verdict = (absences: Away[], wanted: Away, now = day(0), people?: Standing[]) =>
    deputyVerdict(book(absences, people), wanted, now)

  test('not oneself, nobody who left', () => {
    expect(verdict([], away('li', 'li', 1, 2))).toEqual({ kind: 'oneself' })
    const people = [person('li'), person('gone', null, false), person('keeper')]
    expect(verdict([], away('li', 'gone', 1, 2), day(0), people)).toEqual({ kind: 'inactive' })
  })
  test('two do not stand in for each other at one time, but may one after the other', () => {
    const wanted = away('li', 'chen', 1, 5)
    expect(verdict([away('chen', 'li', 4, 8)], wanted)).toEqual({
      kind: 'goes-round',
      people: ['li', 'chen'],
    })
    expect(verdict([away('chen', 'li', 5, 8)], wanted)).toEqual({ kind: 'fit' })
  })
  test('three in a round are a circle only while all three are away', () => {
    const others = [away('chen', 'wang', 3, 6), away('wang', 'li', 5, 8)]
    expect(circleWith(others, away('li', 'chen', 1, 9))).toEqual(['li', 'chen', 'wang'])
    expect(circleWith(others, away('li', 'chen', 1, 5))).toBeUndefined()
  })
  test('whoever is away the whole time is no deputy, and it is said who stands in for them; a part of it is covered', () => {
    const wanted = away('li', 'chen', 1, 5)
    expect(verdict([away('chen', 'lin', 0, 5)], wanted)).toEqual({ kind: 'away', actingId: 'lin' })
    expect(verdict([away('chen', 'lin', 0, 4)], wanted)).toEqual({ kind: 'fit' })
    expect(isAwayThroughout([away('chen', 'lin', 0, 3), away('chen', 'lin', 3, 6)], 'chen', wanted)).toBe(
      true,
    )
  })
  test('what is past of an absence asks for nobody any more', () => {
    expect(verdict([away('chen', 'li', 1, 3)], away('li', 'chen', 1, 5), day(3))).toEqual({ kind: 'fit' })
  })
  test('the nearest manager who can is proposed, else the keeper, else nobody', () => {
    const wanted = { personId: 'li', from: day(1), until: day(5) }
    expect(proposedDeputy(book([]), wanted, day(0))).toBe('wang')
    expect(proposedDeputy(book([away('wang', 'lin', 0, 9)]), wanted, day(0))).toBe('lin')
    expect(proposedDeputy(book([], [person('li'), person('keeper')]), wanted, day(0))).toBe('keeper')
    expect(proposedDeputy({ ...book([], [person('li')]), keeperId: 'li' }, wanted, day(0))).toBeUndefined()
  })
})

test('an absence ends after it begins, is not over, and is no longer than a year', () => {
  const at = (from: number, until: number) => isPeriod({ from: day(from), until: day(until) }, day(2))
  expect([at(1, 3), at(3, 3), at(0, 2), at(0, 366), at(0, 367)]).toEqual([true, false, false, true, false])
})

test('what holds now goes on holding between the beginnings and ends around it', () => {
  const known = book([away('li', 'chen', 1, 5), away('chen', 'lin', 3, 8)])
  expect(unchanged(known, day(4))).toEqual({ from: day(3), until: day(5) })
  expect(unchanged(known, day(0))).toEqual({ from: null, until: day(1) })
  expect(unchanged(known, day(8))).toEqual({ from: day(8), until: null })
})

/** Any book at all: circles, deputies who left, managers in circles, everybody away. Only the keeper is surely active. */
const NAMES = ['a', 'b', 'c', 'd', 'keeper']
const anyBook = fc
  .record({
    people: fc.tuple(
      ...NAMES.map((id) =>
        fc.record({
          id: fc.constant(id),
          name: fc.constant(id),
          managerId: fc.option(fc.constantFrom(...NAMES)),
          active: id === 'keeper' ? fc.constant(true) : fc.boolean(),
        }),
      ),
    ),
    spans: fc.array(
      fc.tuple(
        fc.constantFrom(...NAMES),
        fc.constantFrom(...NAMES),
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 1, max: 4 }),
      ),
      { maxLength: 12 },
    ),
  })
  .map(({ people, spans }): Book => {
    const absences: Away[] = []
    for (const [who, deputy, from, length] of spans) {
      const one = away(who, deputy, from, from + length)
      const isApart = absences.every((x) => x.personId !== who || x.until <= one.from || x.from >= one.until)
      if (who !== deputy && isApart) absences.push(one)
    }
    return { absences, people: new Map(people.map((one) => [one.id, one])), keeperId: 'keeper' }
  })
const anyPerson = fc.constantFrom(...NAMES)
const anyDay = fc.integer({ min: 0, max: 14 }).map(day)

describe('whatever is in the book', () => {
  test('at every instant exactly one active person acts for everybody', () => {
    fc.assert(
      fc.property(anyBook, anyPerson, anyDay, (known, who, at) => {
        expect(known.people.get(actingFor(known, who, at))?.active).toBe(true)
      }),
    )
  })
  test('whoever acts is there themselves, unless nobody is whom it could go to', () => {
    fc.assert(
      fc.property(anyBook, anyPerson, anyDay, (known, who, at) => {
        const acting = actingFor(known, who, at)
        const isAway = known.absences.some((one) => one.personId === acting && runsAt(one, at))
        if (isAway) expect(acting).toBe('keeper')
        else expect(actingFor(known, acting, at)).toBe(acting)
      }),
    )
  })
  test('who acts changes at no instant between two edges', () => {
    fc.assert(
      fc.property(anyBook, anyPerson, anyDay, (known, who, at) => {
        const { until } = unchanged(known, at)
        const later = until ? instantOf(Date.parse(until) - 1) : day(40)
        expect(actingFor(known, who, later)).toBe(actingFor(known, who, at))
      }),
    )
  })
  test('where only fit deputies are taken the chain itself always ends at somebody who is there', () => {
    fc.assert(
      fc.property(anyBook, anyPerson, anyDay, (any, who, at) => {
        const people = new Map([...any.people].map(([id, one]) => [id, { ...one, active: true }]))
        const fit: Away[] = []
        for (const one of any.absences) {
          const kind = deputyVerdict({ ...any, people, absences: fit }, one, day(0)).kind
          if (kind === 'fit') fit.push(one)
        }
        let id = who
        for (let steps = 0; steps <= NAMES.length; steps++) {
          const running = fit.find((one) => one.personId === id && runsAt(one, at))
          if (!running) break
          id = running.deputyId
        }
        expect(fit.some((one) => one.personId === id && runsAt(one, at))).toBe(false)
        expect(actingFor({ ...any, people, absences: fit }, who, at)).toBe(id)
      }),
    )
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  apportioned,
  cut,
  type Part,
  partsAfter,
  proposedOf,
  slicesOf,
  stateOf,
  sumOf,
  takesFromLeaver,
  WHOLE,
  withLosers,
} from './rules.ts'

const DAY = 86_400_000
const tile = (personId: string, stage: string, from: number, until: number) => ({
  personId,
  stage,
  from: from * DAY,
  until: until * DAY,
})

test('a split is proposed by who held it for how long, a day counting by its stage', () => {
  const tiles = [tile('li', 'first', 0, 10), tile('chen', 'offer', 10, 15), tile('li', 'offer', 15, 20)]
  expect(proposedOf(tiles, () => 1)).toEqual([
    {
      personId: 'li',
      share: 7500,
      held: [
        { stage: 'first', ms: 10 * DAY, weight: 1 },
        { stage: 'offer', ms: 5 * DAY, weight: 1 },
      ],
    },
    { personId: 'chen', share: 2500, held: [{ stage: 'offer', ms: 5 * DAY, weight: 1 }] },
  ])
  const shares = proposedOf(tiles, (stage) => (stage === 'offer' ? 3 : 1))
  expect(shares.map(({ share }) => share)).toEqual([6300, 3700]) // 25 and 15 of 40: the earlier of equal remainders
})

test('who held it less than one percent gets nothing, and nothing is proposed where no stage counts', () => {
  const tiles = [tile('li', 'first', 0, 1000), tile('chen', 'first', 1000, 1001)]
  expect(proposedOf(tiles, () => 1)).toMatchObject([{ personId: 'li', share: WHOLE }])
  expect(proposedOf(tiles, () => 0)).toEqual([])
  expect(proposedOf([], () => 1)).toEqual([])
})

test('pieces are whole and together all of them, whatever the worths', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1, maxLength: 12 }), (worths) => {
      const pieces = apportioned(worths, 100)
      const sum = worths.some((worth) => worth > 0) ? 100 : 0
      expect(pieces.reduce((all, one) => all + one, 0)).toBe(sum)
      const whole = worths.reduce((all, one) => all + one, 0)
      if (whole > 0)
        worths.forEach((worth, i) => {
          expect(Math.abs((pieces[i] ?? 0) - (worth / whole) * 100)).toBeLessThan(1)
        })
    }),
  )
})

test('nobody is named twice, and everybody gets something', () => {
  expect(
    sumOf([
      { personId: 'li', share: 6000 },
      { personId: 'chen', share: 4000 },
    ]),
  ).toBe(WHOLE)
  expect(
    sumOf([
      { personId: 'li', share: 6000 },
      { personId: 'li', share: 4000 },
    ]),
  ).toBeNull()
  expect(
    sumOf([
      { personId: 'li', share: WHOLE },
      { personId: 'chen', share: 0 },
    ]),
  ).toBeNull()
})

test('it is agreed when all who are still there agree, and disputed as soon as one disputes', () => {
  const one = (answer: 'agreed' | 'disputed' | null, active = true) => ({
    personId: String(answer),
    share: 1,
    answer,
    active,
  })
  expect(stateOf([one('agreed'), one(null)])).toBe('proposed')
  expect(stateOf([one('agreed'), one(null, false)])).toBe('agreed')
  expect(stateOf([one('agreed'), one('disputed')])).toBe('disputed')
})

test('who would lose what they have is asked; a leaver cannot be, and keeps it unless somebody settles otherwise', () => {
  const inForce = [
    { personId: 'li', share: 6000 },
    { personId: 'chen', share: 4000 },
  ]
  expect(withLosers([{ personId: 'li', share: WHOLE }], inForce)).toEqual([
    { personId: 'li', share: WHOLE },
    { personId: 'chen', share: 0 },
  ])
  const terms = (active: boolean) => [
    { personId: 'li', share: 7000, active: true },
    { personId: 'chen', share: 3000, active },
  ]
  expect(takesFromLeaver(terms(true), inForce)).toBe(false)
  expect(takesFromLeaver(terms(false), inForce)).toBe(true)
})

const ids = ['a', 'b', 'c', 'd', 'e']
const someTerms = fc
  .subarray(ids, { minLength: 1 })
  .chain((people) =>
    fc
      .array(fc.integer({ min: 1, max: 1000 }), { minLength: people.length, maxLength: people.length })
      .map((worths) =>
        people
          .map((personId, i) => ({ personId, share: apportioned(worths, WHOLE)[i] ?? 0 }))
          .filter(({ share }) => share > 0),
      ),
  )

test('whatever is decided in whatever order, at any instant from the first on the parts are 100 %', () => {
  const decisions = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), someTerms), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(decisions, (given) => {
      let parts: Part[] = []
      for (const [at, terms] of given) parts = partsAfter(parts, terms, at)
      const first = Math.min(...parts.map(({ from }) => from))
      for (let at = first; at <= 41; at++) {
        const inForce = parts.filter(({ from, until }) => from <= at && (until === null || at < until))
        expect(inForce.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(WHOLE)
        expect(new Set(inForce.map(({ personId }) => personId)).size).toBe(inForce.length)
      }
    }),
  )
})

test('an amount is cut exactly: every piece within a minor unit of its share, together all of it', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), someTerms, (minor, terms) => {
      const slices = slicesOf(terms)
      const pieces = slices.map((slice) => cut(minor, slice))
      expect(pieces.reduce((sum, piece) => sum + piece, 0n)).toBe(minor)
      slices.forEach(({ start, end }, i) => {
        const off = (pieces[i] ?? 0n) * BigInt(WHOLE) - minor * BigInt(end - start)
        expect(off < BigInt(WHOLE) && off > -BigInt(WHOLE)).toBe(true)
      })
    }),
  )
})

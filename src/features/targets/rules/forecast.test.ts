import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { History, Tile } from '../../../engines/mining/history.ts'
import { chance } from '../../../engines/statistics/index.ts'
import { backtested, type Case } from './backtest.ts'
import { chanceOf, learn, type Visit, visitsOf } from './chances.ts'
import { countBand, countsOf, worthBand } from './sums.ts'

const DAY = 86_400_000
const chances = (most: number) =>
  fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: most })

test('how many are won is exact: as if every way it can go were looked at', () => {
  fc.assert(
    fc.property(chances(12), (ps) => {
      const brute = new Array<number>(ps.length + 1).fill(0)
      for (let way = 0; way < 2 ** ps.length; way++) {
        let share = 1
        let won = 0
        ps.forEach((p, i) => {
          const isWon = (way >> i) & 1
          share *= isWon ? p : 1 - p
          won += isWon
        })
        brute[won] = (brute[won] ?? 0) + share
      }
      for (const [k, share] of countsOf(ps).entries()) expect(share).toBeCloseTo(brute[k] ?? 0, 10)
    }),
    { numRuns: 60 },
  )
})

test('the band holds nine of ten, is the same for the same seed, and grows into a normal one without a step', () => {
  const draw = chance(5)
  const ps = Array.from({ length: 1999 }, () => draw() / 2)
  const [exact, normal] = [countBand(ps), countBand([...ps, 0, 0])]
  expect(Math.abs(exact.low - normal.low)).toBeLessThan(2)
  expect(Math.abs(exact.high - normal.high)).toBeLessThan(2)
  const bets = [0.2, 0.5, 0.9].map((p) => ({ p, worth: 100 }))
  expect(worthBand(bets, 1)).toEqual(worthBand(bets, 1))
  expect(worthBand(bets, 1)).toMatchObject({ expected: 160, low: 100, high: 300 })
  expect(worthBand([], 1)).toEqual({ expected: 0, low: 0, high: 0 })
})

const tile = (stage: string, from: number, to: number | null, more: Partial<Tile> = {}): Tile => ({
  stage,
  phase: 'deal',
  person: 'li',
  from: from * DAY,
  to: to === null ? null : to * DAY,
  because: 'routed',
  function: null,
  department: null,
  decision: null,
  rule: null,
  ...more,
})

test('a stage held by several one after the other is one visit, and nothing after the end is', () => {
  const tiles = [tile('first', 0, 3), tile('first', 3, 5, { person: 'chen' }), tile('offer', 5, 9)]
  const history = {
    tiles: [...tiles, tile('done', 9, null, { phase: 'delivery' })],
    outcome: 'won',
    closedAt: 8 * DAY,
  }
  expect(visitsOf(history as unknown as History)).toEqual([
    { stage: 'first', from: 0, to: 5 * DAY, wonAt: 8 * DAY },
    { stage: 'offer', from: 5 * DAY, to: 8 * DAY, wonAt: 8 * DAY },
  ])
})

const visit = (stage: string, from: number, days: number | null, won: boolean): Visit => ({
  stage,
  from: from * DAY,
  to: days === null ? null : (from + days) * DAY,
  wonAt: won && days !== null ? (from + days) * DAY : null,
})

test('a chance follows from how those went that were as long at the same stage, what is still open among them', () => {
  const many = (count: number, make: (i: number) => Visit) => Array.from({ length: count }, (_, i) => make(i))
  const visits = [
    ...many(300, (i) => visit('offer', i, 5, true)),
    ...many(100, (i) => visit('offer', i, 40, false)),
    ...many(200, (i) => visit('offer', i, null, false)), // open ever since
    ...many(600, (i) => visit('first', i, 10, false)),
  ]
  const learnt = learn(visits, 1000 * DAY, 1000)
  expect(chanceOf(learnt, 'offer', 0, 30)).toBeCloseTo(0.5, 1) // 300 of 600
  expect(chanceOf(learnt, 'offer', 20, 30)).toBeLessThan(0.03) // who has not won by then does not
  expect(chanceOf(learnt, 'first', 0, 30)).toBeLessThan(0.01)
  const rare = chanceOf(learnt, 'unheard-of', 0, 30)
  expect(rare).toBeCloseTo(0.25, 2) // what all come to
  expect(chanceOf(learn([], DAY, 0), 'offer', 0, 30)).toBeNull()
})

test('what lies after the instant of learning changes nothing, and a longer time is never less likely', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          from: fc.integer({ min: 0, max: 300 }),
          days: fc.integer({ min: 1, max: 200 }),
          won: fc.boolean(),
        }),
        { minLength: 1, maxLength: 60 },
      ),
      fc.integer({ min: 1, max: 400 }),
      (given, at) => {
        const visits = given.map(({ from, days, won }) => visit('offer', from, days, won))
        const known = visits.flatMap((one) => {
          if (one.from >= at * DAY) return []
          return one.to !== null && one.to > at * DAY ? [{ ...one, to: null, wonAt: null }] : [one]
        })
        expect(learn(visits, at * DAY, 0)).toEqual(learn(known, at * DAY, 0))
        const learnt = learn(visits, at * DAY, 0)
        let before = 0
        for (let days = 1; days < 400; days += 13) {
          const p = chanceOf(learnt, 'offer', 10, days) ?? 0
          expect(p).toBeGreaterThanOrEqual(before)
          expect(p).toBeLessThanOrEqual(1)
          before = p
        }
      },
    ),
    { numRuns: 50 },
  )
})

test('in a steady world what was said for past periods is what came, and its chances are what they say', () => {
  const draw = chance(11)
  const cases = Array.from({ length: 3000 }, (): Case => {
    const openedAt = draw() * 1000 * DAY
    const stays = (5 + draw() * 60) * DAY
    const isWon = draw() < 0.4
    const closedAt = openedAt + stays
    const wonAt = isWon ? closedAt : null
    return {
      openedAt,
      closedAt,
      wonAt,
      worth: 10,
      visits: [{ stage: 'offer', from: openedAt, to: closedAt, wonAt }],
    }
  })
  const spans = [700, 730, 760, 790, 820, 850].map((day) => ({
    startsOn: String(day),
    from: day * DAY,
    to: (day + 30) * DAY,
  }))
  const { periods, bins } = backtested(cases, spans)
  const within = periods.filter(({ said, came }) => came.won >= said.low && came.won <= said.high).length
  expect(within).toBeGreaterThanOrEqual(4)
  const sum = (pick: (one: (typeof periods)[number]) => number) =>
    periods.reduce((all, one) => all + pick(one), 0)
  expect(sum(({ said }) => said.expected) / sum(({ came }) => came.won)).toBeGreaterThan(0.85)
  expect(sum(({ said }) => said.expected) / sum(({ came }) => came.won)).toBeLessThan(1.15)
  expect(sum(({ fresh }) => fresh.won)).toBeGreaterThan(0)
  for (const { n, said, came } of bins) if (n > 100) expect(Math.abs(said / n - came / n)).toBeLessThan(0.12)
})

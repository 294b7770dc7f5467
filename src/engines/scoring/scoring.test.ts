import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { History } from '../mining/history.ts'
import { chance } from '../statistics/index.ts'
import { fitted, objective, type Pattern, sigmoid } from './logistic.ts'
import { learnt, predicted, type Sample } from './model.ts'
import { type Ended, habitsOf, segmentsOf } from './segments.ts'
import { levelsAt, samplesOf } from './snapshots.ts'
import { isTrained, qualityOf, trained } from './validation.ts'

const DAY = 86_400_000

/** Steepest ascent by small steps until nothing moves: slow, and obviously right. */
function byAscent(patterns: readonly Pattern[], columns: number, ridge: number): number[] {
  const at = new Array<number>(columns + 1).fill(0)
  const all = patterns.reduce((sum, one) => sum + one.all, 0)
  const rate = 1 / (ridge + all)
  for (let step = 0; step < 200_000; step++) {
    const slope = new Array<number>(columns + 1).fill(0)
    for (const { on, won, all: n } of patterns) {
      const z = on.reduce((sum, k) => sum + (at[k] ?? 0), at[columns] ?? 0)
      const pull = won - n * sigmoid(z)
      for (const k of [...on, columns]) slope[k] = (slope[k] ?? 0) + pull
    }
    for (let k = 0; k < columns; k++) slope[k] = (slope[k] ?? 0) - ridge * (at[k] ?? 0)
    for (let k = 0; k <= columns; k++) at[k] = (at[k] ?? 0) + rate * (slope[k] ?? 0)
    if (Math.max(...slope.map(Math.abs)) < 1e-9) break
  }
  return at
}

const pattern = (columns: number): fc.Arbitrary<Pattern> =>
  fc
    .tuple(
      fc.subarray(Array.from({ length: columns }, (_, k) => k)),
      fc.integer({ min: 0, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
    )
    .map(([on, won, lost]) => ({ on, won, all: won + lost }))

describe('effects', () => {
  test('are those steepest ascent finds', () => {
    fc.assert(
      fc.property(
        fc.array(pattern(3), { minLength: 2, maxLength: 8 }),
        fc.constantFrom(0.5, 2, 8),
        (patterns, ridge) => {
          const { intercept, effects } = fitted(patterns, 3, ridge)
          const oracle = byAscent(patterns, 3, ridge)
          for (const [k, value] of [...effects, intercept].entries())
            expect(value).toBeCloseTo(oracle[k] ?? 0, 5)
          expect(objective(patterns, [...effects, intercept], ridge)).toBeGreaterThanOrEqual(
            objective(patterns, oracle, ridge) - 1e-9,
          )
        },
      ),
      { numRuns: 25 },
    )
  })

  test('stay finite where a level was always won, and shrink as the ridge grows', () => {
    const patterns = [
      { on: [0], won: 40, all: 40 },
      { on: [1], won: 0, all: 40 },
    ]
    const sizes = [0.5, 8, 128].map((ridge) => Math.abs(fitted(patterns, 2, ridge).effects[0] ?? 0))
    expect(sizes.every(Number.isFinite)).toBe(true)
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
  })
})

const STAGES: Record<string, number> = { new: -1, quote: 0, trial: 1 }

/** A world in which what decides is known: stage and source. Sales people differ by nothing. */
function world(seed: number, count: number): { samples: Sample[]; truth: Map<string, number> } {
  const draw = chance(seed)
  const pick = <T>(all: readonly T[]) => all[Math.floor(draw() * all.length)] as T
  const truth = new Map<string, number>()
  const samples = Array.from({ length: count }, (_, i) => {
    const levels = {
      stage: pick(Object.keys(STAGES)),
      source: pick(['web', 'referral']),
      region: pick(['31', '44']),
    }
    const z = (STAGES[levels.stage] ?? 0) + (levels.source === 'referral' ? 0.8 : -0.4)
    const id = `o${i}`
    truth.set(id, sigmoid(z))
    return { id, at: i * DAY, closedAt: i * DAY + 1, won: draw() < sigmoid(z), levels }
  })
  return { samples, truth }
}

describe('a model', () => {
  test('is calibrated where the truth is known, finds what decides, and is better than the rate of the stage', () => {
    const { samples, truth } = world(7, 4000)
    const answer = trained(samples)
    if (!isTrained(answer) || !answer.validation) throw new Error('too few')
    for (const { foreseen, came, n } of answer.validation.bins)
      expect(Math.abs(foreseen - came)).toBeLessThan(3.3 * Math.sqrt((foreseen * (1 - foreseen)) / n))
    const off = samples.map(({ id, levels }) =>
      Math.abs(predicted(answer.model, levels).probability - (truth.get(id) ?? 0)),
    )
    expect(Math.max(...off)).toBeLessThan(0.06)
    expect(answer.validation.model.logLoss).toBeLessThan(answer.validation.byStage.logLoss)
    const { pushes } = predicted(answer.model, { stage: 'trial', source: 'referral', region: '31' })
    expect(pushes.map(({ what }) => what)).toEqual(['stage', 'source', 'region'])
    expect(pushes[0]?.push).toBeGreaterThan(0.5)
    expect(Math.abs(pushes[2]?.push ?? 1)).toBeLessThan(0.15)
  })

  test('is the same to the last bit in whatever order its samples come', () => {
    const { samples } = world(3, 300)
    const doubled = [
      ...samples,
      ...samples.map((one) => ({ ...one, at: one.at + 1, levels: { ...one.levels, stage: 'quote' } })),
    ]
    const once = JSON.stringify(trained(doubled))
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const draw = chance(seed)
        const shuffled = doubled
          .map((one) => ({ one, place: draw() }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one)
        expect(JSON.stringify(trained(shuffled))).toBe(once)
      }),
      { numRuns: 5 },
    )
  })

  test('gives numbers and no figure below thirty won and thirty lost', () => {
    const { samples } = world(5, 400)
    const won = samples.filter((one) => one.won).slice(0, 29)
    const lost = samples.filter((one) => !one.won).slice(0, 80)
    expect(trained([...won, ...lost])).toEqual({ won: 29, lost: 80 })
    expect(trained([])).toEqual({ won: 0, lost: 0 })
    const thirty = trained([...samples.filter((one) => one.won).slice(0, 30), ...lost])
    expect(isTrained(thirty)).toBe(true)
  })

  test('that knows nothing of a level says what is usual', () => {
    const { samples } = world(9, 500)
    const model = learnt(samples, 2)
    const { pushes, probability } = predicted(model, { stage: 'never seen', constructor: 'x' })
    expect(probability).toBeGreaterThan(0.05)
    expect(pushes.every(({ push }) => Number.isFinite(push))).toBe(true)
  })
})

test('AUC, Brier score and log loss are those of the textbook', () => {
  const told = [
    { p: 0.9, won: true },
    { p: 0.6, won: false },
    { p: 0.6, won: true },
    { p: 0.1, won: false },
  ]
  const { auc, brier, logLoss } = qualityOf(told)
  expect(auc).toBeCloseTo(3.5 / 4)
  expect(brier).toBeCloseTo((0.01 + 0.36 + 0.16 + 0.01) / 4)
  expect(logLoss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.4) + Math.log(0.6) + Math.log(0.9)) / 4)
  expect(qualityOf(told.filter(({ won }) => won)).auc).toBeNull()
})

const tile = (stage: string, person: string, from: number, to: number | null) => ({
  stage,
  phase: 'deal',
  person,
  from: from * DAY,
  to: to === null ? null : to * DAY,
  because: 'stage',
  function: 'sales',
  department: null,
  decision: null,
  rule: null,
})
const history: History = {
  id: '0198a5a0-0000-7000-8000-000000000001',
  number: 1,
  title: '光谱仪',
  type: 'new-customer',
  source: 'website',
  region: '3101',
  product: null,
  account: 'a',
  amount: { minor: 900_000, currency: 'CNY' },
  planVersion: 'p',
  openedAt: 0,
  closedAt: 40 * DAY,
  outcome: 'won',
  outcomeReason: null,
  tiles: [
    tile('new', 'a', 0, 5),
    tile('quote', 'b', 5, 12),
    tile('quote', 'c', 12, 40),
    tile('won', 'c', 40, null),
  ],
  offers: [],
  contacts: [
    { person: 'a', at: 2 * 3_600_000, kind: 'call', nextStepOn: null },
    { person: 'b', at: 8 * DAY, kind: 'visit', nextStepOn: null },
  ],
  limits: [],
  stays: [],
}
const looking = { bands: { currency: 'CNY', edges: [100_000, 500_000] }, people: false }

describe('what was known at a moment', () => {
  test('is what had happened by then, and nothing that came later changes it', () => {
    const told = { since: 0, corrections: [{ at: 20 * DAY, fact: 'amount' as const, before: '50000 CNY' }] }
    const at = 6 * DAY
    const then = levelsAt(history, told, at, looking)
    expect(then).toMatchObject({
      stage: 'quote',
      age: '0-7',
      here: '0-7',
      amount: '0',
      region: '31',
      'first-contact': '0-4',
      'follow-ups': '0-1',
      'hand-overs': '0-1',
    })
    expect(then).not.toHaveProperty('holder')
    const cut: History = {
      ...history,
      tiles: history.tiles.filter(({ from }) => from <= at),
      contacts: history.contacts.filter((one) => one.at <= at),
    }
    expect(levelsAt(cut, told, at, looking)).toEqual(then)
    expect(levelsAt(history, told, 30 * DAY, looking)).toMatchObject({
      amount: '2',
      here: '14-30',
      'hand-overs': '1-2',
    })
  })

  test('is no amount that was told only once it had ended', () => {
    const late = { since: 50 * DAY, corrections: [] }
    expect(levelsAt(history, late, 6 * DAY, looking)['amount']).toBe('unknown')
  })

  test('is learnt from at each stage and once between: never at its end', () => {
    const samples = samplesOf(history, undefined, looking)
    expect(samples.map(({ at }) => at)).toEqual(expect.arrayContaining([0, 5 * DAY]))
    expect(samples).toHaveLength(3)
    expect(samples.every(({ at, closedAt, won }) => at < closedAt && won)).toBe(true)
    expect(samplesOf({ ...history, outcome: null, closedAt: null }, undefined, looking)).toEqual([])
  })
})

const ended = (count: number, won: number, region: string, did: boolean | null = null): Ended[] =>
  Array.from({ length: count }, (_, i) => ({
    won: i < won,
    minor: i < won ? 1000 : null,
    days: 10,
    traits: { region, type: 'new' },
    did: { call: did },
  }))

describe('segments', () => {
  test('are drawn towards what is usual, and stand out only beyond chance', () => {
    const all = [
      ...ended(400, 200, '31'),
      ...ended(40, 32, '44'),
      ...ended(25, 15, '33'),
      ...ended(10, 10, '11'),
    ]
    const { n, won, segments } = segmentsOf(all, ['region', 'type'])
    expect([n, won]).toEqual([475, 257])
    const of = (region: string) =>
      segments.find(({ traits }) => traits.length === 1 && traits[0]?.is === region)
    expect(of('44')).toMatchObject({ n: 40, won: 32, standsOut: 'above', minor: 1000, days: 10 })
    expect(of('44')?.rate).toBeGreaterThan(0.65)
    expect(of('44')?.rate).toBeLessThan(0.8)
    expect(of('33')?.standsOut).toBeNull()
    expect(of('11')).toBeUndefined() // ten of ten are too few to speak of
    expect(segments.filter(({ traits }) => traits.length === 2)).toEqual([]) // type says nothing more
  })

  test('have habits judged among those that lived to show them', () => {
    const all = [...ended(50, 35, '31', true), ...ended(50, 15, '31', false), ...ended(30, 0, '31', null)]
    const [habit] = habitsOf(all, ['call', 'unknown'])
    expect(habit).toMatchObject({
      habit: 'call',
      with: { n: 50, won: 35 },
      without: { n: 50, won: 15 },
      sure: true,
    })
    expect(habit?.lift).toBeCloseTo(35 / 15)
    expect(habit?.more.low).toBeGreaterThan(0.2)
    expect(habitsOf(ended(9, 3, '31', true).concat(ended(40, 3, '31', false)), ['call'])).toEqual([])
  })
})

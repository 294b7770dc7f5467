import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lifeOf, type StageFacts } from './life.ts'

const stages: StageFacts[] = [
  { id: 'a', key: 'lead', position: 1, kind: 'open', phase: 'lead' },
  { id: 'b', key: 'deal', position: 2, kind: 'open', phase: 'deal' },
  { id: 'w', key: 'won', position: 3, kind: 'won', phase: 'deal' },
]
const [lead, deal, won] = stages as [StageFacts, StageFacts, StageFacts]
const now = '2026-11-23T00:00:00.000Z'
const day = (n: number) => `2026-01-${String(n).padStart(2, '0')}T00:00:00.000Z`
const life = (given: Partial<Parameters<typeof lifeOf>[0]>) =>
  lifeOf({ stage: lead, openedAt: undefined, closedAt: undefined, entered: new Map(), now, ...given }, stages)

describe('the life of an imported opportunity', () => {
  test('an open one runs on from its opening date', () => {
    expect(life({ stage: deal, openedAt: day(1) })).toMatchObject({
      ok: true,
      tiles: [{ stageId: 'b', from: day(1), until: null }],
    })
  })
  test('a won one ends at its closing date', () => {
    expect(life({ stage: won, openedAt: day(1), closedAt: day(9) })).toMatchObject({
      closedAt: day(9),
      tiles: [{ stageId: 'b', from: day(1), until: day(9) }],
    })
  })
  test('known stage dates make their own tiles, without a gap', () => {
    expect(
      life({ stage: won, openedAt: day(1), closedAt: day(9), entered: new Map([['deal', day(4)]]) }),
    ).toMatchObject({
      tiles: [
        { stageId: 'a', from: day(1), until: day(4) },
        { stageId: 'b', from: day(4), until: day(9) },
      ],
    })
  })
  test('without any date it opens now', () => {
    expect(life({})).toMatchObject({ openedAt: now, tiles: [{ from: now, until: null }] })
  })
  test('opened and closed on one day lasts a moment, never nothing', () => {
    expect(life({ stage: won, openedAt: day(1), closedAt: day(1) })).toMatchObject({
      tiles: [{ from: day(1), until: '2026-01-01T00:00:00.001Z' }],
    })
  })
  test('dates that contradict each other are refused with the dates', () => {
    expect(life({ stage: won, openedAt: day(9), closedAt: day(1) })).toMatchObject({
      ok: false,
      code: 'closed-before-opened',
    })
    expect(life({ stage: lead, closedAt: day(1) })).toMatchObject({
      ok: false,
      code: 'open-with-closing-date',
    })
    expect(life({ openedAt: '2027-01-01T00:00:00.000Z' })).toMatchObject({
      ok: false,
      code: 'date-in-future',
    })
    expect(
      life({ stage: won, openedAt: day(1), closedAt: day(3), entered: new Map([['deal', day(5)]]) }),
    ).toMatchObject({ ok: false, code: 'stage-after-closing' })
  })
  test('property: whatever the dates, an accepted life is tiled from its opening to its end', () => {
    const at = fc.option(fc.integer({ min: 1, max: 28 }).map(day), { nil: undefined })
    fc.assert(
      fc.property(fc.constantFrom(lead, deal, won), at, at, at, at, (stage, openedAt, closedAt, a, b) => {
        const entered = new Map(
          [
            ['lead', a],
            ['deal', b],
          ].filter((pair): pair is [string, string] => pair[1] !== undefined),
        )
        const result = life({ stage, openedAt, closedAt, entered })
        if (!result.ok) return
        expect(result.tiles[0]?.from).toBe(result.openedAt)
        expect(result.tiles.at(-1)?.until).toBe(result.closedAt)
        result.tiles.forEach((tile, i) => {
          if (i > 0) expect(result.tiles[i - 1]?.until).toBe(tile.from)
          if (tile.until) expect(tile.until > tile.from).toBe(true)
        })
      }),
    )
  })
})

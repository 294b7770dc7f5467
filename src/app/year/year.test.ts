import { describe, expect, test } from 'vitest'
import { booksOf } from './books.ts'
import type { Life } from './life.ts'
import { type Lived, lived, UNTIL, usual } from './lived.fixture.ts'
import { WAYS } from './plan.ts'

const SIZE = 1200
const whole = lived(1)
const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length
/** Working minutes from getting it to the first word, of everybody of a function. */
function waits({ company, lives, times }: Lived, of: string, region?: string): number[] {
  const who = new Set(
    company.people
      .filter((one) => one.function === of && (region === undefined || one.region === region))
      .map(({ id }) => id),
  )
  return lives.flatMap((life) =>
    life.tiles.flatMap((tile) => {
      const first = life.contacts.find((one) => one.person === tile.person && one.at >= tile.from)
      const isFresh = tile.because !== 'stage' && who.has(tile.person)
      return isFresh && first ? [times.get(tile.person)?.between(tile.from, first.at) ?? 0] : []
    }),
  )
}
const wonOf = (lives: readonly Life[]) => mean(lives.map(({ outcome }) => (outcome === 'won' ? 1 : 0)))

describe('a simulated year', () => {
  test('is the same for the same seed, and another for another', () => {
    const said = ({ lives }: Lived) =>
      JSON.stringify(
        lives.map(({ given: { title }, tiles, contacts, offers }) => [title, tiles, contacts, offers]),
      )
    expect(said(lived(1))).toBe(said(whole))
    expect(said(lived(2))).not.toBe(said(whole))
  })

  test('has exactly one holder at every moment of every life, and the desk knows what each holds', () => {
    const open = new Map<string, number>()
    for (const { given: one, tiles, closedAt } of whole.lives) {
      expect(tiles[0]?.from).toBe(one.openedAt)
      tiles.forEach((tile, i) => {
        expect(tile.until).toBe(tiles[i + 1]?.from ?? closedAt)
        expect(tile.until ?? UNTIL).toBeGreaterThan(tile.from)
      })
      const last = tiles.at(-1)
      if (closedAt === null && last) open.set(last.person, (open.get(last.person) ?? 0) + 1)
    }
    const known = [...whole.desk.open].filter(([, count]) => count > 0)
    expect(new Map(known)).toEqual(open)
  })

  test('nobody does anything outside their working time, nor while away', () => {
    const deeds = whole.lives.flatMap(({ contacts, offers }) => [
      ...contacts,
      ...offers.flatMap(({ to, answeredAt }) =>
        answeredAt === null ? [] : [{ person: to, at: answeredAt }],
      ),
    ])
    const outside = deeds.filter(({ person, at }) => {
      const times = whole.times.get(person)
      // a deed may end a minute before or after the bell
      return (
        !times?.isWorking(at) &&
        !times?.isWorking(at + 60_000) &&
        (times?.between(at - 120_000, at) ?? 0) === 0
      )
    })
    expect(outside.length / deeds.length).toBeLessThan(0.002)
    for (const { personId, from, until } of whole.away)
      expect(
        deeds.filter(({ person, at }) => person === personId && at > from + 120_000 && at < until),
      ).toEqual([])
  })

  test('goes through the stages of its way, each held by the function that is accountable', () => {
    const accountable = new Map(whole.plan.stages.map(({ key, accountable: of }) => [key, of]))
    for (const { given: one, tiles } of whole.lives) {
      const path = tiles.map(({ stage }) => stage).filter((stage, i, all) => stage !== all[i - 1])
      expect(WAYS[one.way].open.slice(0, path.length)).toEqual(path)
      for (const { stage, person } of tiles) {
        const holder = whole.company.people.find(({ id }) => id === person)
        if (holder !== whole.company.keeper) expect(holder?.function).toBe(accountable.get(stage))
      }
    }
  })

  test('books add up', () => {
    const books = booksOf(whole.lives)
    expect(books.opened).toBe(SIZE)
    expect(books.won + books.lost + books.open).toBe(SIZE)
    expect(books.cycle).toHaveLength(books.won + books.lost)
    expect(books.won / SIZE).toBeGreaterThan(0.25)
    expect(books.limits.missed).toBeGreaterThan(0)
  })
})

describe('what is planted is there, and where nothing is planted there is nothing', () => {
  const clean = lived(1, [])
  const bounces = ({ lives }: Lived) =>
    lives.reduce(
      (sum, { tiles }) =>
        sum +
        tiles.filter(
          (tile, i) =>
            tiles[i - 2]?.person === tile.person &&
            tiles[i - 1]?.stage === tile.stage &&
            tiles[i - 2]?.stage === tile.stage,
        ).length,
      0,
    )

  test('technical support of the South waits three times as long as the others', () => {
    const of = (year: Lived, region?: string) => mean(waits(year, 'technical-support', region))
    expect(of(whole, 'south') / of(whole, 'east')).toBeGreaterThan(2)
    expect(of(clean, 'south') / of(clean, 'east')).toBeLessThan(1.5)
  })

  test('the pair hands to and fro', () => {
    expect(bounces(whole)).toBeGreaterThan(40)
    expect(bounces(clean)).toBe(0)
  })

  test('the West finds one person and the keeper', () => {
    const first = (year: Lived) =>
      new Set(
        year.lives
          .filter(({ given: one }) => one.region === 'west' && one.way === 'new-customer')
          .map(({ tiles }) => tiles[0]?.person),
      )
    expect(first(whole)).toEqual(new Set([whole.company.keeper.id, whole.company.swamped.id]))
    expect(first(clean).size).toBe(5)
    expect(clean.lives.filter(({ decided }) => decided?.outcome.via === 'fallback')).toEqual([])
  })

  test('website leads are won the less the later the first contact; nothing else is', () => {
    const rates = (year: Lived, isWebsite: boolean) => {
      const closed = year.lives.filter(
        ({ given: one, closedAt }) =>
          closedAt !== null && (one.source === 'website') === isWebsite && one.way === 'new-customer',
      )
      const late = (life: Life) => usual.between(life.given.openedAt, life.firstContactAt ?? 0) > 240
      return { early: wonOf(closed.filter((one) => !late(one))), late: wonOf(closed.filter(late)) }
    }
    const website = rates(whole, true)
    expect(website.early - website.late).toBeGreaterThan(0.2)
    for (const rate of [rates(whole, false), rates(clean, true)])
      expect(Math.abs(rate.early - rate.late)).toBeLessThan(0.13)
  })

  test('decoys: exhibitions are won seldom everywhere, the newcomer wins nothing, customer success is quick with much in hand', () => {
    const exhibitions = clean.lives.filter(
      ({ given: { source }, closedAt }) => source === 'exhibition' && closedAt !== null,
    )
    expect(wonOf(exhibitions)).toBeLessThan(0.25)
    const news = clean.lives.filter(({ tiles }) => tiles[0]?.person === clean.company.newcomer.id)
    expect(news.length).toBeGreaterThan(2)
    expect(wonOf(news)).toBe(0)
    expect(mean(waits(clean, 'customer-success'))).toBeLessThan(60)
  })
})

import type { History } from '../../../engines/mining/history.ts'
import { meanInterval, wilson } from '../../../engines/statistics/index.ts'
import {
  type Expected,
  MEASURES,
  type Measure,
  type Report,
  type RollBackCondition,
  type Side,
} from '../contract.ts'

export type Minutes = (person: string, from: number, to: number) => number

const DAY_MINUTES = 480
const LEAST = 20 // on either side; fewer decide nothing
/** Of these less is better. */
const LESS: ReadonlySet<Measure> = new Set(['first-contact', 'stay', 'returns', 'strays', 'top-share'])

export function isLessBetter(measure: Measure): boolean {
  return LESS.has(measure)
}

/** What became of some opportunities, by everything that is ever promised. */
export function outcomeOf(histories: readonly History[], minutes: Minutes): Side {
  return {
    n: histories.length,
    values: MEASURES.map((measure) => ({ measure, ...measured(measure, histories, minutes) })),
  }
}

type Value = Omit<Side['values'][number], 'measure'>

function measured(measure: Measure, histories: readonly History[], minutes: Minutes): Value {
  switch (measure) {
    case 'first-contact':
      return meanOf(histories.flatMap((one) => firstContact(one, minutes) ?? []))
    case 'stay':
      return meanOf(
        histories
          .filter(({ closedAt }) => closedAt !== null)
          .map(({ tiles }) =>
            tiles.reduce(
              (sum, { person, from, to }) =>
                sum + (to === null ? 0 : minutes(person, from, to) / DAY_MINUTES),
              0,
            ),
          ),
      )
    case 'on-time': {
      const over = histories.flatMap(({ limits }) =>
        limits.filter(({ breachedAt, stoppedAt }) => breachedAt !== null || stoppedAt !== null),
      )
      return shareOf(over.filter(({ breachedAt }) => breachedAt === null).length, over.length)
    }
    case 'win-rate': {
      const closed = histories.filter(({ outcome }) => outcome !== null)
      return shareOf(closed.filter(({ outcome }) => outcome === 'won').length, closed.length)
    }
    case 'returns':
      return shareOf(
        histories.filter(({ tiles }) => isReturning(tiles.map(({ person }) => person))).length,
        histories.length,
      )
    case 'strays':
      return shareOf(
        histories.filter(({ tiles: [first] }) => first && first.decision !== null && first.rule === null)
          .length,
        histories.length,
      )
    case 'top-share':
      return shareOf(mostToOne(histories), histories.length)
  }
}

/** How many of them went to the one person who got most. */
function mostToOne(histories: readonly History[]): number {
  const counts = new Map<string, number>()
  for (const { tiles } of histories)
    if (tiles[0]) counts.set(tiles[0].person, (counts.get(tiles[0].person) ?? 0) + 1)
  return Math.max(0, ...counts.values())
}

function firstContact({ contacts, tiles, openedAt }: History, minutes: Minutes): number | undefined {
  const contact = contacts.find(({ at }) => at >= openedAt)
  const held = contact && (tiles.findLast(({ from }) => from <= contact.at) ?? tiles[0])
  return held ? Math.max(0, minutes(held.person, openedAt, contact.at)) / DAY_MINUTES : undefined
}

/** It came back to somebody who had given it away to the one who gives it back. */
function isReturning(people: readonly string[]): boolean {
  const hands = people.filter((person, i) => person !== people[i - 1])
  return hands.some((person, i) => i > 1 && hands[i - 2] === person)
}

function shareOf(k: number, n: number): Value {
  const interval = wilson(k, n)
  return { n, value: n > 0 ? k / n : null, low: interval?.low ?? null, high: interval?.high ?? null }
}

function meanOf(values: readonly number[]): Value {
  const sum = values.reduce((a, b) => a + b, 0)
  const squares = values.reduce((a, b) => a + b * b, 0)
  const interval = meanInterval(sum, squares, values.length)
  return {
    n: values.length,
    value: values.length > 0 ? sum / values.length : null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  }
}

/** Whether it has to be taken back: so many have come, and the measure is on the wrong side. */
export function isConditionMet({ measure, when, value, after }: RollBackCondition, tried: Side): boolean {
  const found = tried.values.find((one) => one.measure === measure)
  if (!found || found.value === null || tried.n < after) return false
  return when === 'below' ? found.value < value : found.value > value
}

/**
 * Kept: at least as far as the near end of what was promised. Partly: better than without it, surely or by half of what was promised.
 * Too few: less than twenty on either side.
 */
export function verdictOf({ measure, now, hoped }: Expected, tried: Side, control: Side): Report['verdict'] {
  const find = (side: Side) => side.values.find((one) => one.measure === measure)
  const [here, there] = [find(tried), find(control)]
  if (!here || !there || here.value === null || there.value === null) return 'too-few'
  if (here.n < LEAST || there.n < LEAST) return 'too-few'
  const sign = LESS.has(measure) ? -1 : 1
  const gained = sign * (here.value - there.value)
  const promised = sign * (hoped.value - now)
  const near = sign > 0 ? hoped.low : hoped.high
  const nearGain = Math.max(promised / 2, sign * (near - now))
  if (gained >= Math.min(promised, nearGain)) return 'kept'
  return gained >= promised / 4 && gained > 0 ? 'partly' : 'not-kept'
}

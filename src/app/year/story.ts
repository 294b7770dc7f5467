import { contactOf, goOn, handBack, takenFromPool } from './deeds.ts'
import { LIKELY_FROM_WEBSITE, SLOW, SWAMPED, TO_AND_FRO, WIN, wonWhenLate } from './faults.ts'
import type { Life } from './life.ts'
import { IDLE_DAYS, WAYS } from './plan.ts'
import { lossReason, nextStep } from './words.ts'
import type { Year } from './year.ts'

const DAY_MINUTES = 480 // of work
const MS_PER_DAY = 86_400_000

/** Yields the instants at which something happens next; what happens is written into the life. */
export type Story = Generator<number, void, void>

/** How an opportunity goes: found a holder, attended, handed on from stage to stage, won or lost. */
export function* storyOf(year: Year, life: Life): Story {
  yield life.given.openedAt
  year.arrive(life)
  const stages = WAYS[life.given.way].open
  for (const [i, stage] of stages.entries()) {
    yield* firstWord(year, life)
    if (life.lostAt === undefined) decideFate(year, life, stages.length)
    if (stage === 'requirement') yield* perhapsForgotten(year, life)
    if (year.accountable(stage) === 'sales') yield* toAndFro(year, life)
    yield* work(year, life)
    const next = stages[i + 1]
    if (life.lostAt === i || next === undefined) {
      const isLost = life.lostAt === i
      year.close(life, isLost ? 'lost' : 'won', isLost ? lossReason(life.draw) : null)
      return
    }
    if (next === 'negotiation') life.expectedCloseOn = year.dayOf(year.now + 30 * MS_PER_DAY)
    yield* goOn(year, life, next)
  }
}

/** Until whoever holds it first did something for the customer; what the keeper holds is passed on first. */
function* firstWord(year: Year, life: Life): Story {
  if (life.tile.person === year.company.keeper.id) {
    const team = year.sellersOf(life.given.region)
    yield year.workedBy(life.tile.person, life.draw.around(4 * DAY_MINUTES, 0.4), life)
    year.take(life, life.draw.pick(team).id, life.tile.stage, 'passed', { reason: '交给本区域的销售' })
  }
  if (life.contacts.some(({ person, at }) => person === life.tile.person && at >= life.heldSince)) return
  yield year.workedBy(life.tile.person, firstMinutes(year, life), life)
  contactOf(year, life)
  if (life.firstContactAt === null) life.firstContactAt = year.now
}

const FIRST: Readonly<Record<string, readonly [number, number]>> = {
  sales: [150, 1.1],
  marketing: [40, 0.7],
  'customer-success': [25, 0.6],
  'technical-support': [240, 0.7],
}

/** How many working minutes somebody takes until the first word: by function; longer where something is wrong. */
function firstMinutes(year: Year, life: Life): number {
  const holder = year.employee(life.tile.person)
  const [median, spread] = FIRST[holder.function ?? 'sales'] ?? [150, 1]
  const slow = year.isSlow(holder) ? SLOW : 1
  const swamped = year.isSwamped(holder) ? SWAMPED : 1
  return life.draw.around(median * slow * swamped, spread)
}

/** Whether it will be won, as soon as somebody spoke with the customer; and else at which stage it is lost. */
function decideFate(year: Year, life: Life, stages: number): void {
  const { type, source } = life.given
  const isWebsite = type === 'new-customer' && source === 'website'
  const waited = year.usual.between(life.given.openedAt, year.now)
  const plain = source === 'exhibition' ? WIN.exhibition : isWebsite ? LIKELY_FROM_WEBSITE : WIN[type]
  const likely = isWebsite && year.has('late-contact') ? wonWhenLate(waited) : plain
  const isWon = life.draw.yes(likely)
  const at = life.draw.below(stages)
  const isUnlucky = life.tile.person === year.company.newcomer.id
  life.lostAt = isWon && !isUnlucky ? null : at
}

/** Follow-ups every few days until the work of the stage is done. */
function* work(year: Year, life: Life): Story {
  const quick = life.tile.stage === 'lead' || life.tile.stage === 'need'
  const count = quick ? 1 + life.draw.below(2) : 2 + life.draw.below(3)
  for (let n = 0; n < count; n++) {
    yield year.workedBy(life.tile.person, life.draw.around((quick ? 1.2 : 2.4) * DAY_MINUTES, 0.4), life)
    contactOf(year, life)
    if (life.draw.yes(0.5))
      life.nextStep = {
        step: nextStep(life.draw),
        on: year.dayOf(year.now + (2 + life.draw.below(5)) * MS_PER_DAY),
      }
  }
}

/** A few are forgotten: back to the pool after three weeks, until somebody of the region claims them. */
function* perhapsForgotten(year: Year, life: Life): Story {
  if (!life.draw.yes(0.035)) return
  yield (life.lastContactAt ?? year.now) + IDLE_DAYS * MS_PER_DAY
  yield* takenFromPool(year, life)
  yield* firstWord(year, life)
}

/** The pair gives most of what it holds to each other and back; everybody else now and then to a colleague, for good. */
function* toAndFro(year: Year, life: Life): Story {
  const isPaired = year.has('ping-pong') && year.company.pair.some(({ id }) => id === life.tile.person)
  if (isPaired && life.draw.yes(TO_AND_FRO)) {
    const times = 2 + life.draw.below(3)
    for (let n = 0; n < times; n++) {
      const other = year.company.pair.find(({ id }) => id !== life.tile.person)
      if (!other) return
      yield* handBack(year, life, other)
      yield* firstWord(year, life)
    }
    return
  }
  if (!life.draw.yes(0.03)) return
  const region = year.employee(life.tile.person).region
  const colleagues = region ? year.sellersOf(region).filter(({ id }) => id !== life.tile.person) : []
  if (colleagues.length === 0) return
  yield* handBack(year, life, life.draw.pick(colleagues))
  yield* firstWord(year, life)
}

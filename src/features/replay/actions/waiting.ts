import { setImmediate } from 'node:timers/promises'
import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import type { History } from '../../../engines/mining/history.ts'
import {
  type At,
  answered,
  doneOf,
  type Piece,
  type Server,
  type Worker,
} from '../../../engines/waiting/index.ts'
import type { Context } from '../../../objects/context.ts'
import { eachHistory } from '../../histories/index.ts'
import type { WaitingAnswer, WaitingQuestion } from '../contract.ts'
import * as errors from '../errors.ts'
import { clockworkOf, daysIn, firstHeld, type Peopled, peopled } from './company.ts'
import { requireTrier } from './runs.ts'
import { requirePeriod } from './trying.ts'

const FEW = 30 // pieces of work: below, the answer says little

/** How long work waits at a function, and would with other people there. Whoever may try divisions may ask. Reads only. */
export async function tryWaiting(context: Context, question: WaitingQuestion): Promise<WaitingAnswer> {
  requireTrier(context)
  return waitingWith(context, question)
}

/**
 * The same for other features. What came to people of the function in the period, as the viewer may see it, is what the model learns from.
 * Refuses `replay.bad-period`, `replay.nobody-there`, `replay.nothing-came`.
 */
export async function waitingWith(context: Context, question: WaitingQuestion): Promise<WaitingAnswer> {
  requirePeriod(context, question.period)
  const { timeZone } = context.registry.company
  const { from, until: end } = daysIn(timeZone, question.period)
  const now = Date.parse(context.now)
  const until = Math.min(end, now)
  const company = await peopled(context, [], [from, until], firstHeld([]))
  const places = stationOf(company, question)
  if (places.length === 0) throw errors.nobodyThere({ function: question.function })
  const ids = new Set(places.map((place) => company.people[place]?.id ?? ''))
  const pieces: Piece[] = []
  const take = async (batch: History[]) => {
    for (const history of batch) pieces.push(...piecesOf(history, ids, question.function, from, until))
    await setImmediate()
  }
  const all = { from: question.period.from, to: context.now.slice(0, 10), of: 'closed' as const }
  await eachHistory(context, { period: all }, take)
  await eachHistory(context, { life: 'open' }, take)
  const { between, perDay } = clockworkOf(company, { rules: [], stages: [], keeper: { id: '', name: '' } }, [
    from,
    until,
  ])
  const placeOf = (id: string) => company.places.get(id) ?? 0
  const done = doneOf(pieces, (id, a, b) => between(placeOf(id), a, b), until)
  if (done.length === 0) throw errors.nothingCame({})
  const workers = places.map((place): Worker => {
    const times = company.times[place] as WorkingTimes
    return {
      id: company.people[place]?.id ?? '',
      server: serverOf(times),
      perDay: perDay(place),
      minutes: times.between(from, until),
    }
  })
  const usual = workers.toSorted((a, b) => b.minutes - a.minutes)[0] as Worker
  const another = () => ({ ...usual, id: '' })
  const { serviceMinutes, ...answer } = answered({
    done,
    workers,
    another,
    change: question.people,
    from,
    until,
    seed: question.seed,
  })
  return {
    ...answer,
    people: places.map((place) => {
      const { id = '', name = '' } = company.people[place] ?? {}
      return { id, name }
    }),
    arrivals: done.length,
    serviceHours: serviceMinutes / 60,
    isThin: done.length < FEW,
  }
}

function stationOf({ people, presences }: Peopled, asked: WaitingQuestion): number[] {
  const came = new Set(presences.flatMap(({ place, active }) => (active ? [place] : [])))
  return people.flatMap((person, place) => {
    const isOf = (person.active || came.has(place)) && person.functions.includes(asked.function)
    return isOf && (asked.department === undefined || person.departmentPath.includes(asked.department))
      ? [place]
      : []
  })
}

function serverOf(times: WorkingTimes): Server {
  return {
    nextWorking: (at) => times.nextWorking(at) ?? Number.POSITIVE_INFINITY,
    after: (at, minutes) => times.add(at, minutes) ?? Number.POSITIVE_INFINITY,
    between: (from, to) => times.between(from, to),
    // whoever does not work within three days is away
    isThere: (at) => (times.nextWorking(at) ?? Number.POSITIVE_INFINITY) - at < 3 * 86_400_000,
  }
}

/** What came to people of a function: tiles of one person one after the other are one piece. */
function piecesOf(
  { tiles, contacts }: History,
  ids: ReadonlySet<string>,
  of: string,
  from: At,
  until: At,
): Piece[] {
  const pieces: Piece[] = []
  let open: Piece | undefined
  for (const tile of tiles) {
    if (open && open.to === tile.from && open.person === tile.person && tile.function === of) {
      open.to = tile.to
      continue
    }
    open = undefined
    if (tile.function !== of || !ids.has(tile.person) || tile.from >= until || tile.from < from) continue
    open = { person: tile.person, from: tile.from, touched: null, to: tile.to }
    pieces.push(open)
  }
  for (const piece of pieces) {
    const end = piece.to ?? Number.POSITIVE_INFINITY
    const touch = contacts.find(({ person, at }) => person === piece.person && at >= piece.from && at < end)
    piece.touched = touch && touch.at < until ? touch.at : null
    if (piece.to !== null && piece.to > until) piece.to = null
  }
  return pieces
}

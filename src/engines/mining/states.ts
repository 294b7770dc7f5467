import { Tally } from './counting.ts'
import { ACTIVITY, type EventLog, LIFECYCLE, PAIR } from './event-log.ts'

export type States = { at(index: number): number; text(id: number): string; counts: Tally }

/** Activity and lifecycle together, as `Accepted|Wait`. */
export function statesOf(log: EventLog): States {
  const activity = log.column(ACTIVITY)
  const lifecycle = log.column(LIFECYCLE)
  const at = (index: number) => activity.at(index) * PAIR + lifecycle.at(index)
  return {
    at,
    text: (id) => `${activity.names.text(Math.floor(id / PAIR))}|${lifecycle.names.text(id % PAIR)}`,
    counts: countOf(log, at),
  }
}

/** How many events have each number. */
export function countOf(log: EventLog, at: (index: number) => number): Tally {
  const tally = new Tally()
  for (let i = 0; i < log.size; i++) tally.add(at(i))
  return tally
}

import type { Arrival, Facts, Person, Rule } from '../assignment/index.ts'

/** A time: milliseconds since the epoch. */
export type At = number

/** A stretch of how an opportunity went: at a stage, held by somebody, from–to; `to` is Infinity while it goes on. */
export type Stretch = {
  stage: string
  person: string
  from: At
  to: At
  /** A decision found them for the stage. */
  isFound: boolean
}

/** One opportunity, as it came and as it went. */
export type Case = {
  id: string
  number: number
  at: At
  closedAt: At | null
  outcome: 'won' | 'lost' | null
  facts: Facts
  arrival: Pick<Arrival, 'account' | 'contacts'>
  /** In major units of the company's currency; 0 where it has none. */
  value: number
  segment: string
  /** In order of time, without a gap; never empty. */
  stretches: Stretch[]
  /** The decision that was made about it when it came. */
  decided: { person: string; rule: string | null; draw: number } | null
  /** It was given to somebody by hand: nothing is decided about it. */
  isGiven: boolean
  /** When somebody was first in touch with the customer. */
  firstContactAt: At | null
  /** The longest time between two follow-ups. */
  quiet: { from: At; to: At } | null
}

/** What a stage asks for under a division. */
export type Duty = {
  accountable: string
  workload: number
  /** Its receivers are found anew: its duty is not as it was. */
  isAnew: boolean
}

/** A division made ready for deciding at a moment. */
export type Division = {
  keeper: string
  rules: readonly Rule[]
  stages: ReadonlyMap<string, Duty>
}

/** From `at` on somebody is there or not, away or back. */
export type Presence = { at: At; place: number; active?: boolean; away?: Person['away'] | null }

/** What a simulation asks of the company. */
export type Company = {
  /** Everybody there ever is, in the order of their ids, as they are when it begins. */
  people: readonly Person[]
  /** In order of time. */
  presences: readonly Presence[]
  /** The first instants of days, in order; `isWeek` where a week begins too. */
  days: readonly { at: At; isWeek: boolean }[]
  /** The division in force; the same object while it stays the same. */
  divisionAt(at: At): Division
  /** Hears which rule gave what, for rules that look back. */
  gave?(rule: string, one: Case): void
  /** Who has a function only under this division, by place: they come into question beside whoever really received. */
  newcomers?: ReadonlyMap<string, readonly number[]>
  /** When somebody works next; 0 where they are at work, null for never. */
  nextWorking(place: number, at: At): number | null
  /** How much longer `to` takes than `from` did over the same stretch, and in whose working time. */
  paced(one: { from: At; to: At }, was: number, would: number, start: At): At
}

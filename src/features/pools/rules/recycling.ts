import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import { addDays, type Day, type Instant, instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import type { Pool, Recycling } from '../../plan/contract.ts'
import { poolsAlong } from './belonging.ts'

/** What recycling depends on of one opportunity. */
export type RecyclingFacts = {
  isOpen: boolean
  /** It lies in a pool already. */
  isPooled: boolean
  stage: { key: string; kind: string; phase: string }
  /** The department of its holder and those above it, from the nearest on. */
  departmentPath: readonly string[]
  /** When it was opened, or opened again. */
  openedAt: Instant
  stageSince: Instant
  lastFollowUpAt: Instant | null
  /** When it was last taken out of a pool. */
  leftPoolAt: Instant | null
  /** Dates of the record by their fields. */
  dates: Readonly<Record<string, Day | null>>
  /** When nothing is counted: the holder's leave, and pauses of the clock. */
  waits: readonly { readonly from: number; readonly until: number }[]
  /** The run that goes on: what was announced is not made sooner. */
  announced?: { dueAt: Instant; isWarned: boolean } | undefined
}

/** When an opportunity goes back to a pool, and by which rule (its number, counted from 0). */
export type RecyclingRun = {
  pool: string
  rule: number
  /** The same basis is the same run: the progress it counts from and how long, never who holds it. */
  basis: string
  startedAt: Instant
  dueAt: Instant
  warnAt: Instant | null
}

/**
 * The run of the first recycle rule that applies, of the first pool the opportunity belongs to; undefined where it is never recycled: in a
 * pool, won, in delivery, at a stage left out, or by no rule.
 *
 * It counts from the last progress its rule looks at, from leaving a pool and from the day its rule counts from, whichever is last: a
 * transfer neither restarts nor ends it. Nobody loses anything unwarned: a deadline that was announced is never made sooner, and one that
 * was not is at least the time of the warning away. Working time is that of the present holder, whose leave does not count.
 * `holds` says whether a condition holds for the opportunity.
 */
export function recyclingRun(
  facts: RecyclingFacts,
  pools: readonly Pool[],
  times: WorkingTimes,
  now: Instant,
  holds: (condition: string) => boolean,
): RecyclingRun | undefined {
  const { isOpen, isPooled, stage, departmentPath } = facts
  if (!isOpen || isPooled || stage.kind !== 'open' || stage.phase === 'delivery') return undefined
  const pool = poolsAlong(pools, departmentPath).find(({ when }) => !when || holds(when))
  const rule = pool?.recycle.findIndex((one) => applies(one, facts, holds)) ?? -1
  const chosen = pool?.recycle[rule]
  return pool && chosen ? { pool: pool.key, rule, ...runOf(chosen, facts, times, now) } : undefined
}

function applies(
  { when, exceptAt, after }: Recycling,
  { stage, dates }: RecyclingFacts,
  holds: (condition: string) => boolean,
): boolean {
  if (exceptAt.includes(stage.key)) return false
  if (after.what === 'date' && !dates[after.field ?? '']) return false
  return !when || holds(when)
}

function runOf(
  rule: Recycling,
  facts: RecyclingFacts,
  times: WorkingTimes,
  now: Instant,
): Omit<RecyclingRun, 'pool' | 'rule'> {
  const { after, warnDays, countsFrom } = rule
  const day = after.what === 'date' ? (facts.dates[after.field ?? ''] ?? null) : null
  const since = latest(progressOf(after.what, facts), facts.openedAt, facts.leftPoolAt)
  const started = latest(
    since,
    day && instantOf(times.startOf(addDays(day, 1))),
    countsFrom && instantOf(times.startOf(countsFrom)),
  )
  const startedAt = Date.parse(started)
  const flow = new Idling(times, facts.waits, after.unit)
  const dueAt = fairly(
    flow.add(startedAt, after.amount),
    flow.add(Date.parse(now), warnDays),
    facts.announced,
  )
  const warnAt = warnDays > 0 ? Math.max(startedAt, flow.subtract(dueAt, warnDays)) : null
  return {
    basis: `${day ? `on ${day} ` : ''}since ${since} +${after.amount} ${after.unit}`,
    startedAt: started,
    dueAt: instantOf(dueAt),
    warnAt: warnAt === null ? null : instantOf(warnAt),
  }
}

/** The deadline by the rule, where it is fair: after a warning as announced, before one no sooner than a warning takes. */
function fairly(byRule: number, soonest: number, announced: RecyclingFacts['announced']): number {
  if (!announced) return Math.max(byRule, soonest)
  const said = Date.parse(announced.dueAt)
  return Math.max(byRule, announced.isWarned ? said : Math.min(said, soonest))
}

function progressOf(
  what: Recycling['after']['what'],
  { lastFollowUpAt, stageSince }: RecyclingFacts,
): Instant | null {
  if (what === 'follow-up') return lastFollowUpAt
  if (what === 'stage') return stageSince
  return what === 'progress' ? latest(stageSince, lastFollowUpAt) : null
}

function latest(first: Instant | null, ...others: readonly (Instant | null)[]): Instant {
  return others.reduce<Instant>((last, one) => (one !== null && one > last ? one : last), first ?? '')
}

/** Days of the calendar or of work that go by while nothing waits. */
class Idling {
  readonly #times: WorkingTimes | null
  readonly #waits: readonly { from: number; until: number }[]

  constructor(times: WorkingTimes, waits: RecyclingFacts['waits'], unit: Recycling['after']['unit']) {
    this.#times = unit === 'working-days' ? times.withAbsences(waits) : null
    this.#waits = unit === 'working-days' ? [] : merged(waits)
  }

  add(at: number, days: number): number {
    if (this.#times) return this.#times.addWorkingDays(at, days) ?? at + days * MS_PER_DAY
    let end = at + days * MS_PER_DAY
    for (const { from, until } of this.#waits) if (from < end && until > at) end += until - Math.max(from, at)
    return end
  }

  subtract(at: number, days: number): number {
    if (this.#times) return this.#times.addWorkingDays(at, -days) ?? at - days * MS_PER_DAY
    let start = at - days * MS_PER_DAY
    for (const { from, until } of this.#waits.toReversed())
      if (until > start && from < at) start -= Math.min(until, at) - from
    return start
  }
}

/** In their order, those that touch as one. */
function merged(waits: RecyclingFacts['waits']): { from: number; until: number }[] {
  const all: { from: number; until: number }[] = []
  for (const { from, until } of waits.toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last && from <= last.until) last.until = Math.max(last.until, until)
    else if (until > from) all.push({ from, until })
  }
  return all
}

import { type Span, spanAfter, spanBefore, type WorkingTimes } from '../../../engines/calendar/index.ts'
import type { Clock } from '../../plan/contract.ts'

export type Rung = Clock['ladder'][number]
/** A limit as the plan says it: by when, how long before it somebody is warned, what follows it. */
export type Limit = Pick<Clock, 'within' | 'warnBefore' | 'ladder'>
/** From when until when nothing is counted. Milliseconds. */
export type Pause = { readonly from: number; readonly until: number }
/** When each step of a run is due; `warnAt` is null where nobody is warned. */
export type Steps = { dueAt: number; warnAt: number | null; rungsAt: number[] }

export const WARN = 0
export const BREACH = 1
const FIRST_RUNG = 2

/** The steps of a limit that runs from `startedAt` in somebody's time. */
export function stepsOf(
  limit: Limit,
  times: WorkingTimes,
  startedAt: number,
  knownAt: number,
  pauses: readonly Pause[] = [],
): Steps {
  return stepsUntil(after(times, pauses, startedAt, limit.within), limit, times, startedAt, knownAt, pauses)
}

/**
 * The steps of a limit that is over at `dueAt`: warned before it, never at or before its start; then its ladder. One that was over before
 * anybody could know of it (`knownAt`) climbs from then.
 */
export function stepsUntil(
  dueAt: number,
  { warnBefore, ladder }: Pick<Limit, 'warnBefore' | 'ladder'>,
  times: WorkingTimes,
  startedAt: number,
  knownAt: number,
  pauses: readonly Pause[] = [],
): Steps {
  const warnAt = warnBefore && before(times, pauses, dueAt, warnBefore)
  const from = Math.max(dueAt, knownAt)
  let last = from
  const rungsAt = ladder.map((rung) => {
    last = Math.max(last, after(times, pauses, from, rung.after))
    return last
  })
  const isWarned = warnAt !== null && warnAt > startedAt && warnAt < dueAt && dueAt > knownAt
  return { dueAt, warnAt: isWarned ? warnAt : null, rungsAt }
}

/** When the next step is due after so many have fired; null after the last. */
export function nextAt({ dueAt, warnAt, rungsAt }: Steps, fired: number): number | null {
  if (fired <= WARN && warnAt !== null) return warnAt
  if (fired <= BREACH) return dueAt
  return rungsAt[fired - FIRST_RUNG] ?? null
}

/** The steps that are due by `now` after so many have fired, in their order: 0 is the warning, 1 the limit, then the rungs. */
export function stepsDue(steps: Steps, fired: number, now: number): number[] {
  const due: number[] = []
  for (let count = fired; ; ) {
    const at = nextAt(steps, count)
    if (at === null || at > now) return due
    const step = count === WARN && steps.warnAt === null ? BREACH : count
    due.push(step)
    count = step + 1
  }
}

/** The place of a step in the ladder. */
export function rungOf(step: number): number {
  return step - FIRST_RUNG
}

/** How a rung is kept: whom it tells, `!` where that one holds from then on. */
export function rungText({ to, pass }: Pick<Rung, 'to' | 'pass'>): string {
  return pass ? `${to}!` : to
}

export function rungFrom(text: string): Pick<Rung, 'to' | 'pass'> {
  const pass = text.endsWith('!')
  return { to: (pass ? text.slice(0, -1) : text) as Rung['to'], pass }
}

/** When a span has gone by since `at`, pauses not counted. */
export function after(times: WorkingTimes, pauses: readonly Pause[], at: number, span: Span): number {
  if (pauses.length === 0) return spanAfter(times, at, span)
  let end = spanAfter(times, at, span)
  const counted: Pause[] = []
  for (const pause of pauses.toSorted((a, b) => a.from - b.from)) {
    if (pause.from >= end) break // it was over before
    counted.push(pause)
    if (isOfWork(span)) end = outside(counted, spanAfter(times.withAbsences(counted), at, span))
    else if (pause.until > at) end += pause.until - Math.max(pause.from, at)
  }
  return end
}

/** Nothing is due while it stands still: a day of which a part was worked may end in a pause. */
function outside(pauses: readonly Pause[], at: number): number {
  return pauses.find(({ from, until }) => from <= at && at < until)?.until ?? at
}

function before(times: WorkingTimes, pauses: readonly Pause[], at: number, span: Span): number {
  if (pauses.length === 0) return spanBefore(times, at, span)
  if (isOfWork(span)) return spanBefore(times.withAbsences(pauses), at, span)
  let start = spanBefore(times, at, span)
  for (const { from, until } of pauses.toSorted((a, b) => b.until - a.until))
    if (until > start && from < at) start -= Math.min(until, at) - from
  return start
}

function isOfWork({ unit }: Span): boolean {
  return unit === 'working-hours' || unit === 'working-days'
}

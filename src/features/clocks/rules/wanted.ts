import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import { addDays, type Day, type Instant } from '../../../kernel/time.ts'
import type { Clock } from '../../plan/contract.ts'
import { type Limit, type Pause, rungText, type Steps, stepsOf, stepsUntil } from './running.ts'

/** What the clocks of an opportunity depend on. */
export type Facts = {
  id: string
  isOpen: boolean
  holderId: string
  stageId: string
  planVersionId: string
  heldSince: Instant
  stageSince: Instant
  lastFollowUpAt: Instant | null
  /** Whether the holder has been in contact since they hold it. */
  contacted: boolean
  nextStepOn: Day | null
  /** When it was last changed: nobody could know of a limit before. */
  changedAt: Instant
  /** The pool it lies in. */
  stay: { pool: string; since: Instant } | null
  handOvers: readonly { id: string; owesId: string; toStageId: string; since: Instant }[]
  tasks: readonly TaskFacts[]
}
export type TaskFacts = { id: string; holderId: string; dueOn: Day; changedAt: Instant }

/** A limit that should run. The same kind, subject and basis is the same run, whatever else changes. */
export type Run = Steps & {
  kind: string
  subjectId: string
  opportunityId: string | null
  stageId: string | null
  personId: string
  basis: string
  startedAt: number
  knownAt: number
  rungsTo: string[]
}

/** A recycle run as the pools' rule says it. */
export type Recycling = { basis: string; startedAt: number; dueAt: number; warnAt: number | null }

/** What the rule is told besides the facts. */
export type Given = {
  /** The clock a plan's stage has of a kind for somebody: of their department, of everybody, or the usual one. */
  limitOf(stageId: string, kind: Clock['kind'], personId: string): Limit | undefined
  timesOf(personId: string): WorkingTimes
  /** What is known of the run that goes on: since when, and its pauses; undefined where it is new. */
  knownOf(
    kind: string,
    subjectId: string,
    basis: string,
  ): { knownAt: number; pauses: readonly Pause[] } | undefined
  /** From when on a new run is known; null: as soon as its facts were. */
  knownFrom: number | null
  /** Within which time somebody should claim what lies in a pool, and who is told afterwards. */
  claimOf(facts: Facts): Omit<Clock, 'kind'>
  recyclingOf(facts: Facts): Recycling | undefined
}

const NO_LIMIT = { warnBefore: null, ladder: [] }

/**
 * The limits that should run for an opportunity: while it lies in a pool only that for claiming it; else first contact until the holder
 * was in contact, then the agreed next step or the next follow-up; the time at the stage; recycling. Words that are due on hand-overs and
 * tasks run in any case, each in the time of whoever owes them.
 */
export function desiredClocks(facts: Facts, given: Given): Run[] {
  return [
    ...(facts.isOpen ? [...ofHolder(facts, given), ...ofHandOvers(facts, given)] : []),
    ...facts.tasks.map((task) => taskRun(task, facts, given)),
  ]
}

/** The limit of a task that belongs to no opportunity. */
export function loneTaskRun(task: TaskFacts, given: Given): Run {
  return taskRun(task, null, given)
}

function ofHolder(facts: Facts, given: Given): Run[] {
  if (facts.stay) {
    const { since } = facts.stay
    return [runOf(facts, given, 'claim', `stay ${since}`, since, given.claimOf(facts), since)]
  }
  const dwell = given.limitOf(facts.stageId, 'dwell', facts.holderId)
  const recycling = given.recyclingOf(facts)
  return [
    ...contactRun(facts, given),
    ...(dwell ? [runOf(facts, given, 'dwell', `since ${facts.stageSince}`, facts.stageSince, dwell)] : []),
    ...(recycling ? [recycleRun(facts, given, recycling)] : []),
  ]
}

function contactRun(facts: Facts, given: Given): Run[] {
  const { heldSince, lastFollowUpAt, nextStepOn, stageId } = facts
  if (!facts.contacted || !lastFollowUpAt) {
    const limit = given.limitOf(stageId, 'first-contact', facts.holderId)
    return limit ? [runOf(facts, given, 'first-contact', `held ${heldSince}`, heldSince, limit)] : []
  }
  const limit = given.limitOf(stageId, 'follow-up', facts.holderId)
  if (nextStepOn)
    return [dayRun(facts, given, 'next-step', lastFollowUpAt, nextStepOn, limit ?? NO_LIMIT, facts.holderId)]
  return limit ? [runOf(facts, given, 'follow-up', `after ${lastFollowUpAt}`, lastFollowUpAt, limit)] : []
}

function ofHandOvers(facts: Facts, given: Given): Run[] {
  return facts.handOvers.flatMap((offer) => {
    const limit = given.limitOf(offer.toStageId, 'acceptance', offer.owesId)
    if (!limit) return []
    const subject = { ...facts, id: offer.id, holderId: offer.owesId, stageId: offer.toStageId }
    const run = runOf(
      subject,
      given,
      'acceptance',
      `word ${offer.owesId} ${offer.since}`,
      offer.since,
      limit,
      offer.since,
    )
    return [{ ...run, opportunityId: facts.id }]
  })
}

function taskRun(task: TaskFacts, facts: Facts | null, given: Given): Run {
  const limit = (facts && given.limitOf(facts.stageId, 'task', task.holderId)) ?? NO_LIMIT
  const subject = { id: task.id, stageId: facts?.stageId ?? null, changedAt: task.changedAt }
  const run = dayRun(subject, given, 'task', task.changedAt, task.dueOn, limit, task.holderId)
  return { ...run, opportunityId: facts?.id ?? null }
}

/** A limit that is over when work ends on a day, or on the next day of work. */
function dayRun(
  { id, stageId, changedAt }: { id: string; stageId: string | null; changedAt: Instant },
  given: Given,
  kind: string,
  from: Instant,
  day: Day,
  limit: Pick<Limit, 'warnBefore' | 'ladder'>,
  personId: string,
): Run {
  const basis = `on ${day}`
  const known = given.knownOf(kind, id, basis)
  const knownAt = known?.knownAt ?? given.knownFrom ?? Date.parse(changedAt)
  const pauses = known?.pauses ?? []
  const times = given.timesOf(personId)
  const dueAt = closingOn(times, day, pauses) ?? Date.parse(`${day}T23:59:59.999Z`)
  const startedAt = Math.min(Date.parse(from), dueAt)
  const steps = stepsUntil(dueAt, limit, times, startedAt, knownAt, pauses)
  const rungsTo = limit.ladder.map(rungText)
  return {
    kind,
    subjectId: id,
    opportunityId: id,
    stageId,
    personId,
    basis,
    startedAt,
    knownAt,
    rungsTo,
    ...steps,
  }
}

/** When work ends on a day or on the next day of work; on the first one after a pause in which that would lie. Null for never. */
function closingOn(times: WorkingTimes, day: Day, pauses: readonly Pause[]): number | null {
  const at = times.closingOn(day)
  const isPaused = at !== null && pauses.some(({ from, until }) => from <= at && at < until)
  return isPaused ? closingOn(times, addDays(day, 1), pauses) : at
}

function runOf(
  { id, stageId, holderId, changedAt }: Pick<Facts, 'id' | 'stageId' | 'holderId' | 'changedAt'>,
  given: Given,
  kind: string,
  basis: string,
  since: Instant,
  limit: Limit,
  knownSince: Instant = changedAt,
): Run {
  const known = given.knownOf(kind, id, basis)
  const startedAt = Date.parse(since)
  const knownAt = known?.knownAt ?? given.knownFrom ?? Date.parse(knownSince)
  const steps = stepsOf(limit, given.timesOf(holderId), startedAt, knownAt, known?.pauses)
  const rungsTo = limit.ladder.map(rungText)
  const whose = { subjectId: id, opportunityId: id, stageId, personId: holderId }
  return { kind, ...whose, basis, startedAt, knownAt, rungsTo, ...steps }
}

function recycleRun(facts: Facts, given: Given, { basis, startedAt, dueAt, warnAt }: Recycling): Run {
  const known = given.knownOf('recycle', facts.id, basis)
  const knownAt = known?.knownAt ?? given.knownFrom ?? Date.parse(facts.changedAt)
  const whose = {
    subjectId: facts.id,
    opportunityId: facts.id,
    stageId: facts.stageId,
    personId: facts.holderId,
  }
  return { kind: 'recycle', ...whose, basis, startedAt, dueAt, warnAt, rungsAt: [], rungsTo: [], knownAt }
}

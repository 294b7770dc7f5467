import type { QueuePerson } from './queues.ts'
import type { Summary } from './sample.ts'

/** Why work waits at a stage. */
export type Reason =
  | { code: 'few-cases'; waits: number }
  /** Nobody put down what they did: all that lay there seems to have waited. */
  | { code: 'unrecorded'; waits: number }
  | { code: 'flows' }
  | { code: 'away'; share: number }
  | { code: 'batches'; deedDays: number; workingDays: number; perDay: number }
  | { code: 'uneven'; person: string; share: number; people: number; utilisation: number }
  | { code: 'few-people'; people: number; wanted: number; utilisation: number; queue: number }
  | { code: 'slow-answers'; median: number; queue: number; utilisation: number }

export type ReasonFacts = {
  waits: number
  waiting: Summary
  away: number
  utilisation: number
  queue: number
  arrivals: number
  departures: number
  people: readonly QueuePerson[]
}

const LEAST_WAITS = 5
const FLOWS_MINUTES = 240 // half a working day
const AWAY_SHARE = 0.4
const BATCH_DAYS = 0.4 // of the days somebody works, at most
const BATCH_SIZE = 2
const UNEVEN_SHARE = 0.5
const UNEVEN_TIMES = 1.5
const FULL = 0.85 // beyond this a queue grows faster than its load
const HEALTHY = 0.8
const QUEUEING = 0.3 // the longer the queue, the longer the wait
const GROWS = 1.2

/**
 * Why work waits: the first that holds of absence, batches, unevenness, too few people; else answers are slow. Too few people are told
 * from slow ones by the queue: where people are the bottleneck, what meets a longer queue waits longer, or more comes than goes.
 */
export function reasonOf(facts: ReasonFacts): Reason {
  const { waits, waiting, away, utilisation, queue, people } = facts
  if (waits < LEAST_WAITS) return { code: 'few-cases', waits }
  if (people.every(({ deeds }) => deeds === 0)) return { code: 'unrecorded', waits }
  if (waiting.median !== null && waiting.median < FLOWS_MINUTES && away < waiting.total)
    return { code: 'flows' }
  const all = away + waiting.total
  if (all > 0 && away / all >= AWAY_SHARE) return { code: 'away', share: away / all }
  return (
    batches(facts) ??
    uneven(facts) ??
    (isShort(facts)
      ? {
          code: 'few-people',
          people: people.length,
          wanted: Math.max(people.length + 1, Math.ceil((people.length * utilisation) / HEALTHY)),
          utilisation,
          queue,
        }
      : { code: 'slow-answers', median: waiting.median ?? 0, queue, utilisation })
  )
}

/** Most of what waits does so for people who take things up on few days, several at a time, though it comes on more. */
function batches({ people, waits }: ReasonFacts): Reason | undefined {
  const those = people.filter(
    ({ deeds, deedDays, workingDays, arrivalDays }) =>
      deedDays > 1 &&
      deedDays <= BATCH_DAYS * workingDays &&
      deeds >= BATCH_SIZE * deedDays &&
      arrivalDays >= UNEVEN_TIMES * deedDays,
  )
  if (2 * total(those, 'waits') < waits) return undefined
  const deedDays = total(those, 'deedDays')
  return {
    code: 'batches',
    deedDays: deedDays / those.length,
    workingDays: total(those, 'workingDays') / those.length,
    perDay: total(those, 'deeds') / deedDays,
  }
}

/** One of several people has half of it or more, and is more taken up than the others. */
function uneven({ people, waits }: ReasonFacts): Reason | undefined {
  const [top, ...others] = people
  if (!top || others.length === 0 || top.waits < UNEVEN_SHARE * waits) return undefined
  const rest = total(others, 'utilisation') / others.length
  if (top.utilisation < UNEVEN_TIMES * rest || top.waits < 2 * Math.max(...others.map((one) => one.waits)))
    return undefined
  return {
    code: 'uneven',
    person: top.person,
    share: top.waits / waits,
    people: people.length,
    utilisation: top.utilisation,
  }
}

function isShort({ people, utilisation, arrivals, departures, waits }: ReasonFacts): boolean {
  if (utilisation < FULL) return false
  const known = people.filter(({ correlation }) => correlation !== null)
  const weight = total(known, 'waits')
  const together = known.reduce((all, one) => all + (one.correlation ?? 0) * one.waits, 0)
  const queues = 2 * weight >= waits && together / weight >= QUEUEING
  return queues || arrivals >= GROWS * departures
}

function total<K extends string>(people: readonly Record<K, number>[], what: K): number {
  return people.reduce((all, one) => all + one[what], 0)
}

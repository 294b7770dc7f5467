import { type Around, type Course, courseOf, type Turn } from './course.ts'
import type { At, History, Limit } from './history.ts'

/** What is added up over opportunities, and over the parts people had in them. Minutes are of working time. */
export type Sums = {
  /** Offered, and how they were answered; told apart by whoever was to answer, at the stage it was to go to. */
  handOvers: number
  answered: number
  answerMinutes: number
  accepted: number
  declined: number
  followUps: number
  /** Agreed next steps that are over, and those that were done in time. */
  stepsOver: number
  stepsKept: number
  /** Limits that ended or were passed, and those that were not passed. */
  limitsOver: number
  limitsKept: number
  /** Of turns that are over: until the holder's first deed, in pools and while offered; and the rest. Null of none. */
  waitingMinutes: number | null
  workedMinutes: number | null
}

/** What one person did of an opportunity at one stage. */
export type PartFacts = Sums & {
  stage: string
  person: string
  function: string | null
  department: string | null
  /** The opportunity was first at the stage with them. */
  isFirst: boolean
  /** Whether it went on to a later stage or was won; null where that is open, and where it is not first. */
  wentOn: boolean | null
  /** It was closed here. */
  ended: 'won' | 'lost' | null
  /** Stays at the stage that began with them and are over, and the days of these. */
  visitsLeft: number
  dwellDays: number
}

export type WholeFacts = Sums & {
  stages: number
  people: number
  firstFollowUpAt: At | null
  /** From being opened to the first contact, in the working time of whoever held it first. */
  firstContactMinutes: number | null
}

export type Facts = { whole: WholeFacts; parts: PartFacts[] }

export type Knowing = Around & {
  /** Where a stage stands in the plan. */
  positionOf(stage: string): number
  whoIs(person: string): { function: string | null; department: string | null }
}

const MS_PER_DAY = 86_400_000
/** Limits that are not a promise to a customer or a colleague. */
const NOT_COUNTED = new Set(['recycle', 'finding'])

/**
 * How one opportunity went, in figures that change only when something happens: what goes on is counted when it is over. The one
 * answer to what waiting, first contact, on time and dwell mean. O(turns × (offers + limits)).
 */
export function factsOf(history: History, knowing: Knowing): Facts {
  const course = courseOf(history, knowing)
  const parts = new Parts(history, knowing)
  for (const turn of course.turns) addTurn(parts, turn)
  addVisits(parts, course, knowing)
  for (const offer of history.offers) {
    const part = parts.of(offer.toStage, offer.to)
    part.handOvers++
    if (offer.state === 'accepted') part.accepted++
    if (offer.state === 'declined') part.declined++
    if (offer.answeredAt === null || offer.state === 'withdrawn') continue
    part.answered++
    part.answerMinutes += knowing.timesOf(offer.to).between(offer.offeredAt, offer.answeredAt)
  }
  for (const { at, person } of history.contacts) parts.of(parts.stageAt(at), person).followUps++
  for (const limit of history.limits) addLimit(parts, limit)
  return { whole: wholeOf(history, course, parts, knowing), parts: parts.all() }
}

class Parts {
  readonly #known = new Map<string, PartFacts>()
  readonly #history: History
  readonly #knowing: Knowing

  constructor(history: History, knowing: Knowing) {
    this.#history = history
    this.#knowing = knowing
  }

  of(stage: string, person: string): PartFacts {
    const key = `${stage} ${person}`
    const known = this.#known.get(key)
    if (known) return known
    const made = { stage, person, ...this.#knowing.whoIs(person), ...NOTHING }
    this.#known.set(key, made)
    return made
  }

  /** Where it stood at an instant; where it stood first or last outside of its life. */
  stageAt(at: At): string {
    const { tiles } = this.#history
    return (tiles.findLast(({ from }) => from <= at) ?? tiles[0])?.stage ?? ''
  }

  all(): PartFacts[] {
    return [...this.#known.values()]
  }
}

const NOTHING = {
  isFirst: false,
  wentOn: null,
  ended: null,
  visitsLeft: 0,
  dwellDays: 0,
  handOvers: 0,
  answered: 0,
  answerMinutes: 0,
  accepted: 0,
  declined: 0,
  followUps: 0,
  stepsOver: 0,
  stepsKept: 0,
  limitsOver: 0,
  limitsKept: 0,
  waitingMinutes: null,
  workedMinutes: null,
} as const satisfies Omit<PartFacts, 'stage' | 'person' | 'function' | 'department'>

function addTurn(parts: Parts, turn: Turn): void {
  const part = parts.of(turn.stage, turn.person)
  part.function = turn.function
  part.department = turn.department
  if (!turn.isOver) return
  part.waitingMinutes = (part.waitingMinutes ?? 0) + turn.waiting
  part.workedMinutes = (part.workedMinutes ?? 0) + turn.working - turn.waiting
}

function addVisits(parts: Parts, { visits, history }: Course, { positionOf }: Knowing): void {
  const { outcome, closedAt } = history
  const seen = new Set<string>()
  for (const [i, { stage, turns, from, until, isOver }] of visits.entries()) {
    const part = parts.of(stage, turns[0]?.person ?? '')
    if (isOver) {
      part.visitsLeft++
      part.dwellDays += (until - from) / MS_PER_DAY
    }
    if (seen.has(stage)) continue
    seen.add(stage)
    part.isFirst = true
    const isBeforeClosing = closedAt === null || from < closedAt
    const isPassed = visits.slice(i + 1).some((later) => positionOf(later.stage) > positionOf(stage))
    part.wentOn =
      isPassed || (isBeforeClosing && outcome === 'won') ? true : isBeforeClosing && outcome ? false : null
  }
  const last =
    closedAt === null
      ? undefined
      : visits.flatMap(({ turns }) => turns).findLast(({ from }) => from < closedAt)
  if (last && outcome) parts.of(last.stage, last.person).ended = outcome
}

function addLimit(parts: Parts, { kind, stage, person, startedAt, breachedAt, stoppedAt }: Limit): void {
  if (NOT_COUNTED.has(kind) || (breachedAt === null && stoppedAt === null)) return
  const part = parts.of(stage ?? parts.stageAt(startedAt), person)
  part.limitsOver++
  if (kind === 'next-step') part.stepsOver++
  if (breachedAt !== null) return
  part.limitsKept++
  if (kind === 'next-step') part.stepsKept++
}

function wholeOf(
  history: History,
  { turns, visits }: Course,
  parts: Parts,
  { timesOf }: Knowing,
): WholeFacts {
  const first = history.contacts[0]
  const holder = history.tiles[0]?.person
  const sums = parts.all().reduce<Sums>(added, { ...NOTHING })
  return {
    ...picked(sums),
    stages: new Set(visits.map(({ stage }) => stage)).size,
    people: new Set(turns.flatMap(({ person, isPooled }) => (isPooled ? [] : [person]))).size,
    firstFollowUpAt: first?.at ?? null,
    firstContactMinutes:
      first && holder
        ? Math.max(0, timesOf(holder).between(history.openedAt, Math.max(first.at, history.openedAt)))
        : null,
  }
}

const SUMMED = [
  'handOvers',
  'answered',
  'answerMinutes',
  'accepted',
  'declined',
  'followUps',
  'stepsOver',
  'stepsKept',
  'limitsOver',
  'limitsKept',
] as const
const MINUTES = ['waitingMinutes', 'workedMinutes'] as const

function added(sums: Sums, part: Sums): Sums {
  for (const name of SUMMED) sums[name] += part[name]
  for (const name of MINUTES) if (part[name] !== null) sums[name] = (sums[name] ?? 0) + part[name]
  return sums
}

function picked(sums: Sums): Sums {
  return Object.fromEntries([...SUMMED, ...MINUTES].map((name) => [name, sums[name]])) as Sums
}

import { controlled } from './chances.ts'
import { lateFirstContact } from './first-contact.ts'
import {
  CAUSE_KINDS,
  type Candidate,
  type Cause,
  type CauseKind,
  type Compared,
  DAY_MINUTES,
  type Looked,
} from './model.ts'
import { costlyNodes, deviations, missedLimits } from './nodes.ts'
import { overload } from './overload.ts'
import { pingPong } from './returning.ts'
import { groupsOfPeople, type Seen, seenOf } from './seen.ts'
import { dropsAtHandOvers, unevenness } from './sharing.ts'
import { slowAnswers, slowFunctions } from './slow.ts'
import { starved } from './starved.ts'

const FALSE_SHARE = 0.01 // of what is told of a kind at most so much may be chance
const OWN = 0.5 // of its opportunities another cause has too: then it follows from it

/** What only follows from what, where both are about the same opportunities or people. */
const FOLLOWS: Readonly<Record<CauseKind, readonly CauseKind[]>> = {
  'slow-function': ['starved', 'overload', 'ping-pong'],
  'slow-answer': ['slow-function', 'overload', 'starved'],
  'ping-pong': ['ping-pong'],
  starved: [],
  'late-first-contact': ['starved'],
  overload: ['starved', 'slow-function'],
  'node-only-costs': [],
  uneven: ['starved', 'overload'],
  'limit-missed': [
    'starved',
    'slow-function',
    'slow-answer',
    'overload',
    'late-first-contact',
    'ping-pong',
    'node-only-costs',
  ],
  'drop-at-hand-over': ['ping-pong', 'late-first-contact', 'slow-function'],
  'plan-deviation': ['starved', 'ping-pong'],
}

export type Found = {
  causes: Cause[]
  checked: { kinds: { kind: CauseKind; compared: number; tooFew: number }[]; opportunities: number }
}

/**
 * What loses opportunities or time, the largest first: only what is large, sure, and no chance among all that was compared. What merely
 * follows from another cause is named there. Nobody is a cause by how much they win. O(histories × fields), about 3 s for 100,000.
 */
export function findCauses(looked: Looked): Found {
  const finding = findingCauses(looked)
  for (;;) {
    const step = finding.next()
    if (step.done) return step.value
  }
}

/** The same in steps, so that others take their turn between two of them. */
export function* findingCauses(looked: Looked): Generator<void, Found> {
  const seen = yield* seenOf(looked)
  const compared = yield* comparedOf(looked, seen)
  const sure = CAUSE_KINDS.flatMap((kind) => {
    const { candidates } = compared[kind]
    const held = controlled(
      candidates.map(({ p }) => p),
      FALSE_SHARE,
    )
    return candidates.filter(({ isLarge }, i) => isLarge && held[i])
  })
  const cycle = usualCycle(seen)
  const weighed = joined(onceEach(sure)).map((one) => ({
    ...one,
    weight: weightOf(one, cycle),
    leadsTo: [] as CauseKind[],
  }))
  weighed.sort((a, b) => b.weight - a.weight || (a.key < b.key ? -1 : 1))
  return {
    causes: withoutConsequences(weighed),
    checked: {
      kinds: CAUSE_KINDS.map((kind) => ({
        kind,
        compared: compared[kind].candidates.length,
        tooFew: compared[kind].tooFew,
      })),
      opportunities: seen.length,
    },
  }
}

function* comparedOf(looked: Looked, seen: readonly Seen[]): Generator<void, Record<CauseKind, Compared>> {
  const plans = [...looked.plans.values()]
  const usual = plans.at(-1)
  const compare: Readonly<Record<CauseKind, () => Compared>> = {
    'slow-function': () => slowFunctions(seen),
    'slow-answer': () => slowAnswers(seen, groupsOfPeople(looked)),
    'ping-pong': () => pingPong(seen),
    starved: () => starved(seen),
    'late-first-contact': () => lateFirstContact(seen),
    overload: () => overload(seen),
    'node-only-costs': () => costlyNodes(seen, usual),
    uneven: () => unevenness(seen, plans, looked.people),
    'limit-missed': () => missedLimits(seen),
    'drop-at-hand-over': () => dropsAtHandOvers(seen),
    'plan-deviation': () => deviations(seen),
  }
  const compared = {} as Record<CauseKind, Compared>
  for (const kind of CAUSE_KINDS) {
    compared[kind] = compare[kind]()
    yield
  }
  return compared
}

/** One group is compared in several ways: the surest counts. */
function onceEach(sure: readonly Candidate[]): Candidate[] {
  return [...Map.groupBy(sure, ({ key }) => key).values()].flatMap(
    (list) => list.toSorted((a, b) => a.p - b.p)[0] ?? [],
  )
}

/** Several values of one field are one cause: a region is several provinces. Where all are said as a whole, parts are not said again. */
function joined(sure: readonly Candidate[]): Candidate[] {
  const alone = sure.filter(({ place }) => !place.segment)
  const segments = sure.filter(({ place }) => place.segment)
  const bySegment = Map.groupBy(segments, ({ kind, place }) => `${kind}:${place.segment?.field}`)
  const together = [...bySegment.values()].flatMap((list) => merged(list) ?? [])
  const narrow = [...Map.groupBy(together, ({ kind }) => kind).values()].flatMap(narrowest)
  const isWhole = alone.some(({ kind }) => kind === 'late-first-contact')
  return [...alone, ...narrow.filter(({ kind }) => !(isWhole && kind === 'late-first-contact'))]
}

function merged(list: readonly Candidate[]): Candidate | undefined {
  const [first, ...rest] = list.toSorted((a, b) => b.rows.length - a.rows.length)
  if (!first?.place.segment || rest.length === 0) return first
  const { field } = first.place.segment
  const values = [first, ...rest].flatMap(({ place }) => place.segment?.values ?? []).sort()
  return {
    ...first,
    key: `${first.kind}:${field}:${values.join(',')}`,
    place: {
      ...first.place,
      people: [...new Set([first, ...rest].flatMap(({ place }) => place.people))],
      segment: { field, values },
    },
    cost: {
      opportunities: sumOf([first, ...rest].map(({ cost }) => cost.opportunities)),
      days: sumOf([first, ...rest].map(({ cost }) => cost.days)),
    },
    rows: [first, ...rest].flatMap(({ rows }) => rows).sort((a, b) => b.value - a.value),
  }
}

function sumOf(list: readonly Candidate['cost']['days'][]): Candidate['cost']['days'] {
  const there = list.flatMap((one) => one ?? [])
  if (there.length === 0) return null
  const sum = (name: 'value' | 'low' | 'high') => there.reduce((all, one) => all + one[name], 0)
  return { value: sum('value'), low: sum('low'), high: sum('high') }
}

/** The same opportunities are said once, by the field that says it most sharply. */
function narrowest(list: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = []
  for (const one of list.toSorted((a, b) => b.effect.value - a.effect.value || a.p - b.p))
    if (!kept.some((other) => overlap(one, other) > OWN)) kept.push(one)
  return kept
}

function overlap(a: Pick<Candidate, 'rows'>, b: Pick<Candidate, 'rows'>): number {
  const ids = new Set(b.rows.map(({ id }) => id))
  return a.rows.filter(({ id }) => ids.has(id)).length / Math.max(1, Math.min(a.rows.length, b.rows.length))
}

/** Takes away what only follows from another cause, and names it there. */
function withoutConsequences(causes: readonly Cause[]): Cause[] {
  const gone = new Set<Cause>()
  for (const one of causes) {
    const from = causes.find(
      (other) =>
        other !== one && !gone.has(other) && FOLLOWS[one.kind].includes(other.kind) && isAbout(one, other),
    )
    if (!from) continue
    gone.add(one)
    if (!from.leadsTo.includes(one.kind)) from.leadsTo.push(one.kind)
  }
  return causes.filter((one) => !gone.has(one))
}

/** Most of its opportunities are the other's, or it names the same people or the same group. */
function isAbout(one: Cause, other: Cause): boolean {
  const ids = new Set(other.rows.map(({ id }) => id))
  const own = one.rows.filter(({ id }) => ids.has(id)).length
  if (one.kind === other.kind) return own > one.rows.length * OWN && one.weight < other.weight
  if (own > one.rows.length * OWN) return true
  if (one.place.people.some((id) => other.place.people.includes(id))) return true
  const { functions, departments } = other.place
  return (
    other.kind === 'slow-function' &&
    functions.every((fn) => one.place.functions.includes(fn)) &&
    departments.every((id) => one.place.departments.includes(id)) &&
    functions.length + departments.length > 0
  )
}

/** Median of the working days of what was closed. */
function usualCycle(seen: readonly Seen[]): number {
  const days = seen
    .filter(({ won }) => won !== null)
    .map(({ visits }) => visits.reduce((sum, { stay }) => sum + stay, 0) / DAY_MINUTES)
    .sort((a, b) => a - b)
  return Math.max(1, days[days.length >> 1] ?? 1)
}

function weightOf({ cost, effect }: Candidate, cycle: number): number {
  const weight = (cost.opportunities?.value ?? 0) + (cost.days?.value ?? 0) / cycle
  return weight > 0 ? weight : effect.value / 100
}

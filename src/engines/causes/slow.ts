import { above, type Measured, ratio, spreadOfPeople, Z } from './chances.ts'
import { type Candidate, type Compared, DAY_MINUTES, type Estimate, type Evidence, NOWHERE } from './model.ts'
import { partsOf, type Seen, type Visit } from './seen.ts'

const LEAST = 20 // visits or answers; fewer say nothing
const LARGE = 1.5 // times as long
const MARGIN = Math.log(1.2) // what nobody would call slow
const FLOOR = 15 // minutes: nobody is slow because they took ten minutes rather than five

/** Functions of a department that take or leave lying what they hold much longer than their peers at the same node. */
export function slowFunctions(seen: readonly Seen[]): Compared {
  const visits = seen.flatMap((one) => one.visits)
  const all = ['wait', 'stay'] as const
  const compared = all.map((what) =>
    slow(visits, {
      kind: 'slow-function',
      groupOf: ({ group }) => group,
      // the same function elsewhere; whoever else holds the node where only one department has the function
      strataOf: ({ stage, of }) => `${stage} ${of.history.type}`,
      personOf: ({ person }) => person,
      minutesOf: (visit) => visit[what],
      placeOf: (group, list) => ({ ...partsOf(group), stages: stagesOf(list) }),
      what,
    }),
  )
  return {
    candidates: compared.flatMap(({ candidates }) => candidates),
    tooFew: compared[0]?.tooFew ?? 0,
  }
}

/** Pairs of groups between which hand-overs are answered much later than the same function answers elsewhere. */
export function slowAnswers(seen: readonly Seen[], groups: ReadonlyMap<string, string>): Compared {
  const answers = seen.flatMap((one) =>
    one.answers.map((answer) => ({ ...answer, toGroup: groups.get(answer.to) ?? '|' })),
  )
  return slow(answers, {
    kind: 'slow-answer',
    groupOf: ({ toGroup }) => toGroup,
    strataOf: () => 'all',
    personOf: ({ to }) => to,
    minutesOf: ({ minutes }) => minutes,
    placeOf: (group, list) => {
      const to = partsOf(group)
      const giver = partsOf(giverOf(list.map((one) => one.from)))
      return {
        stages: [],
        functions: [...giver.functions, ...to.functions],
        departments: [...giver.departments, ...to.departments],
      }
    },
    what: 'answer',
  })
}

type Asked<T> = {
  kind: 'slow-function' | 'slow-answer'
  groupOf(one: T): string
  strataOf(one: T): string
  personOf(one: T): string
  minutesOf(one: T): number
  placeOf(group: string, list: readonly T[]): { stages: string[]; functions: string[]; departments: string[] }
  what: string
}

function slow<T extends { of: Seen }>(all: readonly T[], asked: Asked<T>): Compared {
  const byGroup = Map.groupBy(all, asked.groupOf)
  const measured = new Map(
    [...byGroup].map(([group, list]) => [group, list.map((one) => measuredOf(one, asked))]),
  )
  const spread = spreadOfPeople(measured.values())
  let tooFew = 0
  const candidates: Candidate[] = []
  for (const [group, list] of byGroup) {
    const [fn = ''] = group.split('|')
    if (fn === '') continue // a keeper, or whoever has no function: nobody's peers
    const others = [...byGroup].filter(([other]) => other !== group)
    const same = others.filter(([other]) => other.startsWith(`${fn}|`))
    const peers = same.some(([, { length }]) => length >= LEAST) ? same : others
    const theirs = peers.flatMap(([other]) => measured.get(other) ?? [])
    if (list.length < LEAST || theirs.length < LEAST) {
      tooFew += 1
      continue
    }
    const ours = measured.get(group) ?? []
    const found = ratio(ours, theirs, spread)
    if (!found) continue
    const theirList = peers.flatMap(([, one]) => one)
    const one = candidateOf(asked, group, list, theirList, found, peers === same)
    candidates.push({ ...one, isLarge: one.isLarge && !isOnePerson(ours, theirs, spread) })
  }
  return { candidates, tooFew }
}

/** Without whoever did most of it, it takes no longer here than elsewhere: then it is no matter of the group. */
function isOnePerson(ours: readonly Measured[], theirs: readonly Measured[], spread: number): boolean {
  const most = mostOf(ours.map(({ person }) => person))
  const others = ours.filter(({ person }) => person !== most)
  if (others.length < LEAST / 4) return false
  const found = ratio(others, theirs, spread)
  return found !== null && found.value < Math.log(LARGE) * 0.7
}

function measuredOf<T>(one: T, { strataOf, personOf, minutesOf }: Asked<T>): Measured {
  return { stratum: strataOf(one), person: personOf(one), log: Math.log(FLOOR + minutesOf(one)) }
}

function candidateOf<T extends { of: Seen }>(
  asked: Asked<T>,
  group: string,
  list: readonly T[],
  peers: readonly T[],
  found: Estimate & { error: number },
  isSameFunction: boolean,
): Candidate {
  const times = Math.exp(found.value)
  const total = list.reduce((sum, one) => sum + asked.minutesOf(one), 0)
  const lost = (log: number) => (total * Math.max(0, 1 - Math.exp(-log))) / DAY_MINUTES
  const days = { value: lost(found.value), low: lost(found.low), high: lost(found.high) }
  const large = isSameFunction ? LARGE : LARGE * 1.5
  const margin = isSameFunction ? MARGIN : Math.log(2)
  return {
    key: `${asked.kind}:${group}`,
    kind: asked.kind,
    place: { ...NOWHERE, ...asked.placeOf(group, list) },
    effect: { measure: 'ratio', value: times, low: Math.exp(found.low), high: Math.exp(found.high) },
    cost: { opportunities: null, days },
    evidence: [evidenceOf('here', list, asked), evidenceOf('peers', peers, asked)],
    rows: rowsOf(list, asked),
    p: above((found.value - margin) / found.error),
    isLarge: times >= large && days.value >= 2,
  }
}

function evidenceOf<T>(what: 'here' | 'peers', list: readonly T[], { minutesOf }: Asked<T>): Evidence {
  const days = list.map((one) => minutesOf(one) / DAY_MINUTES)
  const mean = days.reduce((a, b) => a + b, 0) / days.length
  const error = Math.sqrt(
    days.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, days.length - 1) / days.length,
  )
  return {
    what,
    step: null,
    unit: 'days',
    n: list.length,
    value: mean,
    low: Math.max(0, mean - Z * error),
    high: mean + Z * error,
  }
}

function rowsOf<T extends { of: Seen }>(list: readonly T[], { minutesOf }: Asked<T>) {
  const days = new Map<string, number>()
  for (const one of list)
    days.set(one.of.history.id, (days.get(one.of.history.id) ?? 0) + minutesOf(one) / DAY_MINUTES)
  return worstFirst(days)
}

export function worstFirst(values: ReadonlyMap<string, number>): { id: string; value: number }[] {
  return [...values]
    .map(([id, value]) => ({ id, value }))
    .sort((a, b) => b.value - a.value || (a.id < b.id ? -1 : 1))
}

/** Stages with at least a tenth of the visits. */
function stagesOf(list: readonly { stage?: string }[]): string[] {
  const counts = Map.groupBy(list as readonly Visit[], ({ stage }) => stage)
  return [...counts]
    .filter(([, { length }]) => length >= list.length / 10)
    .sort((a, b) => b[1].length - a[1].length)
    .map(([stage]) => stage)
}

/** Who gave most of it; only their function where no department gave most, nothing where it came from everywhere. */
export function giverOf(groups: readonly string[]): string {
  const isMost = (list: readonly string[], value: string) =>
    list.filter((one) => one === value).length > list.length * 0.6
  const group = mostOf(groups)
  if (isMost(groups, group)) return group
  const functions = groups.map((one) => one.split('|')[0] ?? '')
  const fn = mostOf(functions)
  return isMost(functions, fn) ? `${fn}|` : '|'
}

export function mostOf(values: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let most = ''
  for (const [value, count] of counts) if (count > (counts.get(most) ?? 0)) most = value
  return most
}

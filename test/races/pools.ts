import type { Asked, History, Line, Noted, Operation, State } from './history.ts'

/** What was asked about an opportunity and a pool. */
export type PoolAsked =
  | { kind: 'claim'; actor: string }
  | { kind: 'release'; actor: string; version: number }
  | { kind: 'assign'; to: string }
  | { kind: 'take-back' }

/** What one person may claim in a day and hold at most. */
export type Limits = { claimsPerDay: number; holdMost: number }

const INTO = new Set(['arrived', 'released', 'recycled', 'taken-back', 'moved'])
const KINDS = new Set<string>(['claim', 'release', 'assign', 'take-back'])

export function isAboutPool(asked: Asked): asked is PoolAsked {
  return KINDS.has(asked.kind)
}

/** Where an opportunity lies after a row of the journal, and from whose hands it ever went there. */
export function poolAfter(
  { pool, lay, left }: Pick<State, 'pool' | 'lay' | 'left'>,
  { kind, before, because, pool: into }: Noted,
): Pick<State, 'pool' | 'lay' | 'left'> {
  if (kind !== 'opportunity.passed') return { pool, lay, left }
  if (!INTO.has(because ?? '')) return { pool: null, lay, left }
  const from = String(before?.['holder'])
  return {
    pool: into ?? null,
    lay: true,
    left: because === 'moved' || pool ? left : new Set([...left, from]),
  }
}

/** Whether the state lets it be done. */
export function allowedInPool(asked: PoolAsked, state: State): boolean {
  if (!state.isOpen || state.isGone) return false
  switch (asked.kind) {
    case 'claim':
      return state.pool !== null && !state.left.has(asked.actor)
    case 'assign':
      return state.pool !== null
    case 'release':
      return state.pool === null && state.version === asked.version && state.holder === asked.actor
    case 'take-back':
      return state.pool === null
  }
}

/** Whether the answer tells the state that is. */
export function showsPool(asked: PoolAsked, state: State, body: Readonly<Record<string, unknown>>): boolean {
  switch (asked.kind) {
    case 'claim':
      return state.pool === null && state.holder === asked.actor && state.version === body['version']
    case 'assign':
      return state.pool === null && state.holder === asked.to
    case 'release':
      return state.pool !== null && state.version === body['version']
    case 'take-back':
      return state.pool !== null
  }
}

/** Whether the state is a reason for this refusal of a pool; limits are looked at over the whole history. */
export function refusesOfPool(asked: Asked, state: State, code: string): boolean {
  switch (code) {
    case 'pools.claimed-already':
      return state.lay && state.pool === null
    case 'pools.not-there':
      return !state.lay || state.isGone || (asked.kind === 'assign' && state.pool === null)
    case 'pools.cooling-down':
      return asked.kind === 'claim' && state.left.has(asked.actor)
    case 'pools.lies-there':
      return state.pool !== null
    case 'pools.not-holder':
      return 'actor' in asked && state.holder !== asked.actor
    case 'pools.closed':
      return !state.isOpen
    case 'pools.day-limit':
    case 'pools.hold-limit':
      return true
    default:
      return false
  }
}

/** Which commit a claim is: nobody's word stands in it, so that person's claims of one opportunity are taken in their order. */
export function commitOfClaim(
  operation: Operation & { asked: { kind: 'claim'; actor: string } },
  { commits }: Line,
  operations: readonly Operation[],
): number | undefined {
  const { actor } = operation.asked
  const claims = commits.flatMap((commit, i) =>
    commit.some(
      ({ kind, because, after }) =>
        kind === 'opportunity.passed' && because === 'claimed' && after?.['holder'] === actor,
    )
      ? [i + 1]
      : [],
  )
  const theirs = operations
    .filter(({ asked, told }) => asked.kind === 'claim' && asked.actor === actor && told.kind === 'done')
    .toSorted((a, b) => a.began - b.began)
  const place = theirs.findIndex(({ token }) => token === operation.token)
  if (place >= 0) return claims[place]
  // whether it was done is unknown: one that nobody else can have been
  return operation.told.kind === 'unknown' ? claims[theirs.length] : undefined
}

type Lines = readonly { id: string; line: Line }[]

/** Whoever claimed more than they may in a day or while they held too much, and whoever was kept from it for nothing. */
export function wrongLimits(lines: Lines, history: History, limits: Limits | undefined): string[] {
  if (!limits) return []
  const claimed = new Map<string, number>()
  const held = new Map<string, Set<string>>()
  const most = new Map<string, number>()
  const heldBy = (person: string) => {
    const theirs = held.get(person) ?? new Set()
    held.set(person, theirs)
    return theirs
  }
  const problems: string[] = []
  for (const { id, commit, before, after } of inOrder(lines)) {
    const claim = commit.find(({ because, kind }) => kind === 'opportunity.passed' && because === 'claimed')
    if (claim) {
      const person = String(claim.after?.['holder'])
      claimed.set(person, (claimed.get(person) ?? 0) + 1)
      if (heldBy(person).size >= limits.holdMost)
        problems.push(`${person} claimed ${id} while they held ${heldBy(person).size}`)
    }
    if (before && counts(before)) heldBy(before.holder).delete(id)
    if (counts(after)) heldBy(after.holder).add(id)
    most.set(after.holder, Math.max(most.get(after.holder) ?? 0, heldBy(after.holder).size))
  }
  for (const [person, count] of claimed)
    if (count > limits.claimsPerDay) problems.push(`${person} claimed ${count} in a day`)
  const refused = (code: string) =>
    history.operations.flatMap(({ asked, told }) =>
      asked.kind === 'claim' && told.kind === 'refused' && told.code === code ? [asked.actor] : [],
    )
  for (const person of new Set(refused('pools.day-limit')))
    if ((claimed.get(person) ?? 0) < limits.claimsPerDay)
      problems.push(`${person} was told of the limit of a day after ${claimed.get(person) ?? 0} claims`)
  for (const person of new Set(refused('pools.hold-limit')))
    if ((most.get(person) ?? 0) < limits.holdMost)
      problems.push(`${person} was told they hold too much, with ${most.get(person) ?? 0} at most`)
  return problems
}

/** What counts against what somebody may hold at most. */
function counts({ isOpen, isGone, pool, stage }: State): boolean {
  return isOpen && !isGone && pool === null && stage !== 'won'
}

/** The commits of all opportunities in the order the journal numbered them, first what each began with. */
function inOrder(lines: Lines) {
  const first = lines.map(({ id, line }) => ({
    id,
    seq: 0,
    commit: [] as Noted[],
    before: undefined,
    after: line.states[0] as State,
  }))
  const later = lines.flatMap(({ id, line }) =>
    line.commits.map((commit, i) => ({
      id,
      seq: commit[0]?.seq ?? 0,
      commit,
      before: line.states[i],
      after: line.states[i + 1] as State,
    })),
  )
  return [...first, ...later.toSorted((a, b) => a.seq - b.seq)]
}

import {
  type Asked,
  type History,
  type Line,
  lineOf,
  type Noted,
  type Operation,
  openOffer,
  type State,
} from './history.ts'
import {
  allowedInPool,
  commitOfClaim,
  isAboutPool,
  type Limits,
  refusesOfPool,
  showsPool,
  wrongLimits,
} from './pools.ts'

type Shown = Pick<State, 'version' | 'holder' | 'stage' | 'isOpen' | 'isGone' | 'pool'>

export type Known = {
  /** What one person may claim in a day and hold at most. */
  limits?: Limits
  /** Each opportunity before the first operation. */
  first: ReadonlyMap<string, State>
  /** Each opportunity as it was found after the last one. */
  last: ReadonlyMap<string, Shown>
  journal: readonly Noted[]
  stages: ReadonlyMap<string, { key: string; kind: string }>
}

/** The states an operation can have met: between the commits surely before it and those surely after it. */
type Window = { from: number; to: number }

type Placed = { operation: Operation; commit: number | undefined }
type One = { id: string; line: Line; placed: Placed[]; leavings: History['leavings'] }

/**
 * Whether every answer is consistent with some order of commits: the journal's order for what was done, some state between for what
 * was refused or read. Answers what is not. Cost: the square of the operations of one opportunity.
 */
export function inconsistencies(history: History, known: Known): string[] {
  const journal = Map.groupBy(known.journal, ({ opportunity }) => opportunity)
  const operations = Map.groupBy(history.operations, ({ opportunity }) => opportunity)
  const all = [...known.first].map(([id, first]): One => {
    const line = lineOf(first, journal.get(id) ?? [], known.stages)
    const mine = operations.get(id) ?? []
    const placed = mine.map((operation) => ({ operation, commit: commitOf(operation, line, mine) }))
    return { id, line, placed, leavings: history.leavings }
  })
  return [
    ...all.flatMap((one) => [
      ...wrongCommits(one),
      ...wrongOrder(one),
      ...one.placed.flatMap((placed) => wrongAnswer(one, placed)),
      ...wrongEnd(one, known.last.get(one.id)),
    ]),
    ...wrongLeavings(all, history),
    ...wrongLimits(all, history, known.limits),
  ]
}

/**
 * The number of the commit that carries an operation's word; the state after it is `states[commit]`. An offer that fell with a pass
 * was not taken back by anybody.
 */
function commitOf(operation: Operation, line: Line, all: readonly Operation[]): number | undefined {
  const { token, asked } = operation
  if (asked.kind === 'claim') return commitOfClaim({ ...operation, asked }, line, all)
  const { commits } = line
  const at = commits.findIndex((commit) =>
    commit.some((row) =>
      'handOver' in asked
        ? row.record === asked.handOver && row.kind === KINDS[asked.kind] && row.because !== 'overtaken'
        : row.reason === token || JSON.stringify(row.after)?.includes(`"${token}"`),
    ),
  )
  return at < 0 ? undefined : at + 1
}

const KINDS = {
  accept: 'hand-over.accepted',
  decline: 'hand-over.declined',
  withdraw: 'hand-over.withdrawn',
} as const

/** What was done is in the journal once; what was refused is not; nothing is there that nobody asked for. */
function wrongCommits({ id, line, placed }: One): string[] {
  const asked = new Map<number, Operation[]>()
  const problems: string[] = []
  for (const { operation, commit } of placed) {
    const { told, token, asked: what } = operation
    const mayBeSilent = what.kind === 'read' || what.kind === 'route'
    if (commit === undefined) {
      if (told.kind === 'done' && !mayBeSilent)
        problems.push(`${id}: ${token} was acknowledged and is not there`)
      continue
    }
    if (told.kind === 'refused' && !('handOver' in what))
      problems.push(`${id}: ${token} was refused (${told.code}) and is there`)
    if (told.kind !== 'refused') asked.set(commit, [...(asked.get(commit) ?? []), operation])
  }
  line.commits.forEach((_, i) => {
    const by = asked.get(i + 1) ?? []
    if (by.length === 0) problems.push(`${id}: nobody asked for ${kindsOf(line, i)}`)
    if (by.filter(({ told }) => told.kind === 'done').length > 1)
      problems.push(
        `${id}: ${by.map(({ token }) => token).join(' and ')} were both acknowledged as one commit`,
      )
  })
  return problems
}

const kindsOf = ({ commits }: Line, at: number) => (commits[at] ?? []).map(({ kind }) => kind).join(', ')

/** What was answered before another began is committed before it. */
function wrongOrder({ id, placed }: One): string[] {
  const done = placed.filter(({ commit }) => commit !== undefined)
  return done.flatMap((a) =>
    done.flatMap((b) =>
      a.operation.ended < b.operation.began && (a.commit ?? 0) > (b.commit ?? 0)
        ? [`${id}: ${b.operation.token} began after ${a.operation.token} was answered and is before it`]
        : [],
    ),
  )
}

function windowOf({ line, placed }: Pick<One, 'line' | 'placed'>, began: number, ended: number): Window {
  let from = 0
  let to = line.commits.length
  for (const { operation, commit } of placed) {
    if (commit === undefined || operation.told.kind === 'refused') continue
    if (operation.told.kind === 'done' && operation.ended < began) from = Math.max(from, commit)
    if (operation.began > ended) to = Math.min(to, commit - 1)
  }
  return { from, to }
}

function wrongAnswer(one: One, { operation, commit }: Placed): string[] {
  const { told, token, asked } = operation
  const { states } = one.line
  const said = `${one.id}: ${token} ${JSON.stringify(asked)} was answered ${JSON.stringify(told)}`
  if (told.kind === 'unknown') return []
  if (told.kind === 'done' && commit !== undefined) {
    const [before, after] = [states[commit - 1], states[commit]]
    const fits = before && after && allowed(asked, before) && shows(asked, after, told.body)
    return fits ? [] : [`${said}, before ${shown(before)}, after ${shown(after)}`]
  }
  const { from, to } = windowOf(one, operation.began, operation.ended)
  const met = states.slice(from, Math.max(from, to) + 1)
  const explained = met.some((state) =>
    told.kind === 'done' ? shows(asked, state, told.body) : refuses(one, operation, state, told),
  )
  return explained ? [] : [`${said}, which none of ${met.map(shown).join(' ')} explains`]
}

/** Whether the state lets it be done. */
function allowed(asked: Asked, state: State): boolean {
  if (asked.kind === 'restore') return state.isGone
  if (state.isGone) return false
  if (isAboutPool(asked)) return allowedInPool(asked, state)
  switch (asked.kind) {
    case 'pass':
      return state.version === asked.version && state.isOpen && state.holder !== asked.to
    case 'bulk-pass':
    case 'reassign':
      return state.isOpen && state.holder !== asked.to
    case 'delete':
    case 'merge-into':
    case 'merge-away':
      return state.version === asked.version
    case 'move':
      return state.version === asked.version && state.stage !== asked.stage
    case 'route':
      return state.isOpen
    case 'offer':
      return state.isOpen && state.holder === asked.actor && openOffer(state) === undefined
    case 'read':
      return true
    default: {
      const handOver = state.handOvers.get(asked.handOver)
      if (handOver?.state !== 'offered') return false
      if (asked.kind === 'withdraw') return handOver.from === asked.actor
      return handOver.to === asked.actor && (asked.kind === 'decline' || state.holder === handOver.from)
    }
  }
}

/** Whether the answer tells the state that is. */
function shows(asked: Asked, state: State, body: Readonly<Record<string, unknown>> | undefined): boolean {
  if (body === undefined) return true
  if (isAboutPool(asked)) return showsPool(asked, state, body)
  const holder = idIn(body['holder'])
  switch (asked.kind) {
    case 'delete':
    case 'merge-away':
      return state.isGone
    case 'restore':
      return (
        !state.isGone &&
        state.version === body['version'] &&
        (holder === undefined || state.holder === holder)
      )
    case 'merge-into':
      return state.version === body['version']
    case 'pass':
    case 'route':
      return state.version === body['version'] && state.holder === holder
    case 'read':
      return state.version === body['version'] && state.holder === holder
    case 'move':
      return state.version === body['version'] && state.stage === asked.stage
    case 'bulk-pass':
    case 'reassign':
      return state.holder === asked.to
    case 'offer':
      return state.handOvers.get(String(body['id']))?.to === asked.to
    default:
      return state.handOvers.get(asked.handOver)?.state === body['state']
  }
}

/** Whether the state is a reason for this refusal. */
function refuses(
  { leavings }: One,
  { asked, began, ended }: Operation,
  state: State,
  { code, facts }: Extract<Operation['told'], { kind: 'refused' }>,
): boolean {
  const handOver = 'handOver' in asked ? state.handOvers.get(asked.handOver) : undefined
  switch (code) {
    case 'opportunities.stale':
    case 'merging.stale':
    case 'objects.stale':
      return 'version' in asked && state.version === facts['current'] && state.version !== asked.version
    case 'responsibility.closed':
    case 'handover.closed':
    case 'routing.not-open':
      return !state.isOpen
    case 'responsibility.holds-already':
      return 'to' in asked && state.holder === asked.to
    case 'responsibility.person-inactive':
      return (
        ('to' in asked && mayBeAway(leavings, asked.to, began, ended)) ||
        ('actor' in asked && mayBeAway(leavings, asked.actor, began, ended))
      )
    case 'pipeline.there-already':
      return asked.kind === 'move' && state.stage === asked.stage
    case 'pipeline.no-such-move':
      return !state.isOpen
    case 'handover.not-holder':
      return 'actor' in asked && state.holder !== asked.actor
    case 'opportunities.not-found':
      return state.isGone || ('actor' in asked && state.holder !== asked.actor)
    case 'objects.not-found':
    case 'merging.not-found':
      return state.isGone
    case 'bin.not-found':
      return asked.kind === 'restore' && !state.isGone
    case 'merging.survivor-closed':
      return asked.kind === 'merge-into' && !state.isOpen
    case 'merging.won-stays':
      return asked.kind === 'merge-away' && state.stage === 'won'
    case 'handover.offered-already':
      return openOffer(state) !== undefined
    case 'handover.answered-already':
    case 'handover.stale':
      return handOver !== undefined && handOver.state !== 'offered'
    case 'handover.overtaken':
      return handOver !== undefined && state.holder !== handOver.from
    case 'http.not-signed-in':
      return 'actor' in asked && mayBeAway(leavings, asked.actor, 0, ended)
    case 'pools.not-member':
      return 'to' in asked && mayBeAway(leavings, asked.to, began, ended)
    case 'pools.not-there':
      return (
        refusesOfPool(asked, state, code) ||
        ('actor' in asked && mayBeAway(leavings, asked.actor, began, ended))
      )
    default:
      return refusesOfPool(asked, state, code)
  }
}

/** Whether somebody can have been away at some instant between. */
function mayBeAway(leavings: History['leavings'], person: string, began: number, ended: number): boolean {
  const theirs = leavings.filter((one) => one.person === person && one.told.kind !== 'refused')
  return theirs.some(
    (left) =>
      left.to === 'inactive' &&
      left.began <= ended &&
      !theirs.some((back) => back.to === 'active' && back.began > left.ended && back.ended < began),
  )
}

/** Whoever left held nothing at some instant of leaving, received nothing while away, and was only refused for what they held. */
function wrongLeavings(all: readonly One[], { leavings, operations }: History): string[] {
  const left = leavings.filter(({ to }) => to === 'inactive')
  return left.flatMap(({ person, told, began, ended }) => {
    const holdsSurely = all.filter((one) =>
      states(one, began, ended).every((s) => s.isOpen && s.holder === person),
    )
    const mayHold = all.some((one) => states(one, began, ended).some((s) => s.isOpen && s.holder === person))
    if (told.kind === 'refused')
      return mayHold || told.code !== 'organisation.still-holds' ? [] : [`${person} was kept for nothing`]
    if (told.kind === 'unknown') return []
    const back = leavings.find((one) => one.person === person && one.to === 'active' && one.began > ended)
    const received = operations.filter(
      ({ asked, told: what, began: from, ended: until }) =>
        what.kind === 'done' &&
        'to' in asked &&
        asked.to === person &&
        from > ended &&
        until < (back?.began ?? Number.POSITIVE_INFINITY),
    )
    return [
      ...holdsSurely.map(({ id }) => `${person} left while they held ${id}`),
      ...received.map(({ token }) => `${person} received by ${token} after they left`),
    ]
  })
}

function states(one: One, began: number, ended: number): State[] {
  const { from, to } = windowOf(one, began, ended)
  return one.line.states.slice(from, Math.max(from, to) + 1)
}

function wrongEnd({ id, line }: One, last: Shown | undefined): string[] {
  const end = line.states.at(-1)
  const pick = (one: Shown | undefined) =>
    JSON.stringify([one?.version, one?.holder, one?.stage, one?.isOpen, one?.isGone, one?.pool])
  return pick(end) === pick(last)
    ? []
    : [`${id}: the journal leads to ${pick(end)}, the record is ${pick(last)}`]
}

function shown(state: State | undefined): string {
  if (!state) return 'nothing'
  const offer = openOffer(state)
  return JSON.stringify([
    state.version,
    state.holder,
    state.stage,
    state.isOpen,
    state.isGone,
    offer ? offer[1].to : null,
    state.pool,
  ])
}

function idIn(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined
}

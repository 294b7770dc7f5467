import { type PoolAsked, poolAfter } from './pools.ts'

/** What a client asked of one opportunity. Each carries a word of its own (`token`) that the journal keeps. */
export type Asked =
  | { kind: 'pass'; version: number; to: string }
  | { kind: 'bulk-pass' | 'reassign'; to: string }
  | { kind: 'route' }
  | { kind: 'move'; version: number; stage: string }
  | { kind: 'offer'; actor: string; to: string }
  | {
      kind: 'accept' | 'decline' | 'withdraw'
      actor: string
      handOver: string
      handOverVersion: number
    }
  | { kind: 'delete'; version: number }
  | { kind: 'restore' }
  | { kind: 'merge-into' | 'merge-away'; version: number }
  | { kind: 'read' }
  | PoolAsked

/** What came back: done, refused with a code, or nothing that tells. `body` is undefined where only that it was done is known. */
export type Told =
  | { kind: 'done'; body: Readonly<Record<string, unknown>> | undefined }
  | { kind: 'refused'; code: string; facts: Readonly<Record<string, unknown>> }
  | { kind: 'unknown' }

/** One request from its first sending to its last answer, by one clock. */
export type Operation = {
  token: string
  opportunity: string
  began: number
  ended: number
  asked: Asked
  told: Told
}

/** Somebody was made to leave or to come back. */
export type Leaving = {
  person: string
  to: 'inactive' | 'active'
  began: number
  ended: number
  told: Told
}

export type History = { operations: Operation[]; leavings: Leaving[] }

/** A row of the journal about one opportunity; rows of one `xid` are one commit. */
export type Noted = {
  seq: number
  xid: string
  kind: string
  opportunity: string
  record: string
  before: Readonly<Record<string, unknown>> | null
  after: Readonly<Record<string, unknown>> | null
  reason: string | null
  /** Why it came about, where the journal says so. */
  because?: string | null
  /** The pool it went to or came from. */
  pool?: string | null
}

/** An opportunity as it is between two commits. */
export type State = {
  version: number
  holder: string
  stage: string
  isOpen: boolean
  /** In the bin. */
  isGone: boolean
  /** Every hand-over so far; one at most is offered. */
  handOvers: ReadonlyMap<string, HandOver>
  /** The pool it lies in. */
  pool: string | null
  /** Whether it ever lay in one. */
  lay: boolean
  /** From whose hands it went into a pool. */
  left: ReadonlySet<string>
}
export type HandOver = {
  from: string
  to: string
  state: 'offered' | 'accepted' | 'declined' | 'withdrawn'
}

/** The journal's order of commits of one opportunity, with the state before the first and after each. */
export type Line = { commits: Noted[][]; states: State[] }

/** Puts the rows of one opportunity in the order they were committed and follows the state through them. `kinds`: what a stage is. */
export function lineOf(
  first: State,
  rows: readonly Noted[],
  kinds: ReadonlyMap<string, { key: string; kind: string }>,
): Line {
  const commits = [
    ...Map.groupBy(
      [...rows].sort((a, b) => a.seq - b.seq),
      ({ xid }) => xid,
    ).values(),
  ]
  const states = [first]
  for (const commit of commits) {
    const last = states.at(-1) ?? first
    states.push(commit.reduce((state, row) => after(state, row, kinds), last))
  }
  return { commits, states }
}

function after(
  state: State,
  noted: Noted,
  stages: ReadonlyMap<string, { key: string; kind: string }>,
): State {
  const { kind, record, after: now } = noted
  switch (kind) {
    case 'opportunity.deleted':
    case 'opportunity.merged-away':
      return {
        ...state,
        version: state.version + 1,
        isOpen: false,
        isGone: true,
        pool: null,
        handOvers: withoutOffer(state.handOvers),
      }
    case 'opportunity.restored':
    case 'opportunity.passed':
    case 'opportunity.moved':
    case 'opportunity.reopened': {
      const stage = stages.get(String(now?.['stage'] ?? '')) ?? undefined
      const holder = String(now?.['holder'] ?? state.holder)
      const isOpen = stage ? stage.kind === 'open' : state.isOpen
      const falls = holder !== state.holder || !isOpen
      const lying = poolAfter(state, noted)
      return {
        ...lying,
        pool: isOpen && (kind === 'opportunity.passed' || holder === state.holder) ? lying.pool : null,
        version: state.version + 1,
        holder,
        stage: stage?.key ?? state.stage,
        isOpen,
        isGone: false,
        handOvers: falls ? withoutOffer(state.handOvers) : state.handOvers,
      }
    }
    case 'hand-over.offered':
      return withHandOver(state, record, { from: state.holder, to: String(now?.['to']), state: 'offered' })
    case 'hand-over.accepted':
    case 'hand-over.declined':
    case 'hand-over.withdrawn': {
      const known = state.handOvers.get(record)
      const ended = kind.slice('hand-over.'.length) as HandOver['state']
      return known ? withHandOver(state, record, { ...known, state: ended }) : state
    }
    case 'opportunity.updated':
      return { ...state, version: state.version + 1 }
    default:
      return state
  }
}

/** Whoever is offered something that went elsewhere has nothing to answer any more. */
function withoutOffer(handOvers: State['handOvers']): State['handOvers'] {
  return new Map(
    [...handOvers].map(([id, one]) => [id, one.state === 'offered' ? { ...one, state: 'withdrawn' } : one]),
  )
}

function withHandOver(state: State, id: string, handOver: HandOver): State {
  return { ...state, handOvers: new Map(state.handOvers).set(id, handOver) }
}

/** The hand-over that waits for its answer, if one does. */
export function openOffer({ handOvers }: State): [string, HandOver] | undefined {
  return [...handOvers].find(([, { state }]) => state === 'offered')
}

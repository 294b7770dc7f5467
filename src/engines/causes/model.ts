import type { At, History } from '../mining/history.ts'

/** What loses opportunities or time. */
export const CAUSE_KINDS = [
  'slow-function',
  'slow-answer',
  'ping-pong',
  'starved',
  'late-first-contact',
  'overload',
  'node-only-costs',
  'uneven',
  'limit-missed',
  'drop-at-hand-over',
  'plan-deviation',
] as const
export type CauseKind = (typeof CAUSE_KINDS)[number]

/** Fields of an opportunity by which it is compared with its like, and of which a cause may be. */
export const SEGMENT_FIELDS = ['type', 'source', 'region', 'product'] as const
export type SegmentField = (typeof SEGMENT_FIELDS)[number]

export type Estimate = { value: number; low: number; high: number }

/** Where it is: keys of stages and functions, ids of departments and people, values of one field. */
export type Place = {
  stages: string[]
  functions: string[]
  departments: string[]
  people: string[]
  segment: { field: SegmentField; values: string[] } | null
  limit: string | null
  rule: string | null
}

/** One line of evidence: a group and its figure, with an interval where there is one. */
export type Evidence = {
  what: 'here' | 'peers' | 'step'
  /** Which step of a dose, from the least. */
  step: number | null
  unit: 'days' | 'share' | 'hours' | 'count'
  n: number
  value: number
  low: number | null
  high: number | null
}

export type Cause = {
  /** The same cause has the same key whenever it is looked for. */
  key: string
  kind: CauseKind
  place: Place
  /** How far it is from its like: times as much, or so many hundredths more. */
  effect: Estimate & { measure: 'ratio' | 'difference' | 'share' }
  /** What it cost in the period, each estimated with a 95 % interval; null where it cannot be said. */
  cost: { opportunities: Estimate | null; days: Estimate | null }
  /** By which it is put in order: opportunities lost, and working days lost in opportunities' worth of the usual cycle. */
  weight: number
  evidence: Evidence[]
  /** Opportunities it is about, those it hurt most first. */
  rows: { id: string; value: number }[]
  p: number
  /** Causes that only follow from this one. */
  leadsTo: CauseKind[]
}

export type Someone = { department: string | null; functions: readonly string[]; weight: number }

/** What a plan says that causes are measured against. Positions tell whether a move goes forward. */
export type Division = {
  keeper: string
  stages: readonly { key: string; position: number; kind: string; accountable: string }[]
  rules: readonly { id: string; strategy: string }[]
}

/** Everything that is looked at. `minutes` are of somebody's working time. */
export type Looked = {
  histories: readonly History[]
  people: ReadonlyMap<string, Someone>
  plans: ReadonlyMap<string, Division>
  minutes(person: string, from: At, to: At): number
}

/** Something compared with its like: a cause if it is large, sure and no chance among all that were compared. */
export type Candidate = Omit<Cause, 'leadsTo' | 'weight'> & { isLarge: boolean }
export type Compared = { candidates: Candidate[]; tooFew: number }

export const DAY_MINUTES = 480
export const NOWHERE: Place = {
  stages: [],
  functions: [],
  departments: [],
  people: [],
  segment: null,
  limit: null,
  rule: null,
}

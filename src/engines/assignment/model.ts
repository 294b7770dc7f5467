import type { Reason } from '../../kernel/explain.ts'

export type Strategy = 'weighted-round-robin' | 'least-loaded'

/** Who may be found by a rule. Everything given must fit; nothing given fits everybody. */
export type CandidateRule = {
  functions?: readonly string[] | undefined
  /** Department ids; people of departments below them fit too. */
  departments?: readonly string[] | undefined
  territory?: 'match' | 'any' | undefined
  /** All of them. */
  skills?: readonly string[] | undefined
  /** A fact of the opportunity whose value must be among the person's skills. */
  skillFrom?: string | undefined
  people?: readonly string[] | undefined
}

/** One ordered rule. `holds` is its condition, already compiled. */
export type Rule = {
  id: string
  holds(facts: Facts): boolean
  candidates: CandidateRule
  strategy: Strategy
  openCap?: number | null
  dayCap?: number | null
}

/** What the rules know of an opportunity: its fields, references as `{ id, … }` with the fields one step further. */
export type Facts = Readonly<Record<string, unknown>>

export type Person = {
  id: string
  name: string
  active: boolean
  /** Away now and without a deputy. */
  away?: boolean
  functions: readonly string[]
  /** Ids of the person's department and all above it. */
  departmentPath: readonly string[]
  skills: readonly string[]
  /** Region codes; a province covers its cities. */
  territories: readonly string[]
  weight: number
  openCap: number | null
  dayCap: number | null
}

/** Loads and turns; `decide` moves them on, so that the next decision of the same batch knows of this one. */
export type LoadState = {
  open: Map<string, number>
  today: Map<string, number>
  /** rule id → person id → deficit: how much more than they got they are owed. */
  credit: Map<string, Map<string, number>>
  /** rule id → person id → when last (any rising number). */
  last: Map<string, Map<string, number>>
}

export type Weighed = {
  personId: string
  eligible: boolean
  exclusions: Reason[]
  /** What decided: the highest wins. Null where not eligible. */
  score: number | null
  terms: Record<string, number>
}

/** Complete enough to answer why this person, why not me, and what would have changed it. Plain JSON. */
export type Decision = {
  via: 'rule' | 'fallback'
  ruleId: string | null
  personId: string
  draw: number
  tieBreak: string | null
  reasons: Reason[]
  whatWouldChange: Reason[]
  candidates: Weighed[]
}

/** Every code that a decision's reasons can carry; the sentences are the reader's language's. */
export const REASON_CODES = [
  'condition-does-not-hold',
  'nobody-eligible',
  'rule-holds',
  'no-rule-found-anybody',
  'inactive',
  'away',
  'not-in-function',
  'not-in-department',
  'not-in-territory',
  'no-region',
  'lacks-skill',
  'not-named',
  'open-cap-reached',
  'day-cap-reached',
  'owed-most',
  'least-load',
  'only-one',
  'runner-up',
  'mend-keeper',
] as const

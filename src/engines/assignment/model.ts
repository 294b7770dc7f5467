import type { Reason } from '../../kernel/explain.ts'

/** `manual`: the keeper holds it and gives it on by hand; the candidates are listed by their load. */
export type Strategy = 'weighted-round-robin' | 'least-loaded' | 'manual'

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
  /** A fact that must have one of these values for `holds` to be true: rules by the hundred are then not all asked. */
  need?: { path: string; values: readonly string[] } | undefined
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
  /** Away now: until when, and who stands in. Whoever is away receives nothing new. */
  away?: { until: string; deputy: string } | undefined
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

/** Who can be found by one rule for one kind of opportunity, whatever their load: shared by every decision on it. Plain JSON. */
export type Ground = {
  ruleId: string
  strategy: Strategy
  /** Those whom nothing but their load keeps out, in the order of their ids. */
  fit: { personId: string; weight: number }[]
  /** The others, by their reasons. */
  out: { reasons: Reason[]; people: string[] }[]
}

/**
 * One decision in short: with its ground it says as much as `Decision` does. `terms` are, in the order of `ground.fit`, what each
 * was owed (round robin) or had open (least loaded) before; `capped` says who of them had too much: index and reasons.
 */
export type Outcome = {
  via: 'rule' | 'fallback'
  ruleId: string | null
  personId: string
  draw: number
  tieBreak: string | null
  /** Rules that held and found nobody. */
  tried: string[]
  whatWouldChange: Reason[]
  terms: number[]
  capped: [number, Reason[]][]
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
  'by-hand',
  'runner-up',
  'mend-keeper',
] as const

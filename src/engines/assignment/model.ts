import type { Reason } from '../../kernel/explain.ts'

/** `manual`: the keeper holds it and gives it on by hand; the candidates are listed by their load. */
export type Strategy =
  | 'weighted-round-robin'
  | 'least-loaded'
  | 'value-fair'
  | 'conversion-weighted'
  | 'best-of-batch'
  | 'manual'

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
  /** Further facts that must fit: each value among what the person has. */
  matches?: readonly Match[] | undefined
  /** At work at the rule's `now` or within so many hours after it. */
  withinWorkingHours?: number | undefined
}
export type Match = { field: string; person: 'skills' | 'territories' | 'department' | 'functions' }

/** Limits; the lower of a person's and the rule's counts. `unitCap`: units of work in hand. */
export type Caps = {
  openCap?: number | null
  dayCap?: number | null
  weekCap?: number | null
  unitCap?: number | null
}

/** What an opportunity counts in money; `assumed` says why where it is not its own amount. */
export type Value = { counted: number; assumed: 'no-amount' | 'other-currency' | null }

/** What people won of such opportunities, and how far weights may follow it: multiples of the person's own weight. */
export type Conversion = {
  least: number
  most: number
  /** Below so many closed ones the weight stays plain. */
  atLeast: number
  days: number
  countedAt: string
  of: ReadonlyMap<string, { won: number; closed: number }>
}

/** One ordered rule. `holds` is its condition, already compiled. */
export type Rule = {
  id: string
  holds(facts: Facts): boolean
  /** A fact that must have one of these values for `holds` to be true: rules by the hundred are then not all asked. */
  need?: { path: string; values: readonly string[] } | undefined
  candidates: CandidateRule
  strategy: Strategy
  /** Load is the number in hand, or the units of work of their stages. */
  loadBy?: 'count' | 'units'
  /** Whoever holds or held one of the same customer comes first. */
  sticky?: 'account' | 'contact-details' | null
  /** For so long somebody is remembered who holds none of the customer's any more. */
  stickyDays?: number
  /** What happens to the turns of those who are away or have too much: kept, made up for by at most `accrueCap`, or forgone. */
  turns?: 'keep' | 'accrue' | 'forgo'
  accrueCap?: number
  /** Value-fair: what an opportunity counts. */
  amountOf?(facts: Facts): Value
  conversion?: Conversion | undefined
  /** The instant it decides at, in milliseconds: asked where `candidates` say when somebody must be at work. */
  now?: number | undefined
} & Caps

/** What the rules know of an opportunity: its fields, references as `{ id, … }` with the fields one step further. */
export type Facts = Readonly<Record<string, unknown>>

export type Person = {
  id: string
  name: string
  active: boolean
  /** Their next working moment in milliseconds, not after now where they are at work; null: never. Left out: not asked. */
  nextWorkingAt?: number | null | undefined
  /** Away now: until when, and who stands in. Whoever is away receives nothing new. */
  away?: { until: string; deputy: string } | undefined
  functions: readonly string[]
  /** Ids of the person's department and all above it. */
  departmentPath: readonly string[]
  skills: readonly string[]
  /** Region codes; a province covers its cities. */
  territories: readonly string[]
  weight: number
  /** Names of the department and all above it. */
  departmentNames?: readonly string[]
} & Caps

/** Loads and turns; `decide` moves them on, so that the next decision of the same batch knows of this one. */
export type LoadState = {
  open: Map<string, number>
  today: Map<string, number>
  week?: Map<string, number>
  /** Units of work in hand. */
  units?: Map<string, number>
  /** rule id → person id → deficit: how much more than they got they are owed. */
  credit: Map<string, Map<string, number>>
  /** rule id → person id → when last (any rising number). */
  last: Map<string, Map<string, number>>
  /** rule id → the largest amount it has given. */
  largest?: Map<string, number>
  /** customer (an account's id, or a contact key) → who holds or held theirs, those who hold first. */
  customers?: Map<string, Holder[]>
}

/** Who holds an opportunity of a customer, or held it until `daysAgo`; `number` is null where it came in the same batch. */
export type Holder = { personId: string; number: number | null; holds: boolean; daysAgo: number }

/** What is known of an opportunity beside its facts. */
export type Arrival = {
  /** The units of work of the stage it stands at. */
  workload?: number
  account?: string | null
  /** By what a customer without an account is known again. */
  contacts?: readonly string[]
}

export type Weighed = {
  personId: string
  eligible: boolean
  exclusions: Reason[]
  /** What decided: the highest wins. Null where not eligible. */
  score: number | null
  terms: Record<string, number>
}

/** Reasons that pass by themselves: their turns are kept, made up for or forgone as the rule says. */
export const PASSING: ReadonlySet<string> = new Set(['away', 'not-available-within', 'never-available'])

/** Who can be found by one rule for one kind of opportunity, whatever their load: shared by every decision on it. Plain JSON. */
export type Ground = {
  ruleId: string
  strategy: Strategy
  loadBy?: 'units'
  /** Where turns of the absent are not simply kept: those not there are said in `out`. */
  turns?: 'accrue' | 'forgo'
  /** What the factors of the weights come from; `mean` is the rate all are shrunken towards by `prior` opportunities. */
  conversion?: Omit<Conversion, 'of'> & { mean: number; prior: number }
  /** Those whom nothing but their load keeps out, in the order of their ids. */
  fit: Fit[]
  /** The others, by their reasons. */
  out: { reasons: Reason[]; people: string[] }[]
}

/** `weight` is what counts; where it follows conversion, `plain` is the person's own and the rest says how it came about. */
export type Fit = {
  personId: string
  weight: number
  plain?: number
  won?: number
  closed?: number
  rate?: number
  factor?: number
  /** Best of batch: the share of what is wanted that they can, and how closely their territory names the region. */
  skill?: number
  depth?: number
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
  /** Whoever holds or held one of the same customer: they got it, or `why` they did not. */
  sticky?: Holder & { why?: Reason }
  /** Value-fair: what it counted, and the largest so far. */
  value?: Value & { largest: number }
  /** Best of batch: what loads were measured by; in a batch of `size`, who would have got it alone. */
  batch?: { scale: number; size: number; alone: string; customers: string[] }
}

/** Complete enough to answer why this person, why not me, and what would have changed it. Plain JSON. */
export type Decision = {
  via: 'rule' | 'fallback' | 'succession'
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
  'not-available-within',
  'never-available',
  'open-cap-reached',
  'day-cap-reached',
  'week-cap-reached',
  'unit-cap-reached',
  'does-not-match',
  'no-value-to-match',
  'owed-most',
  'least-load',
  'least-units',
  'owed-most-value',
  'value-assumed',
  'owed-most-by-conversion',
  'best-fit',
  'batch-better-elsewhere',
  'same-account',
  'same-account-earlier',
  'same-account-batch',
  'same-account-not-kept',
  'only-one',
  'by-hand',
  'runner-up',
  'mend-keeper',
  'leaver',
  'reorganisation',
  'chosen-by-hand',
] as const

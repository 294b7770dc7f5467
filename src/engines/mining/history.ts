/** A time: milliseconds since the epoch. */
export type At = number

/** Somebody held an opportunity at a stage, from–to; `to` null while it goes on. */
export type Tile = {
  /** Key of the stage, the same in every version of the plan. */
  stage: string
  phase: string
  person: string
  from: At
  to: At | null
  /** Why it came to them: a `because` of the ledger. */
  because: string
  /** The person's function for which they hold the stage; null where they have none. */
  function: string | null
  department: string | null
  /** The routing decision that chose them, and its rule. */
  decision: string | null
  rule: string | null
}

/** A hand-over as it was offered and answered. */
export type Offer = {
  from: string
  to: string
  stage: string
  toStage: string
  offeredAt: At
  answeredAt: At | null
  state: 'offered' | 'accepted' | 'declined' | 'withdrawn'
  /** Who was to answer asked back before. */
  asked: boolean
}

/** Somebody did something for the customer: a follow-up of any kind. */
export type Contact = { person: string; at: At; kind: string; nextStepOn: string | null }

/** A limit that ran: when it was over, and when it was passed, if ever. */
export type Limit = {
  kind: string
  stage: string | null
  person: string
  startedAt: At
  dueAt: At
  breachedAt: At | null
  stoppedAt: At | null
}

/** It lay in a pool; its keeper held it meanwhile. */
export type Stay = { pool: string; since: At; until: At | null; because: string; takenBy: string | null }

/** How one opportunity went. Tiles are in order of time and without a gap while it was open; everything else is in order of time. */
export type History = {
  id: string
  number: number
  title: string
  type: string
  source: string | null
  region: string | null
  product: string | null
  account: string | null
  amount: { minor: number; currency: string } | null
  planVersion: string
  openedAt: At
  closedAt: At | null
  outcome: 'won' | 'lost' | null
  outcomeReason: string | null
  tiles: Tile[]
  offers: Offer[]
  contacts: Contact[]
  limits: Limit[]
  stays: Stay[]
}

/** One piece of work that looks for a receiver: an opportunity, or a hand-over that waits for an answer. */
export type Item = {
  id: string
  fromId: string
  /** The function that is accountable at its stage; null where anybody may have it. */
  function: string | null
  accountId: string | null
  /** Whom its holder offered it to already. */
  offeredToId: string | null
  /** Who cannot get it, besides its holder. */
  notId?: string | null
  region: string | null
  /** What it is: dimension → value. */
  traits: Readonly<Record<Trait, string | null>>
}

export const TRAITS = ['type', 'source', 'industry', 'size', 'product', 'series'] as const
export type Trait = (typeof TRAITS)[number]

/** Somebody who could receive. Only active people who may act are candidates. */
export type Candidate = {
  id: string
  functions: readonly string[]
  territories: readonly string[]
  departmentId: string | null
  managerId: string | null
  weight: number
  openCap: number | null
  /** How many they hold now. */
  open: number
  /** Away when it happens: only where nobody else fits. */
  isAway?: boolean
}

/** What is known of the candidates' work, read once for all. */
export type Experience = {
  /** Person → `trait value` → how many such they hold or have won. */
  handled: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** `account person` → how close they are to the account, from 0 to 1. */
  closeness: ReadonlyMap<string, number>
}

/** From whom the work comes: their team is preferred. */
export type Giver = { id: string; departmentId: string | null; managerId: string | null }

export const TERMS = [
  'offered',
  'account',
  'territory',
  'product',
  'segment',
  'size',
  'team',
  'load',
] as const
export type TermName = (typeof TERMS)[number]

/** One candidate for one item as it was weighed. */
export type Weighed = { personId: string; score: number; terms: Record<TermName, number> }

/** `nobody-fits`: no active person has the function. `everybody-full`: those who have it are at their limits. */
export type Proposal = {
  id: string
  toId: string | null
  problem: 'nobody-fits' | 'everybody-full' | null
  /** The best, the chosen one first; at most eight. */
  weighed: Weighed[]
  /** How many were weighed in all. */
  considered: number
}

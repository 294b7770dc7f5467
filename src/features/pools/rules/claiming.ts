import { addDays, type Day, type Instant } from '../../../kernel/time.ts'
import type { Pool } from '../../plan/contract.ts'
import type { Allowance } from '../contract.ts'
import { isMember, type Member } from './belonging.ts'

/** Somebody who takes from pools, as they are now. */
export type Claimer = Member & {
  id: string
  name: string
  active: boolean
  /** Where they are away: until when. */
  awayUntil: Instant | null
  /** What they hold that is open, not won, and lies in no pool. */
  holding: number
}

type Limits = Pick<Pool, 'claimsPerDay' | 'holdMost' | 'limits'>

/** What one person may claim in a day and hold at most: as one of their functions is allowed, the most generous; else as everybody is. */
export function limitsOf(
  pool: Limits,
  functions: readonly string[],
): { claimsPerDay: number | null; holdMost: number | null } {
  const own = pool.limits.filter((one) => functions.includes(one.function))
  if (own.length === 0) return { claimsPerDay: pool.claimsPerDay, holdMost: pool.holdMost }
  return {
    claimsPerDay: most(own.map((one) => one.claimsPerDay)),
    holdMost: most(own.map((one) => one.holdMost)),
  }
}

function most(limits: readonly (number | null)[]): number | null {
  return limits.includes(null) ? null : Math.max(...limits.map((one) => one ?? 0))
}

/** What somebody may still take today. */
export function allowanceOf(
  pool: Limits,
  { functions, holding }: Pick<Claimer, 'functions' | 'holding'>,
  claimedToday: number,
): Allowance {
  const { claimsPerDay, holdMost } = limitsOf(pool, functions)
  const rest = [
    ...(claimsPerDay === null ? [] : [claimsPerDay - claimedToday]),
    ...(holdMost === null ? [] : [holdMost - holding]),
  ]
  return {
    claimsPerDay,
    claimedToday,
    holdMost,
    holding,
    left: rest.length === 0 ? null : Math.max(0, Math.min(...rest)),
  }
}

/** The first day on which whoever held it before may claim it again. */
export function claimableFrom(leftOn: Day, { coolDownDays }: Pick<Pool, 'coolDownDays'>): Day {
  return addDays(leftOn, coolDownDays)
}

export type ClaimVerdict =
  | { kind: 'claim' }
  | { kind: 'not-member' }
  | { kind: 'away'; until: Instant }
  | { kind: 'cooling-down'; from: Day }
  | { kind: 'hold-limit'; most: number }
  | { kind: 'day-limit'; most: number }

export type Situation = {
  today: Day
  claimedToday: number
  /** The last day on which it went from their hands into a pool; null where it never did. */
  leftOn: Day | null
}

/** Whether somebody may claim something from a pool. */
export function claimVerdict(
  pool: Pool,
  claimer: Claimer,
  { today, claimedToday, leftOn }: Situation,
): ClaimVerdict {
  const receiving = receivingVerdict(pool, claimer)
  if (receiving.kind === 'not-member') return receiving
  if (claimer.awayUntil) return { kind: 'away', until: claimer.awayUntil }
  const from = leftOn === null ? null : claimableFrom(leftOn, pool)
  if (from !== null && today < from) return { kind: 'cooling-down', from }
  if (receiving.kind === 'hold-limit') return receiving
  const { claimsPerDay } = limitsOf(pool, claimer.functions)
  if (claimsPerDay !== null && claimedToday >= claimsPerDay) return { kind: 'day-limit', most: claimsPerDay }
  return { kind: 'claim' }
}

/** Whether somebody may be given something from a pool: a member below what they hold at most. */
export function receivingVerdict(
  pool: Pool,
  claimer: Claimer,
): { kind: 'claim' } | { kind: 'not-member' } | { kind: 'hold-limit'; most: number } {
  if (!claimer.active || !isMember(pool, claimer)) return { kind: 'not-member' }
  const { holdMost } = limitsOf(pool, claimer.functions)
  if (holdMost !== null && claimer.holding >= holdMost) return { kind: 'hold-limit', most: holdMost }
  return { kind: 'claim' }
}

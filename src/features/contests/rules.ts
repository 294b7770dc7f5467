import type { Instant } from '../../kernel/time.ts'
import { instantOf } from '../../kernel/time.ts'

/** How long whoever decides has. */
export const RULING_HOURS = 48

/** When a contest filed, or taken up the line, at `from` must be decided. */
export function rulingDue(from: Instant): Instant {
  return instantOf(Date.parse(from) + RULING_HOURS * 3_600_000)
}

export type FilingVerdict = 'file' | 'no-decision' | 'not-in-force' | 'not-candidate' | 'holds-already'

/** Whether somebody may contest a decision of an opportunity; `decisions` newest first. */
export function filingVerdict(
  decisions: readonly { id: string; personId: string; candidateIds: readonly string[] }[],
  opportunity: { isOpen: boolean; holderId: string },
  filing: { decisionId: string; contesterId: string; proposedId: string },
): FilingVerdict {
  const decision = decisions.find(({ id }) => id === filing.decisionId)
  if (!decision) return 'no-decision'
  const isNewest = decisions[0]?.id === decision.id
  if (!opportunity.isOpen || !isNewest || opportunity.holderId !== decision.personId) return 'not-in-force'
  const { contesterId, proposedId } = filing
  if (contesterId !== decision.personId && !decision.candidateIds.includes(contesterId))
    return 'not-candidate'
  return proposedId === opportunity.holderId ? 'holds-already' : 'file'
}

export type ContestState = {
  state: string
  version: number
  contesterId: string
  proposedId: string
  deciderId: string | null
}
export type RulingVerdict = 'rule' | 'own' | 'not-decider' | 'ended-already' | 'stale'

/** Whether somebody may decide about the contest they saw at `version`: its decider, or an administrator who is no party. */
export function rulingVerdict(
  contest: ContestState,
  person: { id: string; admin: boolean },
  version: number,
): RulingVerdict {
  if (person.id === contest.contesterId || person.id === contest.proposedId) return 'own'
  if (person.id !== contest.deciderId && !person.admin) return 'not-decider'
  if (contest.state !== 'open') return 'ended-already'
  return contest.version === version ? 'rule' : 'stale'
}

type Tile = {
  person: { id: string; name: string }
  because: string
  reason: string | null
  actor: { id: string; name: string } | null
  decisionId: string | null
}

/**
 * The pass by which somebody gave to another what a decision had given: the first tile after the decision's own that somebody else
 * holds, where it was passed by hand. `tiles` oldest first. Undefined where nobody overrode it.
 */
export function overrideOf<T extends Tile>(tiles: readonly T[], decisionId: string): T | undefined {
  const at = tiles.findIndex((tile) => tile.decisionId === decisionId && tile.because !== 'contest')
  const own = tiles[at]
  const next = own && tiles.slice(at + 1).find((tile) => tile.person.id !== own.person.id)
  return next?.because === 'passed' ? next : undefined
}

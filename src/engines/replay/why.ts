import { type Decision, explained, type Ground, type Outcome } from '../assignment/index.ts'
import type { Division } from './model.ts'

/** `was`: what became of whoever really got it; null where the rules did not look at them. */
export type Why = Pick<Decision, 'reasons' | 'tieBreak'> & {
  would: Decision['candidates'][number] | null
  was: Decision['candidates'][number] | null
}

/** Why a decision came out as it did, and why not whoever really got it. Rules that did not hold are left out. */
export function whyOf(
  outcome: Outcome,
  ground: Ground | null,
  division: Division | undefined,
  was: string,
): Why {
  const ids = (division?.rules ?? []).map(({ id }) => id)
  const { candidates, reasons, tieBreak } = explained(outcome, ground, ids, [was])
  const of = (id: string) => candidates.find(({ personId }) => personId === id) ?? null
  return {
    reasons: reasons.filter(({ code }) => code !== 'condition-does-not-hold'),
    tieBreak,
    would: of(outcome.personId),
    was: of(was),
  }
}

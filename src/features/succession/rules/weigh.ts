import type { Candidate, Experience, Giver, Item, TermName, Weighed } from './model.ts'

/** What a term is worth at most. Continuity and an offer already made outweigh everything else; load decides between equals. */
export const WORTH: Readonly<Record<TermName, number>> = {
  offered: 6,
  account: 5,
  territory: 3,
  product: 2,
  segment: 2,
  size: 1,
  team: 1,
  load: 4,
}

/** Everything but the load, which changes as work is given. O(1). */
export function weighedBeforeLoad(
  item: Item,
  candidate: Candidate,
  giver: Giver | undefined,
  experience: Experience,
): Record<TermName, number> {
  const handled = experience.handled.get(candidate.id)
  const seen = (trait: keyof Item['traits']) => {
    const value = item.traits[trait]
    return value === null ? 0 : saturated(handled?.get(`${trait} ${value}`) ?? 0)
  }
  const close = item.accountId ? (experience.closeness.get(`${item.accountId} ${candidate.id}`) ?? 0) : 0
  return {
    offered: item.offeredToId === candidate.id ? WORTH.offered : 0,
    account: WORTH.account * close,
    territory: WORTH.territory * covers(candidate.territories, item.region),
    product: WORTH.product * (0.6 * seen('product') + 0.4 * seen('series')),
    segment: WORTH.segment * (0.45 * seen('industry') + 0.35 * seen('type') + 0.2 * seen('source')),
    size: WORTH.size * seen('size'),
    team: WORTH.team * sameTeam(candidate, giver),
    load: 0,
  }
}

/** The load a candidate would have, against the level everybody is to reach; below it there is nothing to lose. */
export function loadTerm(held: number, weight: number, level: number): number {
  const over = held / weight - level
  return over <= 0 ? 0 : -WORTH.load * (over / Math.max(1, level))
}

export function scoreOf(terms: Readonly<Record<TermName, number>>): number {
  return Object.values(terms).reduce((sum, term) => sum + term, 0)
}

/** Best first; of equals the lower id, so that the same question has the same answer. */
export function byScore(a: Weighed, b: Weighed): number {
  return b.score - a.score || (a.personId < b.personId ? -1 : 1)
}

/** Three of a kind are half of what there is to learn. */
function saturated(count: number): number {
  return count / (count + 3)
}

function covers(territories: readonly string[], region: string | null): number {
  return region !== null && territories.some((code) => region.startsWith(code)) ? 1 : 0
}

function sameTeam(candidate: Candidate, giver: Giver | undefined): number {
  if (!giver) return 0
  if (giver.managerId !== null && candidate.managerId === giver.managerId) return 1
  if (giver.departmentId !== null && candidate.departmentId === giver.departmentId) return 0.6
  return candidate.id === giver.managerId ? 0.3 : 0
}

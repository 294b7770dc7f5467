import type { Candidate, Experience, Giver, Item, Proposal, TermName, Weighed } from './model.ts'
import { fairShares, roomOf } from './share.ts'
import { byScore, loadTerm, scoreOf, weighedBeforeLoad } from './weigh.ts'

const SLACK = 1.25 // how far fitting well may go beyond the even share
const KEPT = 8

export type Question = {
  items: readonly Item[]
  candidates: readonly Candidate[]
  givers: readonly Giver[]
  experience: Experience
  /** What was given to somebody by hand already: it counts as their load, and the rest of the account follows it. */
  given?: readonly { accountId: string | null; function: string | null; toId: string }[]
}

/**
 * A receiver for every item: the work of an account and function goes to one person where a limit allows it, to whoever fits best and is
 * not loaded beyond their even share by a quarter (or by one group that does not fit anywhere else). Never its holder, never over
 * somebody's limit, never to somebody away while there is another. Deterministic. O(items × candidates); 2,000 × 100 take about a fifth of a second.
 */
export function propose({ items, candidates, givers, experience, given = [] }: Question): Proposal[] {
  const giverOf = new Map(givers.map((giver) => [giver.id, giver]))
  const load = new Map(candidates.map(({ id, open }) => [id, open]))
  for (const { toId } of given) if (load.has(toId)) load.set(toId, (load.get(toId) ?? 0) + 1)
  const chosenBefore = new Map(given.map((one) => [`${one.accountId} ${one.function}`, one.toId]))
  const proposals = new Map<string, Proposal>()
  const pools = Map.groupBy(items, (item) => item.function ?? '')
  for (const name of [...pools.keys()].sort()) {
    const pool = pools.get(name) ?? []
    const fit = candidates
      .filter(({ functions }) => name === '' || functions.includes(name))
      .map((candidate) => ({ ...candidate, open: load.get(candidate.id) ?? candidate.open }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    const worker = new Pool(fit, pool.length, giverOf, experience)
    for (const { group, terms } of worker.ordered(groupsOf(pool))) {
      const before = group.accountId ? chosenBefore.get(`${group.accountId} ${name || null}`) : undefined
      for (const proposal of worker.give(group.items, terms, before)) proposals.set(proposal.id, proposal)
    }
    for (const [id, held] of worker.load) load.set(id, held)
  }
  return items.flatMap(({ id }) => proposals.get(id) ?? [])
}

type Group = { key: string; accountId: string | null; items: Item[] }

/** What stays together: the items of an account; those without one stand alone. */
function groupsOf(items: readonly Item[]): Group[] {
  const groups = Map.groupBy(items, ({ id, accountId }) => accountId ?? `alone ${id}`)
  return [...groups].map(([key, list]) => ({
    key,
    accountId: list[0]?.accountId ?? null,
    items: inOrder(list),
  }))
}

function inOrder<T extends { id: string }>(list: readonly T[]): T[] {
  return list.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

type Terms = Record<TermName, number>

/** The people of one function and what they get, group after group. */
class Pool {
  readonly load: Map<string, number>
  readonly #candidates: readonly Candidate[]
  readonly #quota: Map<string, number>
  readonly #givers: ReadonlyMap<string, Giver>
  readonly #experience: Experience
  readonly #level: number

  constructor(
    candidates: readonly Candidate[],
    count: number,
    givers: ReadonlyMap<string, Giver>,
    experience: Experience,
  ) {
    const there = candidates.filter(({ isAway }) => !isAway)
    const shares = fairShares(there.length > 0 ? there : candidates, count)
    this.#candidates = candidates
    this.#givers = givers
    this.#experience = experience
    this.#quota = new Map(candidates.map(({ id }) => [id, Math.ceil((shares.get(id) ?? 0) * SLACK)]))
    this.load = new Map(candidates.map(({ id, open }) => [id, open]))
    this.#level = Math.max(
      0,
      ...candidates.map((c) =>
        (shares.get(c.id) ?? 0) > 0 ? (c.open + (shares.get(c.id) ?? 0)) / c.weight : 0,
      ),
    )
  }

  /** Large groups first, then those that lose most where their best is taken. */
  ordered(groups: readonly Group[]): { group: Group; terms: Map<string, Terms> }[] {
    return groups
      .map((group) => {
        const terms = this.#termsOf(group.items)
        return { group, terms, regret: regretOf(terms) }
      })
      .sort(
        (a, b) =>
          b.group.items.length - a.group.items.length ||
          b.regret - a.regret ||
          (a.group.key < b.group.key ? -1 : 1),
      )
  }

  /** To one person together, else (they are too many for anybody) one by one. `before` has the rest of them already. */
  give(items: readonly Item[], terms: ReadonlyMap<string, Terms>, before: string | undefined): Proposal[] {
    const open = this.#candidates.filter(({ id }) => terms.has(id))
    if (open.length === 0 && items.length > 1) return this.#oneByOne(items, before)
    if (open.length === 0)
      return items.map(({ id }) => ({ id, toId: null, problem: 'nobody-fits', weighed: [], considered: 0 }))
    const able = open.filter((one) => this.#room(one) >= items.length)
    if (able.length === 0 && items.length > 1) return this.#oneByOne(items, before)
    const weighed = this.#weigh(open, terms, items.length)
    const best = weighed.slice(0, KEPT)
    const considered = open.length
    const chosen = this.#choose(able, weighed, items.length, before)
    if (!chosen)
      return items.map(({ id }) => ({ id, toId: null, problem: 'everybody-full', weighed: best, considered }))
    this.load.set(chosen.personId, (this.load.get(chosen.personId) ?? 0) + items.length)
    this.#quota.set(chosen.personId, (this.#quota.get(chosen.personId) ?? 0) - items.length)
    const kept = [chosen, ...weighed.filter((one) => one !== chosen).slice(0, KEPT - 1)]
    return items.map(({ id }) => ({ id, toId: chosen.personId, problem: null, weighed: kept, considered }))
  }

  /** As many as there is room for still go to the same person. */
  #oneByOne(items: readonly Item[], before: string | undefined): Proposal[] {
    let last = before
    return items.flatMap((item) => {
      const given = this.give([item], this.#termsOf([item]), last)
      last = given[0]?.toId ?? last
      return given
    })
  }

  #choose(able: readonly Candidate[], weighed: readonly Weighed[], size: number, before: string | undefined) {
    const ids = new Set(able.map(({ id }) => id))
    const possible = weighed.filter(({ personId }) => ids.has(personId))
    const same = possible.find(({ personId }) => personId === before)
    if (same) return same
    const within = possible.find(({ personId }) => (this.#quota.get(personId) ?? 0) >= size)
    if (within) return within
    // nobody's share takes so many at once: whoever has most of theirs left
    return possible.toSorted(
      (a, b) => (this.#quota.get(b.personId) ?? 0) - (this.#quota.get(a.personId) ?? 0) || byScore(a, b),
    )[0]
  }

  #room(candidate: Candidate): number {
    return roomOf({ openCap: candidate.openCap, open: this.load.get(candidate.id) ?? candidate.open })
  }

  #weigh(open: readonly Candidate[], terms: ReadonlyMap<string, Terms>, size: number): Weighed[] {
    return open
      .map(({ id, weight }): Weighed => {
        const load = loadTerm((this.load.get(id) ?? 0) + size, weight, this.#level)
        const all = { ...(terms.get(id) as Terms), load }
        return { personId: id, score: scoreOf(all), terms: all }
      })
      .sort(byScore)
  }

  /** The average over the items, for every candidate that may have all of them; who is away only where nobody else may. */
  #termsOf(items: readonly Item[]): Map<string, Terms> {
    const found = new Map<string, Terms>()
    for (const candidate of this.#candidates) {
      if (items.some((item) => item.fromId === candidate.id || item.notId === candidate.id)) continue
      let sum: Terms | undefined
      for (const item of items) {
        const terms = weighedBeforeLoad(item, candidate, this.#givers.get(item.fromId), this.#experience)
        if (!sum) sum = terms
        else for (const name of Object.keys(sum) as TermName[]) sum[name] += terms[name]
      }
      if (!sum) continue
      for (const name of Object.keys(sum) as TermName[]) sum[name] /= items.length
      found.set(candidate.id, sum)
    }
    const away = this.#candidates.filter(({ id, isAway }) => isAway && found.has(id))
    if (away.length < found.size) for (const { id } of away) found.delete(id)
    return found
  }
}

/** What is lost where somebody else takes the best one's place. */
function regretOf(terms: ReadonlyMap<string, Terms>): number {
  let best = Number.NEGATIVE_INFINITY
  let second = Number.NEGATIVE_INFINITY
  for (const one of terms.values()) {
    const score = scoreOf(one)
    if (score > best) [best, second] = [score, best]
    else if (score > second) second = score
  }
  return Number.isFinite(second) ? best - second : 0
}

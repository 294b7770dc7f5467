import { because, type Reason } from '../../kernel/explain.ts'
import { exclusionsOf } from './eligible.ts'
import type { Decision, Facts, LoadState, Person, Rule, Weighed } from './model.ts'

/**
 * Finds the person for an opportunity and moves `state` on. Rules are tried in order; the first that holds and has somebody
 * eligible decides, else the keeper gets it with the reasons. The same input gives the same decision: `draw` (0 ≤ draw < 1) is the
 * only chance, and it breaks only exact ties. O(rules + people of the rules that hold).
 */
export function decide(
  facts: Facts,
  rules: readonly Rule[],
  people: readonly Person[],
  keeperId: string,
  state: LoadState,
  draw: number,
): Decision {
  const passedOver: Reason[] = []
  let looked: Weighed[] = []
  for (const rule of rules) {
    if (!rule.holds(facts)) {
      passedOver.push(because('condition-does-not-hold', { rule: rule.id }))
      continue
    }
    const weighed = people.map((person) => weigh(person, rule, facts, state))
    const eligible = weighed.filter((one) => one.eligible)
    if (eligible.length > 0) return chosen(rule, people, weighed, eligible, state, draw, passedOver)
    passedOver.push(because('nobody-eligible', { rule: rule.id }))
    looked = weighed
  }
  receive(state, null, keeperId)
  return {
    via: 'fallback',
    ruleId: null,
    personId: keeperId,
    draw,
    tieBreak: null,
    reasons: [...passedOver, because('no-rule-found-anybody', { keeper: keeperId })],
    whatWouldChange: nearest(looked),
    candidates: looked,
  }
}

function weigh(person: Person, rule: Rule, facts: Facts, state: LoadState): Weighed {
  const exclusions = exclusionsOf(person, rule, facts, state)
  const eligible = exclusions.length === 0
  return { personId: person.id, eligible, exclusions, score: null, terms: {} }
}

function chosen(
  rule: Rule,
  people: readonly Person[],
  weighed: Weighed[],
  eligible: Weighed[],
  state: LoadState,
  draw: number,
  passedOver: Reason[],
): Decision {
  const weights = new Map(people.map((person) => [person.id, person.weight]))
  if (rule.strategy === 'weighted-round-robin') scoreByCredit(rule, eligible, weights, state)
  else scoreByLoad(eligible, weights, state)
  const { winner, tieBreak } = best(rule, eligible, state, draw)
  if (rule.strategy === 'weighted-round-robin') payTurn(rule, eligible, winner, state)
  receive(state, rule.id, winner.personId)
  const second = runnerUp(eligible, winner)
  return {
    via: 'rule',
    ruleId: rule.id,
    personId: winner.personId,
    draw,
    tieBreak,
    reasons: [...passedOver, because('rule-holds', { rule: rule.id }), decisive(rule, eligible, winner)],
    whatWouldChange: second
      ? [because('runner-up', { person: second.personId, score: second.score })]
      : nearest(weighed),
    candidates: weighed,
  }
}

/**
 * Deficit round robin: each eligible person is owed their share of this turn on top of what they are owed already. Of those who
 * are owed enough, the one whose next turn is due soonest comes first; so nobody is ever a whole turn from their share.
 * Source: R. Tijdeman, The chairman assignment problem, 1980.
 */
function scoreByCredit(
  rule: Rule,
  eligible: Weighed[],
  weights: ReadonlyMap<string, number>,
  state: LoadState,
): void {
  const total = eligible.reduce((sum, one) => sum + (weights.get(one.personId) ?? 1), 0)
  const credit = inner(state.credit, rule.id)
  const least = eligible.length > 1 ? 1 / (2 * eligible.length - 2) : 0
  for (const one of eligible) {
    const share = (weights.get(one.personId) ?? 1) / total
    const owed = credit.get(one.personId) ?? 0
    const due = owed + share
    one.terms = { owed, share, due }
    one.score = due >= least - SAME ? -(1 - least - due) / share : due - NOT_YET
  }
}

const NOT_YET = 1e9 // below every score of those who are owed enough

/** The smallest load per weight wins; the score is its negative, so that the highest wins everywhere. */
function scoreByLoad(eligible: Weighed[], weights: ReadonlyMap<string, number>, state: LoadState): void {
  for (const one of eligible) {
    const open = state.open.get(one.personId) ?? 0
    const weight = weights.get(one.personId) ?? 1
    one.terms = { open, weight }
    one.score = -(open / weight)
  }
}

const SAME = 1e-9 // sums of shares differ in the last bits

function best(
  rule: Rule,
  eligible: Weighed[],
  state: LoadState,
  draw: number,
): { winner: Weighed; tieBreak: string | null } {
  const top = eligible.reduce((most, one) => Math.max(most, one.score ?? 0), Number.NEGATIVE_INFINITY)
  const tied = eligible.filter((one) => (one.score ?? 0) >= top - SAME)
  if (tied.length === 1 && tied[0]) return { winner: tied[0], tieBreak: null }
  const last = inner(state.last, rule.id)
  const earliest = Math.min(...tied.map((one) => last.get(one.personId) ?? -1))
  const waiting = tied.filter((one) => (last.get(one.personId) ?? -1) === earliest)
  const winner = waiting[Math.floor(draw * waiting.length)] ?? waiting[0] ?? eligible[0]
  if (!winner) throw new Error('nobody is eligible')
  return { winner, tieBreak: waiting.length === 1 ? 'waited-longest' : 'draw' }
}

function payTurn(rule: Rule, eligible: Weighed[], winner: Weighed, state: LoadState): void {
  const credit = inner(state.credit, rule.id)
  for (const one of eligible) credit.set(one.personId, (one.terms['due'] ?? 0) - (one === winner ? 1 : 0))
}

function receive(state: LoadState, ruleId: string | null, personId: string): void {
  state.open.set(personId, (state.open.get(personId) ?? 0) + 1)
  if (ruleId === null) return
  state.today.set(personId, (state.today.get(personId) ?? 0) + 1)
  const last = inner(state.last, ruleId)
  last.set(personId, Math.max(0, ...last.values()) + 1)
}

function decisive(rule: Rule, eligible: Weighed[], winner: Weighed): Reason {
  if (eligible.length === 1) return because('only-one')
  return rule.strategy === 'least-loaded'
    ? because('least-load', winner.terms)
    : because('owed-most', winner.terms)
}

function runnerUp(eligible: readonly Weighed[], winner: Weighed): Weighed | undefined {
  return eligible
    .filter((one) => one !== winner)
    .reduce<Weighed | undefined>(
      (second, one) => ((one.score ?? 0) > (second?.score ?? Number.NEGATIVE_INFINITY) ? one : second),
      undefined,
    )
}

/** Those whom a single reason kept out: mending that one would have changed the outcome. */
function nearest(weighed: readonly Weighed[]): Reason[] {
  return weighed
    .filter((one) => one.exclusions.length === 1)
    .slice(0, 3)
    .flatMap((one) =>
      one.exclusions.map((reason) => because(reason.code, { ...reason.facts, person: one.personId })),
    )
}

function inner(outer: Map<string, Map<string, number>>, key: string): Map<string, number> {
  const found = outer.get(key)
  if (found) return found
  const made = new Map<string, number>()
  outer.set(key, made)
  return made
}

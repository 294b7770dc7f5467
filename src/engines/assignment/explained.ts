import { because, type Reason } from '../../kernel/explain.ts'
import type { Decision, Ground, Outcome, Weighed } from './model.ts'
import { scoreByCredit, scoreByLoad } from './score.ts'

/** The whole of a decision from its short form. `ruleIds`: the plan's rules in their order. */
export function explained(outcome: Outcome, ground: Ground | null, ruleIds: readonly string[]): Decision {
  const { via, ruleId, personId, draw, tieBreak, whatWouldChange } = outcome
  const candidates = ground ? weighedOf(outcome, ground) : []
  return {
    via,
    ruleId,
    personId,
    draw,
    tieBreak,
    reasons: reasonsOf(outcome, ground, candidates, ruleIds),
    whatWouldChange,
    candidates,
  }
}

function reasonsOf(
  { ruleId, personId, tried }: Outcome,
  ground: Ground | null,
  candidates: readonly Weighed[],
  ruleIds: readonly string[],
): Reason[] {
  const until = ruleId === null ? ruleIds.length : ruleIds.indexOf(ruleId)
  const passedOver = ruleIds
    .slice(0, Math.max(until, 0))
    .map((rule) => because(tried.includes(rule) ? 'nobody-eligible' : 'condition-does-not-hold', { rule }))
  if (ruleId === null) return [...passedOver, because('no-rule-found-anybody', { keeper: personId })]
  const eligible = candidates.filter((one) => one.eligible)
  const winner = eligible.find((one) => one.personId === personId)
  const decisive =
    ground?.strategy === 'manual'
      ? because('by-hand', { keeper: personId })
      : eligible.length === 1
        ? because('only-one')
        : because(ground?.strategy === 'least-loaded' ? 'least-load' : 'owed-most', winner?.terms)
  return [...passedOver, because('rule-holds', { rule: ruleId }), decisive]
}

function weighedOf({ ruleId, terms, capped }: Outcome, { strategy, fit, out }: Ground): Weighed[] {
  const kept = new Map(capped)
  const eligible = ruleId === null ? [] : fit.flatMap((_, i) => (kept.has(i) ? [] : [i]))
  const weights = fit.map((one) => one.weight)
  const isByTurn = strategy === 'weighted-round-robin'
  const scores = isByTurn ? scoreByCredit(terms, weights, eligible) : scoreByLoad(terms, weights, eligible)
  const total = eligible.reduce((sum, i) => sum + (weights[i] ?? 1), 0)
  const place = new Map(eligible.map((i, n) => [i, n]))
  const fitting = fit.map(({ personId, weight }, i): Weighed => {
    const n = place.get(i)
    if (n === undefined)
      return { personId, eligible: false, exclusions: kept.get(i) ?? [], score: null, terms: {} }
    const term = terms[i] ?? 0
    const share = weight / total
    return {
      personId,
      eligible: true,
      exclusions: [],
      score: scores[n] ?? null,
      terms: isByTurn ? { owed: term, share, due: term + share } : { open: term, weight },
    }
  })
  const others = out.flatMap(({ reasons, people }) =>
    people.map(
      (personId): Weighed => ({ personId, eligible: false, exclusions: reasons, score: null, terms: {} }),
    ),
  )
  return [...fitting, ...others]
}

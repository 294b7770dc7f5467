import { because, type Reason } from '../../kernel/explain.ts'
import type { Decision, Fit, Ground, Outcome, Weighed } from './model.ts'
import { fitParts, owedIn, scoresOf } from './score.ts'

/**
 * The whole of a decision from its short form. `ruleIds`: the plan's rules in their order. `only`: of the candidates just these, beside
 * those the reasons are about; many decisions are then explained in little time.
 */
export function explained(
  outcome: Outcome,
  ground: Ground | null,
  ruleIds: readonly string[],
  only?: readonly string[],
): Decision {
  const { via, ruleId, personId, draw, tieBreak, whatWouldChange } = outcome
  const wanted = only && new Set([...only, personId, ...(outcome.batch ? [outcome.batch.alone] : [])])
  const candidates = ground ? weighedOf(outcome, ground, wanted) : []
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
  outcome: Outcome,
  ground: Ground | null,
  candidates: readonly Weighed[],
  ruleIds: readonly string[],
): Reason[] {
  const { ruleId, personId, tried } = outcome
  const until = ruleId === null ? ruleIds.length : ruleIds.indexOf(ruleId)
  const passedOver = ruleIds
    .slice(0, Math.max(until, 0))
    .map((rule) => because(tried.includes(rule) ? 'nobody-eligible' : 'condition-does-not-hold', { rule }))
  if (ruleId === null) return [...passedOver, because('no-rule-found-anybody', { keeper: personId })]
  const winner = candidates.find((one) => one.eligible && one.personId === personId)
  const eligible = ground ? ground.fit.length - outcome.capped.length : 0
  const decisive =
    ground?.strategy === 'manual'
      ? because('by-hand', { keeper: personId })
      : isKept(outcome)
        ? customerReason(outcome.sticky)
        : eligible === 1
          ? because('only-one')
          : because(DECISIVE[ground?.strategy ?? 'weighted-round-robin'](ground), winner?.terms)
  const others = besides(outcome, candidates)
  // whoever the batch gave it to is not the best fit for this one alone
  const isForBatch =
    decisive.code === 'best-fit' && others.some(({ code }) => code === 'batch-better-elsewhere')
  return [
    ...passedOver,
    because('rule-holds', { rule: ruleId }),
    ...(isForBatch ? [] : [decisive]),
    ...others,
  ]
}

type Kept = Outcome & { sticky: NonNullable<Outcome['sticky']> }
function isKept(outcome: Outcome): outcome is Kept {
  return outcome.sticky !== undefined && outcome.sticky.why === undefined
}

const DECISIVE: Record<Ground['strategy'], (ground: Ground | null) => string> = {
  'weighted-round-robin': () => 'owed-most',
  'least-loaded': (ground) => (ground?.loadBy ? 'least-units' : 'least-load'),
  'value-fair': () => 'owed-most-value',
  'conversion-weighted': () => 'owed-most-by-conversion',
  'best-of-batch': () => 'best-fit',
  manual: () => 'by-hand',
}

/** Somebody who has the customer's others, has them no more, or was given one of them just before. */
function customerReason({ personId, number, holds }: Kept['sticky']): Reason {
  if (number === null) return because('same-account-batch', { person: personId })
  return because(holds ? 'same-account' : 'same-account-earlier', { person: personId, number })
}

function besides({ sticky, value, batch, personId }: Outcome, candidates: readonly Weighed[]): Reason[] {
  const reasons: Reason[] = []
  if (sticky?.why) {
    const { code, facts } = sticky.why
    const { personId: person, number } = sticky
    reasons.push(because('same-account-not-kept', { ...facts, person, number, why: code }))
  }
  if (value?.assumed)
    reasons.push(because('value-assumed', { counted: value.counted, assumed: value.assumed }))
  if (batch && batch.size > 1 && batch.alone !== personId) {
    const scoreOf = (id: string) => candidates.find((one) => one.personId === id)?.score ?? null
    const scores = { alone: scoreOf(batch.alone), score: scoreOf(personId) }
    reasons.push(because('batch-better-elsewhere', { person: batch.alone, size: batch.size, ...scores }))
  }
  return reasons
}

function weighedOf(outcome: Outcome, ground: Ground, wanted?: ReadonlySet<string>): Weighed[] {
  const { ruleId, capped } = outcome
  const { fit, out } = ground
  const kept = new Map(capped)
  const eligible = ruleId === null ? [] : fit.flatMap((_, i) => (kept.has(i) ? [] : [i]))
  const weights = fit.map((one) => one.weight)
  const scores = scoresOf(ground, outcome, weights, eligible)
  const termsOf = termsBy(outcome, ground, weights, eligible)
  const place = new Map(eligible.map((i, n) => [i, n]))
  const fitting = fit.flatMap((one, i): Weighed | [] => {
    const { personId } = one
    if (wanted && !wanted.has(personId)) return []
    const n = place.get(i)
    if (n === undefined)
      return { personId, eligible: false, exclusions: kept.get(i) ?? [], score: null, terms: {} }
    return { personId, eligible: true, exclusions: [], score: scores[n] ?? null, terms: termsOf(one, i) }
  })
  const others = out.flatMap(({ reasons, people }) =>
    (wanted ? people.filter((id) => wanted.has(id)) : people).map(
      (personId): Weighed => ({ personId, eligible: false, exclusions: reasons, score: null, terms: {} }),
    ),
  )
  return [...fitting, ...others]
}

/** What the score of each is made of, in the strategy's own words. */
function termsBy(
  outcome: Outcome,
  ground: Ground,
  weights: readonly number[],
  eligible: readonly number[],
): (fit: Fit, i: number) => Record<string, number> {
  const { terms, value, batch } = outcome
  const total = eligible.reduce((sum, i) => sum + (weights[i] ?? 1), 0)
  const owed = owedIn(ground, terms, weights, eligible)
  const turn = ({ weight }: Fit, i: number) => {
    const share = weight / total
    const counted = value?.counted ?? 1
    return { owed: owed[i] ?? 0, share, due: (owed[i] ?? 0) + share * counted }
  }
  switch (ground.strategy) {
    case 'weighted-round-robin':
      return turn
    case 'value-fair':
      return (fit, i) => ({ ...turn(fit, i), value: value?.counted ?? 1 })
    case 'conversion-weighted':
      return (fit, i) => ({ ...turn(fit, i), ...conversionTerms(fit) })
    case 'best-of-batch':
      return (fit, i) => {
        const load = terms[i] ?? 0
        const parts = fitParts(fit, load, batch?.scale ?? 1, batch?.customers ?? [])
        return { ...parts, [ground.loadBy ?? 'open']: load, weight: fit.weight, ...conversionTerms(fit) }
      }
    default:
      return ({ weight }, i) => {
        const load = terms[i] ?? 0
        return ground.loadBy ? { units: load, weight, load: load / weight } : { open: load, weight }
      }
  }
}

function conversionTerms({ won, closed, rate, factor, plain }: Fit): Record<string, number> {
  if (won === undefined || closed === undefined || rate === undefined || factor === undefined) return {}
  return { won, closed, rate, factor, ...(plain === undefined ? {} : { plain }) }
}

import type { Cause as Found, SegmentField } from '../../../engines/causes/index.ts'
import type { History } from '../../../engines/mining/history.ts'
import { decimalFrom } from '../../../kernel/money.ts'
import type { Cause } from '../contract.ts'

type Text = { zh: string; en: string }

/** What keys and ids are called. */
export type Called = {
  stage(key: string): Text
  function(key: string): Text
  department(id: string): string
  person(id: string): string
  rule(id: string): Text
  segment(field: SegmentField, value: string): Text
}

export const MOST_ROWS = 50

/** A cause as it is told: with names, with what it is about, with money where opportunities were lost. */
export function told(
  found: Found,
  called: Called,
  histories: ReadonlyMap<string, History>,
  mean: { minor: number; currency: string } | null,
): Cause {
  const { place, cost, effect } = found
  const days = cost.days && cost.days.value > 0 ? cost.days : null
  const size = cost.opportunities ?? days ?? { value: 0, low: 0, high: 0 }
  const { low, high } = size
  return {
    key: found.key,
    kind: found.kind,
    place: {
      stages: place.stages.map((key) => ({ key, label: called.stage(key) })),
      functions: place.functions.map((key) => ({ key, label: called.function(key) })),
      departments: place.departments.map((id) => ({ id, name: called.department(id) })),
      people: place.people.map((id) => ({ id, name: called.person(id) })),
      segment: place.segment && {
        field: place.segment.field,
        values: place.segment.values.map((value) => ({
          value,
          label: called.segment((place.segment as { field: SegmentField }).field, value),
        })),
      },
      limit: place.limit,
      rule: place.rule === null ? null : { id: place.rule, label: called.rule(place.rule) },
    },
    size: size.value,
    unit: cost.opportunities ? 'opportunities' : 'days',
    interval: { low, high },
    cost: {
      opportunities: cost.opportunities,
      days,
      money: cost.opportunities && mean ? moneyOf(cost.opportunities, mean) : null,
    },
    weight: found.weight,
    effect,
    evidence: found.evidence,
    facts: factsOf(found),
    chance: found.p,
    leadsTo: found.leadsTo,
    filter: filterOf(found),
    count: found.rows.length,
    rows: found.rows.slice(0, MOST_ROWS).flatMap(({ id, value }) => {
      const history = histories.get(id)
      return history ? [{ id, number: history.number, title: history.title ?? '', value }] : []
    }),
  }
}

function moneyOf(
  lost: { value: number; low: number; high: number },
  mean: { minor: number; currency: string },
) {
  const of = (count: number) => decimalFrom(BigInt(Math.round(count * mean.minor)), mean.currency)
  return { amount: of(lost.value), low: of(lost.low), high: of(lost.high), currency: mean.currency }
}

/** The first figures of the place and of its peers, by their units: what its sentence says. */
function factsOf({ evidence, effect }: Found): Cause['facts'] {
  const facts: Record<string, number> = { effect: effect.value }
  for (const { what, unit, value, n } of evidence) {
    if (what === 'step') continue
    const name = what === 'here' ? unit : `${unit}Peers`
    facts[name] ??= value
    facts[`${name}N`] ??= n
  }
  const steps = evidence.filter(({ what, n }) => what === 'step' && n > 0)
  const [first, last] = [steps[0], steps.at(-1)]
  if (first && last) Object.assign(facts, { prompt: first.value, late: last.value })
  return facts
}

/** A condition that says of which opportunities it is, where it is a kind of them; a province is all its places. */
function filterOf({ place: { segment } }: Found): string | null {
  if (!segment || segment.field === 'product') return null
  const quoted = segment.values.map((value) => JSON.stringify(value))
  if (segment.field === 'region') return quoted.map((value) => `region.startsWith(${value})`).join(' || ')
  return quoted.length === 1
    ? `${segment.field} == ${quoted[0]}`
    : `${segment.field} in [${quoted.join(', ')}]`
}

/** The mean amount of what was won in one currency: what an opportunity lost would have been worth. */
export function meanWon(
  histories: readonly History[],
  currency: string,
): { minor: number; currency: string } | null {
  const won = histories.flatMap(({ outcome, amount }) =>
    outcome === 'won' && amount?.currency === currency ? [amount.minor] : [],
  )
  if (won.length === 0) return null
  return { minor: won.reduce((sum, one) => sum + one, 0) / won.length, currency }
}

import type { Facts } from '../../../engines/assignment/index.ts'
import type { History } from '../../../engines/mining/history.ts'
import type { Case } from '../../../engines/replay/index.ts'
import { minorDigits } from '../../../kernel/money.ts'

/** The first decision about an opportunity, where a rule was asked when it came. */
export type FirstDecision = {
  opportunityId: string
  id: string
  personId: string
  ruleId: string | null
  draw: number
  input: Record<string, unknown>
  at: number
}

/** An opportunity as a simulation needs it; undefined where nobody ever held it. */
export function caseOf(
  history: History,
  facts: Facts,
  contacts: readonly string[],
  decision: FirstDecision | undefined,
  currency: string,
): Case | undefined {
  const { tiles, amount } = history
  if (tiles.length === 0) return undefined
  return {
    id: history.id,
    number: history.number,
    at: history.openedAt,
    closedAt: history.closedAt,
    outcome: history.outcome,
    facts,
    arrival: { account: history.account, contacts },
    value: amount && amount.currency === currency ? amount.minor / 10 ** minorDigits(currency) : 0,
    segment: segmentOf(history),
    stretches: tiles.map(({ stage, person, from, to, because, decision: found }) => ({
      stage,
      person,
      from,
      to: to ?? Number.POSITIVE_INFINITY,
      isFound: because === 'stage' && found !== null,
    })),
    decided: decision ? { person: decision.personId, rule: decision.ruleId, draw: decision.draw } : null,
    isGiven: false,
    firstContactAt: history.contacts.find(({ at }) => at >= history.openedAt)?.at ?? null,
    quiet: quietOf(history),
  }
}

/** What win rates are told apart by beside the person: the type, and the product where there is one. */
export function segmentOf({ type, product }: Pick<History, 'type' | 'product'>): string {
  return product === null ? type : `${type} ${product}`
}

/** The longest time without a follow-up: between two of them, or since the last one until it closed. */
function quietOf({ openedAt, closedAt, contacts }: History): Case['quiet'] {
  let from = openedAt
  let longest: { from: number; to: number } | null = null
  for (const to of [...contacts.map(({ at }) => at), closedAt]) {
    if (to === null || to < from) continue
    if (!longest || to - from > longest.to - longest.from) longest = { from, to }
    from = to
  }
  return longest
}

/**
 * The order in which they came: by time, those of one instant by their decisions, which were made one after the other; then by number.
 */
export function inOrder(cases: readonly Case[], decisions: ReadonlyMap<string, FirstDecision>): Case[] {
  return [...cases].sort((a, b) => {
    if (a.at !== b.at) return a.at - b.at
    const [x, y] = [decisions.get(a.id)?.id ?? '', decisions.get(b.id)?.id ?? '']
    return x < y ? -1 : x > y ? 1 : a.number - b.number
  })
}

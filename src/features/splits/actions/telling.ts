import { decimalFrom } from '../../../kernel/money.ts'
import { speaksFor, visibleFields } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import type { Notice } from '../../notifications/index.ts'
import type { Split } from '../contract.ts'
import { percentOf } from '../rules.ts'
import type { SplitRow } from '../store.ts'

/** A split as the viewer may have it, with what they may do about it. */
export function told(context: Context, row: SplitRow): Split {
  const { viewer } = context
  const { amount, currency, terms, ruledBy, ruling, ...rest } = row
  const isOpen = row.endedAt === null
  const mine = terms.some(({ person, answer }) => answer === null && speaksFor(viewer, person.id))
  return {
    ...rest,
    worth:
      amount !== null && currency !== null && mayRead(context, 'amount')
        ? { amount: decimalFrom(BigInt(amount), currency), currency }
        : null,
    terms: terms.map(({ share, ...term }) => ({ ...term, percent: percentOf(share) })),
    decider: row.state === 'disputed' ? row.decider : null,
    ruling: ruledBy && ruling ? { by: ruledBy, reason: ruling } : null,
    may: {
      answer: row.state === 'proposed' && mine,
      settle: row.state === 'disputed' && settles(context, row),
      withdraw: isOpen && speaksFor(viewer, row.proposedBy.id),
    },
  }
}

/** Whoever is named for it, or an administrator. */
export function settles({ viewer }: Context, { decider }: Pick<SplitRow, 'decider'>): boolean {
  return viewer.admin || (decider !== null && speaksFor(viewer, decider.id))
}

/** True where the viewer may read a field of opportunities. */
export function mayRead({ viewer, registry }: Context, field: string): boolean {
  return visibleFields(viewer, objectNamed(registry, 'opportunity')).some(({ name }) => name === field)
}

type Kind = 'proposed' | 'disputed' | 'in-force' | 'settled' | 'withdrawn'

/** What each of some people is told of a split. */
export function notices(
  kind: Kind,
  { id, version, opportunity, terms }: SplitRow,
  people: readonly string[],
  facts: Readonly<Record<string, unknown>> = {},
): Notice[] {
  return [...new Set(people)].map((personId) => {
    const share = terms.find(({ person }) => person.id === personId)?.share
    return {
      personId,
      kind: `splits.${kind}`,
      facts: { ...facts, ...(share === undefined ? {} : { percent: percentOf(share) }) },
      opportunityId: opportunity.id,
      link: `/splits?split=${id}`,
      key: `splits.${kind}:${id}:${version}:${personId}`,
    }
  })
}

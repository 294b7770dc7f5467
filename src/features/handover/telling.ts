import type { Context } from '../../objects/context.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { type Notice, tellOthers } from '../notifications/index.ts'
import type { HandOver, RulingInput } from './contract.ts'

type Doing = Pick<Context, 'actor' | 'now'>
type Kind = 'offered' | 'accepted' | 'declined' | 'withdrawn' | 'asked' | 'answered' | 'ruled'

/** Tells one party of a hand-over what the other did; `text` is what they said with it. `word`: which of several of its kind. */
export async function tellParty(
  tx: Tx,
  doing: Doing,
  kind: Kind,
  { id, opportunity }: Pick<HandOver, 'id' | 'opportunity'>,
  personId: string,
  text: string | null = null,
  word: string | number = '',
): Promise<void> {
  await tellOthers(tx, doing, [notice(kind, id, opportunity.id, personId, text, {}, word)])
}

/** Tells both parties what was decided from above; a giver it was taken from is told of the pass. */
export async function tellRuling(
  tx: Tx,
  doing: Doing,
  { id, opportunity, from, to }: HandOver,
  { ruling, reason }: RulingInput,
): Promise<void> {
  await tellOthers(
    tx,
    doing,
    (ruling === 'pass-to' ? [to.id] : [from.id, to.id]).map((party) =>
      notice('ruled', id, opportunity.id, party, reason, { ruling }, ''),
    ),
  )
}

type Offer = { id: string; opportunityId: string; toId: string }

/** Tells receivers of many offers at once, one notice each: those that were addressed to them anew, and those that fell. */
export async function tellMoved(
  tx: Tx,
  doing: Doing,
  offered: readonly Offer[],
  fallen: readonly Offer[],
): Promise<void> {
  const told = (kind: 'offered' | 'withdrawn', offers: readonly Offer[], because: string) =>
    [...Map.groupBy(offers, ({ toId }) => toId)].flatMap(([toId, theirs]) => {
      const [first] = theirs
      if (!first) return []
      if (theirs.length === 1)
        return [notice(kind, first.id, first.opportunityId, toId, null, { because, count: 1 }, '')]
      const key = `handover.${kind}:${first.id}:${toId}`
      const facts = { because, count: theirs.length }
      return [{ personId: toId, kind: `handover.${kind}-many` as const, facts, link: '/hand-overs', key }]
    })
  await tellOthers(tx, doing, [
    ...told('offered', offered, 'moved'),
    ...told('withdrawn', fallen, 'overtaken'),
  ])
}

function notice(
  kind: Kind,
  id: string,
  opportunityId: string,
  personId: string,
  text: string | null,
  facts: Readonly<Record<string, unknown>>,
  word: string | number,
): Notice {
  return {
    personId,
    kind: `handover.${kind}`,
    facts: { ...facts, ...(text ? { text } : {}) },
    opportunityId,
    link: kind === 'withdrawn' ? `/opportunities/${opportunityId}` : '/hand-overs',
    key: `handover.${kind}:${id}${word === '' ? '' : `:${word}`}:${personId}`,
  }
}

import { speaksFor, voicesOf } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { onBehalfOf, record } from '../../../platform/events/journal.ts'
import { tellOthers } from '../../notifications/index.ts'
import { lockHeld, lockOne, peopleById } from '../../opportunities/index.ts'
import { activePerson } from '../../responsibility/index.ts'
import type { Answer, Split, TermsInput } from '../contract.ts'
import * as errors from '../errors.ts'
import {
  percentOf,
  shareOf,
  slicesOf,
  stateOf,
  sumOf,
  type Term,
  takesFromLeaver,
  WHOLE,
  withLosers,
} from '../rules.ts'
import * as store from '../store.ts'
import { isLocked, mayPropose, proposalOf } from './reading.ts'
import { notices, settles, told } from './telling.ts'

/**
 * Proposes a split; the proposer agrees to their own part with it. In force at once where nobody else is asked. Refuses
 * `splits.nothing-to-split`, `splits.not-yours-to-propose`, `splits.not-whole`, `splits.reason-needed`, `splits.open-already`.
 */
export async function propose(
  context: Context,
  id: string,
  { parts, reason }: { parts?: TermsInput | undefined; reason?: string | undefined },
): Promise<Split> {
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id)
    const life = await store.lifeOf(tx, id, voicesOf(context.viewer))
    if (state.outcome === 'lost') throw errors.nothingToSplit({})
    if (!mayPropose(context, state, life)) throw errors.notYoursToPropose({})
    const inForce = await store.partsOf(tx, id)
    if (isLocked(life, inForce) && !reason) throw errors.reasonNeeded({})
    const wanted = parts ? termsOf(parts) : await proposalOf(tx, id, context.now)
    const before = currentOf(inForce)
    await checkPeople(tx, context, id, wanted, before)
    const terms = withLosers(wholeOf(wanted), before)
    const made = await store.insertSplit(
      tx,
      { opportunityId: id, reason: reason ?? null, by: context.viewer.personId, at: context.now },
      terms,
    )
    if (!made) {
      const [open] = await store.ofOpportunity(tx, id)
      throw errors.openAlready({ by: open?.proposedBy.name ?? '' })
    }
    await journal(tx, context, 'credit.proposed', id, {
      parts: told100(terms),
      ...(reason ? { reason } : {}),
    })
    const mine = terms.filter(({ personId }) => speaksFor(context.viewer, personId))
    if (mine.length > 0) {
      const agreed = { answer: 'agreed', reason: null, at: context.now } as const
      await store.answer(
        tx,
        made,
        mine.map(({ personId }) => personId),
        agreed,
      )
    }
    const row = one(await store.lockOne(tx, made), made)
    const asked = row.terms.filter(({ person, answer }) => person.active && answer === null)
    await tellOthers(
      tx,
      context,
      notices(
        'proposed',
        row,
        asked.map(({ person }) => person.id),
      ),
    )
    const known = row.terms.map(({ person, share }) => ({
      personId: person.id,
      share,
      active: person.active,
    }))
    if (takesFromLeaver(known, before)) await toDecider(tx, context, row, null)
    else await carryOn(tx, context, row)
    return told(context, one(await store.lockOne(tx, made), made))
  })
}

/** Agrees to one's part or disputes the split. Refuses `splits.not-party`, `splits.ended-already`, `splits.stale`. */
export async function answer(context: Context, id: string, version: number, given: Answer): Promise<Split> {
  return context.transaction(async (tx) => {
    const row = await lockTheirs(tx, context, id, version)
    const mine = row.terms
      .filter(({ person, answer }) => answer === null && speaksFor(context.viewer, person.id))
      .map(({ person }) => person.id)
    if (mine.length === 0 || row.state !== 'proposed') throw errors.notParty({})
    const reason = given.answer === 'disputed' ? given.reason : null
    await store.answer(tx, id, mine, { answer: given.answer, reason, at: context.now })
    const behalf = onBehalfOf(context.actor, mine[0])
    await journal(tx, context, `credit.${given.answer}`, row.opportunity.id, reason ? { reason } : {}, behalf)
    const now = one(await store.lockOne(tx, id), id)
    if (given.answer === 'disputed') await toDecider(tx, context, now, reason)
    else await carryOn(tx, context, now)
    return told(context, one(await store.lockOne(tx, id), id))
  })
}

/** Settles a disputed split. Refuses `splits.not-disputed`, `splits.not-decider`, `splits.not-whole`, `splits.stale`. */
export async function settle(
  context: Context,
  id: string,
  version: number,
  { parts, reason }: { parts: TermsInput; reason: string },
): Promise<Split> {
  return context.transaction(async (tx) => {
    const row = await lockTheirs(tx, context, id, version)
    if (row.state !== 'disputed') throw errors.notDisputed({})
    if (!settles(context, row)) throw errors.notDecider({ decider: row.decider?.name ?? '' })
    const before = row.terms.map(({ person, share }) => ({ personId: person.id, share }))
    const terms = wholeOf(termsOf(parts))
    await checkPeople(tx, context, row.opportunity.id, terms, before)
    await store.settle(tx, id, terms, { by: context.viewer.personId, ruling: reason, at: context.now })
    const behalf = onBehalfOf(context.actor, row.decider?.id)
    const after = { parts: told100(terms), reason }
    await journal(tx, context, 'credit.settled', row.opportunity.id, after, behalf, {
      parts: told100(before),
    })
    await enforce(tx, context, row, terms)
    const settled = one(await store.lockOne(tx, id), id)
    const people = [...settled.terms.map(({ person }) => person.id), row.proposedBy.id]
    await tellOthers(tx, context, notices('settled', settled, people, { text: reason }))
    return told(context, settled)
  })
}

/** Takes back what one proposed. Refuses `splits.not-proposer`, `splits.ended-already`, `splits.stale`. */
export async function withdraw(context: Context, id: string, version: number): Promise<void> {
  await context.transaction(async (tx) => {
    const row = await lockTheirs(tx, context, id, version)
    if (!speaksFor(context.viewer, row.proposedBy.id))
      throw errors.notProposer({ proposer: row.proposedBy.name })
    await store.end(tx, id, 'withdrawn', context.now)
    await journal(tx, context, 'credit.withdrawn', row.opportunity.id, {})
    const people = [...row.terms.map(({ person }) => person.id), ...(row.decider ? [row.decider.id] : [])]
    await tellOthers(tx, context, notices('withdrawn', row, people))
  })
}

/** The opportunity first, as everybody locks it, then the split; refuses what is not theirs to know, ended or changed since. */
async function lockTheirs(tx: Tx, context: Context, id: string, version: number): Promise<store.SplitRow> {
  const seen = one(await store.findVisible(tx, context, id), id)
  await lockHeld(tx, [seen.opportunity.id])
  const row = one(await store.lockOne(tx, id), id)
  if (row.endedAt !== null) throw errors.endedAlready({ state: row.state })
  if (row.version !== version) throw errors.stale({ yours: version, current: row.version })
  return row
}

/** Where everybody has agreed it is in force. */
async function carryOn(tx: Tx, context: Context, row: store.SplitRow): Promise<void> {
  const terms = row.terms.map(({ person, share, answer }) => ({
    personId: person.id,
    share,
    answer,
    active: person.active,
  }))
  if (stateOf(terms) !== 'agreed') return
  await store.end(tx, row.id, 'agreed', context.now)
  await enforce(tx, context, row, terms)
  await journal(tx, context, 'credit.in-force', row.opportunity.id, { parts: told100(terms) })
  const people = [...terms.map(({ personId }) => personId), row.proposedBy.id]
  await tellOthers(tx, context, notices('in-force', row, people))
}

async function toDecider(
  tx: Tx,
  context: Context,
  row: store.SplitRow,
  reason: string | null,
): Promise<void> {
  const decider = await store.dispute(tx, row.id)
  if (!decider) throw errors.notDecider({ decider: '' })
  await tellOthers(
    tx,
    context,
    notices('disputed', row, [decider, row.proposedBy.id], reason ? { text: reason } : {}),
  )
}

/** From the instant it was won; of an open one, from now. */
async function enforce(
  tx: Tx,
  context: Context,
  { id, opportunity }: store.SplitRow,
  terms: readonly Term[],
): Promise<void> {
  const life = await store.lifeOf(tx, opportunity.id, [])
  await store.putInForce(tx, opportunity.id, id, slicesOf(terms), life?.closedAt ?? context.now)
}

function currentOf(parts: readonly store.PartRow[]): Term[] {
  return parts
    .filter(({ until }) => until === null)
    .map(({ person, start, end }) => ({ personId: person.id, share: end - start }))
}

function termsOf(parts: TermsInput): Term[] {
  return parts.map(({ person, percent }) => ({ personId: person, share: shareOf(percent) }))
}

function wholeOf(terms: readonly Term[]): readonly Term[] {
  const sum = sumOf(terms)
  if (sum === WHOLE) return terms
  throw errors.notWhole({ sum: percentOf(sum ?? terms.reduce((all, { share }) => all + share, 0)) })
}

/** Whoever is new to it must be there; who has left is named only where they have a part or held it. */
async function checkPeople(
  tx: Tx,
  { now }: Context,
  opportunityId: string,
  terms: readonly Term[],
  before: readonly Term[],
): Promise<void> {
  const known = new Set(before.map(({ personId }) => personId))
  const fresh = terms.map(({ personId }) => personId).filter((id) => !known.has(id))
  const people = await peopleById(tx, fresh)
  const gone = fresh.filter((id) => people.get(id)?.active !== true)
  if (gone.length === 0) return
  const held = new Set((await store.tilesOf(tx, opportunityId, now)).map(({ personId }) => personId))
  for (const id of gone) if (!held.has(id)) await activePerson(tx, id)
}

/** Percents by person, as the journal keeps them. */
function told100(terms: readonly Term[]): Record<string, number> {
  return Object.fromEntries(terms.map(({ personId, share }) => [personId, percentOf(share)]))
}

function journal(
  tx: Tx,
  context: Context,
  kind: string,
  opportunityId: string,
  after: Record<string, unknown>,
  behalf: string | null = null,
  before: Record<string, unknown> | null = null,
): Promise<void> {
  return record(tx, context.actor, context.now, [
    {
      kind,
      object: 'opportunity',
      recordId: opportunityId,
      opportunityId,
      before,
      after,
      onBehalfOf: behalf,
    },
  ])
}

function one<T>(found: T | undefined, id: string): T {
  if (!found) throw errors.notFound({ id })
  return found
}

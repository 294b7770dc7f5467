import { speaksFor } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { onBehalfOf } from '../../../platform/events/journal.ts'
import { lockHeld, lockOne } from '../../opportunities/index.ts'
import { requireRight } from '../../permissions/index.ts'
import { activePerson, passBaton } from '../../responsibility/index.ts'
import { accept, answerClock, journal, one, wordDue } from '../actions.ts'
import type { HandOver, RulingInput } from '../contract.ts'
import * as errors from '../errors.ts'
import { rulingVerdict } from '../rules.ts'
import * as store from '../store.ts'
import { tellMoved, tellRuling } from '../telling.ts'

const ENDS = {
  accept: 'accepted',
  decline: 'declined',
  return: 'withdrawn',
  'offer-to': 'withdrawn',
  'pass-to': 'withdrawn',
} as const

/**
 * Decides about a hand-over that nobody answered: in the receiver's place, back to the giver, or on to somebody else. The giver holds
 * until then; one transaction. Refuses `handover.not-escalated`, `handover.not-decider`, `handover.answered-already`,
 * `handover.stale`, `handover.overtaken`, `handover.to-oneself`, `responsibility.person-inactive`.
 */
export async function rule(
  context: Context,
  id: string,
  version: number,
  given: RulingInput,
): Promise<HandOver> {
  if (given.ruling === 'pass-to') requireRight(context.viewer, 'opportunity', 'pass')
  return context.transaction(async (tx) => {
    const found = await one(tx, context, id)
    refuseUnlessTheirs(found, context, version)
    const inTheNameOf = found.escalatedTo?.id
    const by = { id: context.viewer.personId, onBehalfOf: onBehalfOf(context.actor, inTheNameOf) }
    // before the pass, which withdraws what is still open
    await store.endOffer(tx, id, ENDS[given.ruling], given.reason, context.now, [], by)
    await journal(tx, context, 'hand-over.ruled', id, found.opportunity.id, given, inTheNameOf)
    await tellRuling(tx, context, found, given)
    if (given.ruling === 'accept') await accept(tx, context, found, given.reason)
    if (given.ruling === 'offer-to') await offerTo(tx, context, found, given.to)
    if (given.ruling === 'pass-to') await passTo(tx, context, found, given.to, given.reason)
    return one(tx, context, id)
  })
}

async function offerTo(tx: Tx, context: Context, found: HandOver, to: string): Promise<void> {
  const [state] = await lockHeld(tx, [found.opportunity.id])
  if (!state?.isOpen || state.holderId !== found.from.id)
    throw errors.overtaken({ holder: state?.holderName ?? '' })
  if (to === found.from.id) throw errors.toOneself({})
  await activePerson(tx, to)
  const { viewer, now } = context
  const due = await wordDue(tx, context, to, await answerClock(tx, found, to))
  const [offered] = await store.offerAnew(tx, [{ id: found.id, toId: to, ...due }], viewer.personId, now)
  if (!offered) throw new Error('the offer was not written')
  await journal(tx, context, 'hand-over.offered', offered.id, found.opportunity.id, {
    to,
    packet: found.packet,
  })
  await tellMoved(tx, context, [{ id: offered.id, opportunityId: found.opportunity.id, toId: to }], [])
}

async function passTo(tx: Tx, context: Context, found: HandOver, to: string, reason: string): Promise<void> {
  const state = await lockOne(tx, context, found.opportunity.id)
  if (!state.isOpen || state.holderId !== found.from.id) throw errors.overtaken({ holder: state.holderName })
  if (to === found.from.id) throw errors.toOneself({})
  await activePerson(tx, to)
  const pass = {
    opportunityId: state.id,
    expectedHolderId: state.holderId,
    personId: to,
    stageId: state.stageId,
  }
  await passBaton(tx, context, 'passed', reason, [pass], [state])
}

function refuseUnlessTheirs(found: HandOver, { viewer }: Context, version: number): void {
  const { state, from, to, escalatedAt, escalatedTo } = found
  const offer = {
    state,
    fromId: from.id,
    toId: to.id,
    version: found.version,
    isEscalated: escalatedAt !== null,
    deciderId: escalatedTo?.id ?? null,
  }
  const isParty = viewer.personId === from.id || viewer.personId === to.id
  const id =
    offer.deciderId && !isParty && speaksFor(viewer, offer.deciderId) ? offer.deciderId : viewer.personId
  const verdict = rulingVerdict(offer, { id, admin: viewer.admin }, version)
  if (verdict.kind === 'answered-already') throw errors.answeredAlready({ state })
  if (verdict.kind === 'not-escalated') throw errors.notEscalated({ to: to.name })
  if (verdict.kind === 'not-decider') throw errors.notDecider({ decider: escalatedTo?.name ?? '' })
  if (verdict.kind === 'stale') throw errors.stale({ yours: version, current: found.version })
}

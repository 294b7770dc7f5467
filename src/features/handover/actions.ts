import type { z } from 'zod'
import type { WorkingTimes } from '../../engines/calendar/index.ts'
import { instantOf } from '../../kernel/time.ts'
import { speaksFor, type Viewer, voicesOf } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { onBehalfOf, record } from '../../platform/events/journal.ts'
import { absencesAt, refuseUnknowing } from '../absences/index.ts'
import { workingTimesOf } from '../availability/index.ts'
import { findVisible, lockHeld, lockOne } from '../opportunities/index.ts'
import { departmentPaths } from '../organisation/index.ts'
import type { Clock } from '../plan/contract.ts'
import { limits, planOfVersion, unknownStage } from '../plan/index.ts'
import { activePerson, passBaton } from '../responsibility/index.ts'
import type {
  answer as answerEndpoint,
  HandOver,
  offer as offerEndpoint,
  rate as rateEndpoint,
} from './contract.ts'
import * as errors from './errors.ts'
import { answerDue, answerVerdict, droppedLines, MOST_MESSAGES, writeVerdict } from './rules.ts'
import * as store from './store.ts'
import { tellMoved, tellParty } from './telling.ts'

type OfferInput = z.infer<NonNullable<typeof offerEndpoint.body>>
type AnswerInput = z.infer<NonNullable<typeof answerEndpoint.body>>
type RatingInput = z.infer<NonNullable<typeof rateEndpoint.body>>

/**
 * Offers what one holds to another person with a packet; the giver holds it until the answer.
 * Whoever stands in for the holder offers in their name, but never to themselves. Refuses `handover.not-holder`, `handover.closed`,
 * `handover.to-oneself`, `handover.offered-already`, `handover.dropped-without-reason`, `responsibility.person-inactive`,
 * `absences.receiver-away`.
 */
export async function offer(
  context: Context,
  id: string,
  { to, toStage, packet, dropped: reasons = {}, knowing }: OfferInput,
): Promise<HandOver> {
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id)
    if (!speaksFor(context.viewer, state.holderId)) throw errors.notHolder({ holder: state.holderName })
    if (!state.isOpen) throw errors.closed({ number: state.number })
    if (to === state.holderId || to === context.viewer.personId) throw errors.toOneself({})
    await refuseUnknowing(tx, context.now, await activePerson(tx, to), knowing)
    const open = await store.openOffer(tx, id)
    if (open) throw errors.offeredAlready({ to: open.to.name })
    const { dropped, unexplained } = droppedLines(await store.lastAccepted(tx, id), packet, reasons)
    if (unexplained.length > 0) throw errors.droppedWithoutReason({ lines: unexplained })
    const plan = await planOfVersion(tx, state.planVersionId)
    const stage = toStage ? plan.stages.find((s) => s.key === toStage) : undefined
    if (toStage && !stage) throw unknownStage({ stage: toStage, known: plan.stages.map((s) => s.key) })
    const offerId = await store.insertOffer(tx, {
      opportunityId: id,
      fromId: state.holderId,
      toId: to,
      stageId: state.stageId,
      toStageId: stage?.id ?? state.stageId,
      packet,
      dropped,
      offeredAt: context.now,
      ...(await wordDue(
        tx,
        context,
        to,
        limits.acceptanceFor(
          stage ?? plan.stages.find((s) => s.id === state.stageId),
          (await departmentPaths(tx, [to])).get(to),
        ),
      )),
      createdBy: context.viewer.personId,
    })
    await journal(tx, context, 'hand-over.offered', offerId, id, { to, packet }, state.holderId)
    const offered = await one(tx, context, offerId)
    await tellParty(tx, context, 'offered', offered, to, packet.needs)
    return offered
  })
}

/**
 * Answers an offer: accepting makes the receiver the holder in the same transaction; declining leaves the giver.
 * Refuses `handover.not-receiver`, `handover.answered-already`, `handover.stale`, `handover.overtaken`,
 * `handover.empty-line`.
 */
export async function answer(
  context: Context,
  id: string,
  version: number,
  given: AnswerInput,
): Promise<HandOver> {
  return context.transaction(async (tx) => {
    const found = await one(tx, context, id)
    refuseUnlessAnswerable(found, context.viewer, version)
    const state = given.answer === 'accept' ? 'accepted' : 'declined'
    const confirmed = given.answer === 'accept' ? (given.confirmed ?? []) : []
    for (const line of confirmed) if (!found.packet[line]) throw errors.emptyLine({ line })
    // before the pass, which withdraws what is still open
    const by = { id: context.viewer.personId, onBehalfOf: onBehalfOf(context.actor, found.to.id) }
    await store.endOffer(tx, id, state, given.reason ?? null, context.now, confirmed, by)
    if (given.answer === 'accept') await accept(tx, context, found)
    const after = {
      reason: given.reason ?? null,
      ...(given.answer === 'accept' ? { confirmed } : {}),
    }
    await journal(tx, context, `hand-over.${state}`, id, found.opportunity.id, after, found.to.id)
    await tellParty(tx, context, state, found, found.from.id, given.reason ?? null)
    return one(tx, context, id)
  })
}

/**
 * The receiver asks, or the giver replies; the other one's time to answer begins. Whoever looked before sees `handover.stale` on
 * answering. Refuses `handover.not-party`, `handover.answered-already`, `handover.nothing-asked`, `handover.thread-full`.
 */
export async function write(context: Context, id: string, text: string): Promise<HandOver> {
  return context.transaction(async (tx) => {
    const found = await one(tx, context, id)
    const { state, from, to, messages } = found
    const offered = { state, fromId: from.id, toId: to.id }
    const { personId } = context.viewer
    const absent = [to.id, from.id].find((party) => speaksFor(context.viewer, party))
    const voice = [to.id, from.id].includes(personId) ? personId : absent
    const verdict = writeVerdict(offered, messages.length, voice ?? personId)
    if (verdict.kind === 'not-party') throw errors.notParty({ from: from.name, to: to.name })
    if (verdict.kind === 'answered-already') throw errors.answeredAlready({ state })
    if (verdict.kind === 'nothing-asked') throw errors.nothingAsked({ to: to.name })
    if (verdict.kind === 'thread-full') throw errors.threadFull({ most: MOST_MESSAGES })
    const asked = verdict.kind === 'ask'
    const owes = asked ? from.id : to.id
    await store.insertMessage(tx, id, {
      personId,
      onBehalfOf: onBehalfOf(context.actor, voice),
      text,
      asked,
      at: context.now,
      ...(await wordDue(tx, context, owes, await answerClock(tx, found, owes))),
    })
    const kind = asked ? 'hand-over.asked' : 'hand-over.replied'
    await journal(tx, context, kind, id, found.opportunity.id, { text }, voice)
    const party = asked ? from.id : to.id
    await tellParty(tx, context, asked ? 'asked' : 'answered', found, party, text, messages.length + 1)
    return one(tx, context, id)
  })
}

/** What the plan gives somebody for an answer at the stage it is handed over to. */
export async function answerClock(
  tx: Tx,
  { opportunity, toStage }: HandOver,
  personId: string,
): Promise<Clock> {
  const [state] = await lockHeld(tx, [opportunity.id])
  const plan = state && (await planOfVersion(tx, state.planVersionId))
  const path = (await departmentPaths(tx, [personId])).get(personId)
  return limits.acceptanceFor(
    plan?.stages.find(({ key }) => key === toStage),
    path,
  )
}

const AHEAD_MS = 90 * 86_400_000

/** When somebody's word is due from now on, in their own working time, and when it goes up the line without it. */
export async function wordDue(
  db: Queryable,
  context: Pick<Context, 'now' | 'registry'>,
  personId: string,
  clock: Clock,
) {
  const due = await wordsDue(db, context, [personId], clock)
  return due(personId)
}

async function wordsDue(
  db: Queryable,
  context: Pick<Context, 'now' | 'registry'>,
  people: readonly string[],
  clock: Clock,
) {
  const { now } = context
  const times = await workingTimesOf(db, context, people, now, instantOf(Date.parse(now) + AHEAD_MS))
  return (id: string) => answerDue(now, times.get(id) as WorkingTimes, clock)
}

/** The receiver rates the packet they accepted. Refuses `handover.not-receiver`, `handover.not-accepted`, `handover.stale`. */
export async function rate(
  context: Context,
  id: string,
  version: number,
  { stars, note }: RatingInput,
): Promise<HandOver> {
  return context.transaction(async (tx) => {
    const found = await one(tx, context, id)
    if (!speaksFor(context.viewer, found.to.id)) throw errors.notReceiver({ to: found.to.name })
    if (found.state !== 'accepted') throw errors.notAccepted({ state: found.state })
    if (found.version !== version) throw errors.stale({ yours: version, current: found.version })
    await store.rateOffer(tx, id, stars, note || null)
    const after = { stars, note: note || null }
    await journal(tx, context, 'hand-over.rated', id, found.opportunity.id, after, found.to.id)
    return one(tx, context, id)
  })
}

/** The giver takes an unanswered offer back. */
export async function withdraw(context: Context, id: string, version: number): Promise<HandOver> {
  return context.transaction(async (tx) => {
    const found = await one(tx, context, id)
    if (!speaksFor(context.viewer, found.from.id)) throw errors.notHolder({ holder: found.from.name })
    if (found.state !== 'offered') throw errors.answeredAlready({ state: found.state })
    if (found.version !== version) throw errors.stale({ yours: version, current: found.version })
    const by = { id: context.viewer.personId, onBehalfOf: onBehalfOf(context.actor, found.from.id) }
    await store.endOffer(tx, id, 'withdrawn', null, context.now, [], by)
    await journal(tx, context, 'hand-over.withdrawn', id, found.opportunity.id, {}, found.from.id)
    await tellParty(tx, context, 'withdrawn', found, found.to.id)
    return one(tx, context, id)
  })
}

/** The hand-overs of an opportunity the viewer may see. */
export async function ofOpportunity(context: Context, id: string): Promise<{ items: HandOver[] }> {
  await findVisible(context.db, context, id)
  return { items: await withActing(context.db, context, await store.ofOpportunity(context.db, id)) }
}

/** My box of hand-overs, and that of those I stand in for. */
export async function mine(
  context: Context,
  box: 'received' | 'sent' | 'escalated' | 'answered',
): Promise<{ items: HandOver[] }> {
  const { received, sent, escalated, answered } = store
  const items = await { received, sent, escalated, answered }[box](context.db, voicesOf(context.viewer))
  return { items: await withActing(context.db, context, items) }
}

/**
 * The open hand-overs of my day and of those I stand in for: those that wait for our word, those we decide about, and those we wait for
 * beyond their time.
 */
export async function handOversOfToday(context: Context) {
  const us = voicesOf(context.viewer)
  const open = await withActing(context.db, context, await store.ofToday(context.db, us))
  const isOurs = (one: HandOver) => us.includes(one.waitsFor === 'giver' ? one.from.id : one.to.id)
  const isToDecide = (one: HandOver) => one.escalatedTo !== null && us.includes(one.escalatedTo.id)
  return {
    waiting: open.filter(isOurs),
    escalated: open.filter(isToDecide),
    unanswered: open.filter((one) => !isOurs(one) && !isToDecide(one)),
  }
}

/** Makes the named receiver the holder, at the stage the offer names. Refuses `handover.overtaken`, `responsibility.person-inactive`. */
export async function accept(tx: Tx, context: Context, found: HandOver, reason: string | null = null) {
  const [state] = await lockHeld(tx, [found.opportunity.id])
  if (!state?.isOpen || state.holderId !== found.from.id)
    throw errors.overtaken({ holder: state?.holderName ?? '' })
  const plan = await planOfVersion(tx, state.planVersionId)
  const stage = plan.stages.find((s) => s.key === found.toStage)
  const pass = {
    opportunityId: state.id,
    expectedHolderId: state.holderId,
    personId: found.to.id,
    stageId: stage?.id ?? state.stageId,
  }
  await passBaton(tx, context, 'hand-over', reason, [pass], [state])
}

/** Nobody takes in somebody's name what they give themselves: such an offer waits for the receiver. */
function refuseUnlessAnswerable(found: HandOver, viewer: Viewer, version: number): void {
  const seen = { state: found.state, fromId: found.from.id, toId: found.to.id, version: found.version }
  const isTheirs = speaksFor(viewer, found.to.id) && found.from.id !== viewer.personId
  const verdict = answerVerdict(seen, isTheirs ? found.to.id : viewer.personId, version)
  if (verdict.kind === 'not-receiver') throw errors.notReceiver({ to: found.to.name })
  if (verdict.kind === 'answered-already') throw errors.answeredAlready({ state: found.state })
  if (verdict.kind === 'stale') throw errors.stale({ yours: version, current: found.version })
}

/** The hand-over, locked; refuses `handover.not-found`. */
export async function one(tx: Tx, context: Context, id: string): Promise<HandOver> {
  const found = await store.lockVisible(tx, context, id)
  if (!found) throw errors.notFound({ id })
  return { ...found, acting: actingOn(found, found.waitsFor ? await absencesAt(tx, context.now) : undefined) }
}

/** With whoever gives the word that is due, where the one it is due from is away. One query where any word is due. */
async function withActing(
  db: Queryable,
  { now }: Context,
  items: readonly Omit<HandOver, 'acting'>[],
): Promise<HandOver[]> {
  const away = items.some(({ waitsFor }) => waitsFor) ? await absencesAt(db, now) : undefined
  return items.map((item) => ({ ...item, acting: actingOn(item, away) }))
}

function actingOn(
  { waitsFor, from, to }: Omit<HandOver, 'acting'>,
  away: Awaited<ReturnType<typeof absencesAt>> | undefined,
): HandOver['acting'] {
  const found = waitsFor ? away?.get(waitsFor === 'giver' ? from.id : to.id) : undefined
  return found ? { id: found.actingId, name: found.acting, until: found.until } : null
}

/** A line in the journal about a hand-over. */
export async function journal(
  tx: Tx,
  { actor, now }: Pick<Context, 'actor' | 'now'>,
  kind: string,
  id: string,
  opportunityId: string,
  after: Record<string, unknown>,
  inTheNameOf?: string,
) {
  const behalf = onBehalfOf(actor, inTheNameOf)
  await record(tx, actor, now, [
    { kind, object: 'hand-over', recordId: id, opportunityId, after, onBehalfOf: behalf },
  ])
}

type Moving = {
  /** Opportunities that change hands: what their holders offered falls. */
  opportunities: readonly string[]
  /** Offers whose receiver leaves: to whom they go instead; null where they are withdrawn. */
  received: readonly { id: string; toId: string | null }[]
  because: string
}

/** Offers of people who leave or change: withdrawn, or addressed to somebody else with the same packet; each is journalled. */
export async function moveOffers(
  tx: Tx,
  context: Pick<Context, 'actor' | 'now' | 'registry'>,
  { opportunities, received, because }: Moving,
): Promise<{ withdrawn: number; readdressed: number }> {
  const { actor, now } = context
  const withdrawn = await store.withdrawMany(
    tx,
    { opportunities, ids: received.map(({ id }) => id) },
    because,
    now,
  )
  const fallen = new Set(withdrawn.map(({ id }) => id))
  const anew = received.flatMap(({ id, toId }) => (toId && fallen.has(id) ? [{ id, toId }] : []))
  const due = await wordsDue(
    tx,
    context,
    anew.map(({ toId }) => toId),
    limits.acceptanceFor(undefined),
  )
  const offered = await store.offerAnew(
    tx,
    anew.map((one) => ({ ...one, ...due(one.toId) })),
    actor.personId,
    now,
  )
  const entry = (
    kind: string,
    one: { id: string; opportunityId: string },
    after: Record<string, unknown>,
  ) => ({
    kind,
    object: 'hand-over',
    recordId: one.id,
    opportunityId: one.opportunityId,
    after,
    cause: { because },
  })
  await record(tx, { ...actor }, now, [
    ...withdrawn.map((one) => entry('hand-over.withdrawn', one, { to: one.toId })),
    ...offered.map((one) => entry('hand-over.offered', one, { to: one.toId, packet: one.packet })),
  ])
  const again = new Set(anew.map(({ id }) => id))
  await tellMoved(
    tx,
    { actor, now },
    offered,
    withdrawn.filter(({ id }) => !again.has(id)),
  )
  return { withdrawn: withdrawn.length - offered.length, readdressed: offered.length }
}

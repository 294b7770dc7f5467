import { instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import { dayIn, voicesOf } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable, Tx } from '../../../platform/db/pool.ts'
import { onBehalfOf, record } from '../../../platform/events/journal.ts'
import { writeTask } from '../../activities/index.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { type Notice, notify, tellOthers } from '../../notifications/index.ts'
import { lockOne } from '../../opportunities/index.ts'
import type { Review } from '../contract.ts'
import * as errors from '../errors.ts'
import { nodesOf, standing } from '../rules/way.ts'
import * as reading from '../store/reading.ts'
import * as store from '../store/writing.ts'
import { historyOf, mayOf, one, sidesFor } from './reading.ts'

const USUAL_DAYS = 10
const SYSTEM = { kind: 'system', personId: null } as const

type Company = Pick<Context, 'registry' | 'now'>

/**
 * Opens the review of a lost opportunity. Refuses `opportunities.not-found`, `objects.not-allowed`, `reviews.not-lost`,
 * `reviews.open-already`, `reviews.unknown-person`.
 */
export async function open(
  context: Context,
  opportunityId: string,
  { holder }: { holder?: string | undefined },
): Promise<Review> {
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, opportunityId, undefined, 'edit')
    if (state.outcome !== 'lost') throw errors.notLost({ number: state.number })
    const going = await store.goingOn(tx, opportunityId)
    if (going) throw errors.openAlready({ id: going })
    if (holder && !(await store.isActive(tx, holder))) throw errors.unknownPerson({ id: holder })
    const holderId = holder ?? (await store.activeFor(tx, state.holderId)) ?? context.viewer.personId
    const [id = ''] = await openAll(tx, context, [{ opportunityId, holderId, because: 'hand' }], context)
    return one(context, id, tx)
  })
}

type Wanted = { opportunityId: string; holderId: string; because: store.Opening['because'] }

/** Opens reviews with their limits, journals them and tells who holds them. Answers their ids. */
export async function openAll(
  tx: Tx,
  company: Company,
  wanted: readonly Wanted[],
  by?: Context,
): Promise<string[]> {
  const days = (await store.ruleOf(tx))?.limitDays ?? USUAL_DAYS
  const dues = await duesOf(
    tx,
    company,
    wanted.map(({ holderId }) => holderId),
    days,
  )
  const now = company.now
  const person = by?.viewer.personId ?? null
  const openings = wanted.map((each) => ({ ...each, by: person, dueAt: dues.get(each.holderId) ?? now }))
  const made = await store.open(tx, openings, now)
  const becauseOf = new Map(wanted.map(({ opportunityId, because }) => [opportunityId, because]))
  await record(
    tx,
    by?.actor ?? SYSTEM,
    now,
    made.map(({ id, opportunityId, holderId }) => ({
      kind: 'review.opened',
      object: 'review',
      recordId: id,
      opportunityId,
      after: { holder: holderId },
      cause: { because: becauseOf.get(opportunityId) },
    })),
  )
  const notices = made.map(({ id, opportunityId, holderId }) =>
    noticeOf('reviews.opened', id, opportunityId, holderId, now, { due: dues.get(holderId) ?? now }),
  )
  await (by ? tellOthers(tx, by, notices) : notify(tx, now, notices))
  return made.map(({ id }) => id)
}

/** By when each of these people has had so many working days. */
export async function duesOf(
  tx: Queryable,
  company: Company,
  people: readonly string[],
  days: number,
): Promise<Map<string, string>> {
  const now = Date.parse(company.now)
  const all = [...new Set(people)]
  const until = instantOf(now + (days * 2 + 30) * MS_PER_DAY)
  const times = await workingTimesOf(tx, company, all, company.now, until)
  return new Map(
    all.map((id) => [id, instantOf(times.get(id)?.addWorkingDays(now, days) || now + days * MS_PER_DAY)]),
  )
}

type Kind = Notice['kind'] & `reviews.${string}`

export function noticeOf(
  kind: Kind,
  id: string,
  opportunityId: string,
  personId: string,
  now: string,
  facts: Record<string, unknown> = {},
): Notice {
  return {
    personId,
    kind,
    facts,
    opportunityId,
    link: `/reviews/${id}`,
    key: `${kind}:${id}:${personId}:${now}`,
  }
}

/** Locks a review the viewer may know of, at the version they saw, while it is going on. */
async function going(tx: Tx, context: Context, id: string, version: number): Promise<reading.ReviewRow> {
  await reading.lockReview(tx, id)
  const row = await reading.findOne(tx, context, id)
  if (!row) throw errors.notFound({ id })
  if (row.endedAt !== null) throw errors.endedAlready({})
  if (row.version !== version) throw errors.stale({ yours: version, current: row.version })
  return row
}

async function knownCause(tx: Tx, cause: string): Promise<void> {
  const found = (await reading.causes(tx)).find(({ key }) => key === cause)
  if (!found || found.isRetired) throw errors.unknownCause({ cause })
}

/**
 * Proposes a cause and asks both sides of its node. Whoever proposes and is a side agrees by that. Refuses `reviews.not-found`,
 * `reviews.ended-already`, `reviews.stale`, `reviews.not-yours`, `reviews.unknown-cause`, `reviews.unknown-node`, `reviews.no-other-side`.
 */
export async function propose(
  context: Context,
  id: string,
  version: number,
  { cause, node, words }: { cause: string; node: number; words: string },
): Promise<Review> {
  const { viewer, now } = context
  return context.transaction(async (tx) => {
    const row = await going(tx, context, id, version)
    if (!mayOf(context, row).propose) throw errors.notYours({ holder: row.holder.name })
    await knownCause(tx, cause)
    const at = nodesOf(await historyOf(context, tx, row.opportunityId))[node]
    if (!at) throw errors.unknownNode({ node })
    const receiver = at.receiver ?? (await store.above(tx, at.giver))
    if (!receiver || receiver === at.giver) throw errors.noOtherSide({})
    const decider = (await store.settles(tx, at.giver, receiver)) ?? null
    const where = { stage: at.stage, toStage: at.toStage, at: instantOf(at.at) }
    const proposal = { cause, words, node: where, giver: at.giver, receiver, decider, by: viewer.personId }
    const round = await store.propose(tx, id, proposal, now)
    await journal(tx, context, row, 'review.proposed', { cause, text: words })
    const proposed = await reading.findOne(tx, context, id)
    if (!proposed) throw errors.notFound({ id })
    const mine = sidesFor(voicesOf(viewer), proposed)
    for (const side of mine) {
      const said = { round, side, by: viewer.personId, isAgreed: true, cause: null, words: null }
      await store.addView(tx, id, said, now)
    }
    const asked = voicesIn(proposed).filter(({ side }) => !mine.includes(side))
    await tellOthers(
      tx,
      context,
      [...new Set(asked.map((each) => each.voice))].map((person) =>
        noticeOf('reviews.asked', id, row.opportunityId, person, now),
      ),
    )
    await settle(tx, context, proposed)
    return one(context, id, tx)
  })
}

function voicesIn(row: reading.ReviewRow): { side: string; voice: string }[] {
  return [
    { side: row.giver?.id, voice: row.giverVoice },
    { side: row.receiver?.id, voice: row.receiverVoice },
  ].flatMap(({ side, voice }) => (side && voice ? [{ side, voice }] : []))
}

/**
 * Says for a side whether the proposal is agreed. Refuses `reviews.not-found`, `reviews.ended-already`, `reviews.stale`,
 * `reviews.nothing-to-say`, `reviews.not-a-side`, `reviews.words-missing`, `reviews.unknown-cause`.
 */
export async function giveView(
  context: Context,
  id: string,
  version: number,
  said: { isAgreed: boolean; cause?: string | undefined; words?: string | undefined },
): Promise<Review> {
  const { viewer, now } = context
  return context.transaction(async (tx) => {
    const row = await going(tx, context, id, version)
    if (row.state === 'open') throw errors.nothingToSay({ state: row.state })
    const [side] = sidesFor(voicesOf(viewer), row)
    if (!side) throw errors.notASide({ sides: [row.giver, row.receiver].flatMap((each) => each?.name ?? []) })
    if (!said.isAgreed && !said.words) throw errors.wordsMissing({})
    if (said.cause !== undefined) await knownCause(tx, said.cause)
    const { isAgreed, cause = null, words = null } = said
    await store.addView(tx, id, { round: row.round, side, by: viewer.personId, isAgreed, cause, words }, now)
    await journal(tx, context, row, isAgreed ? 'review.agreed' : 'review.differed', {
      ...(cause ? { cause } : {}),
      ...(words ? { text: words } : {}),
    })
    await settle(tx, context, row)
    return one(context, id, tx)
  })
}

/** Sets where the proposal stands now, and tells whom that concerns. */
async function settle(tx: Tx, context: Context, row: reading.ReviewRow): Promise<void> {
  const { now } = context
  const views = await reading.viewsOf(tx, row.id)
  const sides = voicesIn(row).map(({ side }) => side)
  const state = standing(
    sides,
    row.round,
    views.map(({ side, isAgreed, round }) => ({ side: side.id, isAgreed, round })),
  )
  await store.stand(tx, row.id, state, now)
  const to = (kind: Kind, people: readonly (string | null | undefined)[]) =>
    tellOthers(
      tx,
      context,
      [...new Set(people)].flatMap((person) =>
        person ? [noticeOf(kind, row.id, row.opportunityId, person, now)] : [],
      ),
    )
  if (state === 'disputed' && row.state !== 'disputed')
    await to('reviews.disputed', [row.decider?.id, row.holder.id])
  if (state === 'agreed') {
    await journal(tx, context, row, 'review.ended', { cause: row.cause })
    await to('reviews.ended', [row.holder.id, ...voicesIn(row).map(({ voice }) => voice)])
  }
}

/**
 * Settles what the sides do not agree on. Refuses `reviews.not-found`, `reviews.ended-already`, `reviews.stale`, `reviews.nothing-to-say`,
 * `reviews.not-the-decider`, `reviews.unknown-cause`.
 */
export async function rule(
  context: Context,
  id: string,
  version: number,
  { cause, words }: { cause: string; words: string },
): Promise<Review> {
  const { viewer, now } = context
  return context.transaction(async (tx) => {
    const row = await going(tx, context, id, version)
    if (row.state !== 'disputed') throw errors.nothingToSay({ state: row.state })
    if (!mayOf(context, row).rule) throw errors.notTheDecider({ decider: row.decider?.name ?? null })
    await knownCause(tx, cause)
    await store.rule(tx, id, { cause, words, by: viewer.personId }, now)
    await journal(tx, context, row, 'review.ruled', { cause, text: words })
    const people = [row.holder.id, ...voicesIn(row).map(({ voice }) => voice)]
    await tellOthers(
      tx,
      context,
      [...new Set(people)].map((person) => noticeOf('reviews.ended', id, row.opportunityId, person, now)),
    )
    return one(context, id, tx)
  })
}

/** Adds an action: a task of somebody's, due on a day. Refuses `reviews.not-found`, `reviews.not-yours`, `reviews.in-the-past`, `reviews.unknown-person`. */
export async function addAction(
  context: Context,
  id: string,
  { title, holder, dueOn }: { title: string; holder: string; dueOn: string },
): Promise<Review> {
  const today = dayIn(context.now, context.registry.company.timeZone)
  return context.transaction(async (tx) => {
    await reading.lockReview(tx, id)
    const row = await reading.findOne(tx, context, id)
    if (!row) throw errors.notFound({ id })
    if (!mayOf(context, row).act) throw errors.notYours({ holder: row.holder.name })
    if (dueOn < today) throw errors.inThePast({ on: dueOn, today })
    if (!(await store.isActive(tx, holder))) throw errors.unknownPerson({ id: holder })
    const task = await writeTask(tx, context, { title, holder, dueOn, opportunity: row.opportunityId })
    await store.addAction(tx, id, task, context.viewer.personId, context.now)
    await journal(tx, context, row, 'review.action-added', { title, holder, dueOn })
    return one(context, id, tx)
  })
}

function journal(
  tx: Tx,
  context: Context,
  { id, opportunityId, holder }: reading.ReviewRow,
  kind: string,
  after: Record<string, unknown>,
): Promise<void> {
  const behalf = onBehalfOf(context.actor, holder.id)
  return record(tx, context.actor, context.now, [
    { kind, object: 'review', recordId: id, opportunityId, after, onBehalfOf: behalf },
  ])
}

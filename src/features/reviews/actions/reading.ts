import type { z } from 'zod'
import type { History } from '../../../engines/mining/history.ts'
import { DEFAULT_PAGE_SIZE, openCursor, type Page, packCursor } from '../../../kernel/page.ts'
import { instantOf, isInstant } from '../../../kernel/time.ts'
import { dayIn, mayReach, voicesOf } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { badCursor } from '../../../objects/errors.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { workingTimesOf } from '../../availability/index.ts'
import { everyHistory, peopleOf } from '../../histories/index.ts'
import { findVisible } from '../../opportunities/index.ts'
import type { listReviews, Review, ReviewHead, ReviewNode, ReviewOffer } from '../contract.ts'
import * as errors from '../errors.ts'
import { droppedLines, nodesOf, staysOf } from '../rules/way.ts'
import * as store from '../store/reading.ts'
import { above } from '../store/writing.ts'

type Asked = z.output<NonNullable<typeof listReviews.query>>

/** A page of reviews the viewer may know of. */
export async function listed(
  context: Context,
  { cursor, limit, ...asked }: Asked,
): Promise<Page<ReviewHead>> {
  const most = limit ?? DEFAULT_PAGE_SIZE
  const rows = await store.listed(context.db, context, { ...asked, after: opened(cursor), limit: most })
  const page = rows.slice(0, most)
  const last = rows.length > most ? page.at(-1) : undefined
  return {
    items: page.map((row) => headOf(context, row)),
    ...(last ? { next: packCursor([last.sortedAt, last.id]) } : {}),
  }
}

/** The reviews of one opportunity. Refuses `opportunities.not-found`. */
export async function ofOpportunity(context: Context, id: string) {
  const state = await findVisible(context.db, context, id)
  const rows = await store.ofOpportunity(context.db, context, id)
  return {
    items: rows.map((row) => headOf(context, row)),
    mayOpen:
      state.outcome === 'lost' &&
      mayReach(context.viewer, 'opportunity', 'edit') &&
      rows.every(({ endedAt }) => endedAt !== null),
  }
}

/** One review with everything it looks at. Refuses `reviews.not-found`. */
export async function one(context: Context, id: string, db: Queryable = context.db): Promise<Review> {
  const row = await store.findOne(db, context, id)
  if (!row) throw errors.notFound({ id })
  const history = await historyOf(context, db, row.opportunityId)
  const today = dayIn(context.now, context.registry.company.timeZone)
  const [views, actions, causes, packets, gates, people] = await Promise.all([
    store.viewsOf(db, id),
    store.actionsOf(db, id, today),
    store.causes(db),
    store.packetsOf(db, row.opportunityId),
    store.gatesOf(db, row.opportunityId),
    peopleOf(db),
  ])
  const isOpen = row.isSeen || row.isParty // else only what is theirs to do
  const named = (person: string) => ({ id: person, name: people.get(person)?.name ?? '' })
  const at = (ms: number | null) => (ms === null ? null : instantOf(ms))
  return {
    ...headOf(context, row),
    ...{ openedBy: row.openedBy, words: row.words, node: row.node, giver: row.giver, receiver: row.receiver },
    ...{
      decider: row.decider,
      proposedBy: row.proposedBy,
      round: row.round,
      ruledBy: row.ruledBy,
      ruling: row.ruling,
    },
    outcomeReason: isOpen ? history.outcomeReason : null,
    views,
    actions,
    causes,
    stays: await staysIn(context, db, history, named),
    nodes: await nodesIn(db, history, named),
    limits: history.limits.map(({ kind, stage, person, dueAt, breachedAt, stoppedAt }) => ({
      ...{ kind, stage, person: named(person), dueAt: instantOf(dueAt), breachedAt: at(breachedAt) },
      met: breachedAt !== null ? false : stoppedAt === null ? null : stoppedAt <= dueAt,
    })),
    offers: offersIn(history, packets, isOpen, named),
    gates: isOpen ? gates : gates.map((gate) => ({ ...gate, reason: null })),
    may: mayOf(context, row),
  }
}

export async function historyOf(context: Context, db: Queryable, opportunityId: string): Promise<History> {
  let found: History | undefined
  await everyHistory({ db, registry: context.registry }, { ids: [opportunityId], most: 1 }, ([history]) => {
    found = history
  })
  if (!found) throw new Error(`the opportunity ${opportunityId} of a review is not there`)
  return found
}

type Named = (person: string) => { id: string; name: string }

async function staysIn(
  context: Context,
  db: Queryable,
  history: History,
  named: Named,
): Promise<Review['stays']> {
  const people = [...new Set(history.tiles.map(({ person }) => person))]
  const until = instantOf(Math.max(history.closedAt ?? 0, Date.parse(context.now)))
  const times = await workingTimesOf(db, context, people, instantOf(history.openedAt), until)
  const worked = (person: string, from: number, to: number) => times.get(person)?.between(from, to) ?? 0
  return staysOf(history, Date.parse(context.now), worked).map(({ person, from, to, ...stay }) => ({
    ...stay,
    person: named(person),
    from: instantOf(from),
    to: to === null ? null : instantOf(to),
  }))
}

async function nodesIn(db: Queryable, history: History, named: Named): Promise<ReviewNode[]> {
  const nodes: ReviewNode[] = []
  for (const [index, { at, stage, toStage, giver, receiver, isHandOver }] of nodesOf(history).entries()) {
    const other = receiver ?? (await above(db, giver)) // of the last node alone
    if (other)
      nodes.push({
        index,
        at: instantOf(at),
        stage,
        toStage,
        giver: named(giver),
        receiver: named(other),
        isHandOver,
      })
  }
  return nodes
}

function offersIn(
  history: History,
  packets: readonly store.PacketRow[],
  isSeen: boolean,
  named: Named,
): ReviewOffer[] {
  let before: Record<string, string> | undefined
  return history.offers.map((offer, i) => {
    const found = packets[i]
    const packet = found?.packet ?? {}
    const dropped = droppedLines(before, packet, found?.dropped ?? {})
    if (offer.state === 'accepted') before = packet
    return {
      from: named(offer.from),
      to: named(offer.to),
      ...{ stage: offer.stage, toStage: offer.toStage, state: offer.state, asked: offer.asked },
      offeredAt: instantOf(offer.offeredAt),
      answeredAt: offer.answeredAt === null ? null : instantOf(offer.answeredAt),
      packet: isSeen ? packet : {},
      dropped: isSeen ? dropped : dropped.map((one) => ({ ...one, before: '', reason: null })),
    }
  })
}

/** What a viewer may do with a review as it stands. */
export function mayOf({ viewer }: Context, row: store.ReviewRow): Review['may'] {
  const voices = voicesOf(viewer)
  const isGoing = row.endedAt === null
  const isAbove = viewer.admin || viewer.reports.includes(row.holder.id)
  const holds = voices.includes(row.holder.id)
  const isSide = sidesFor(voices, row).length > 0
  const settles = row.decider !== null && voices.includes(row.decider.id)
  return {
    propose: isGoing && (holds || isAbove),
    view: isGoing && row.state !== 'open' && isSide,
    rule: isGoing && row.state === 'disputed' && (settles || viewer.admin),
    act: row.isSeen && mayReach(viewer, 'task', 'create') && (holds || isAbove || isSide || settles),
  }
}

/** The sides these people speak for, those that have said nothing to the proposal yet first. */
export function sidesFor(voices: readonly string[], row: store.ReviewRow): string[] {
  const sides = [
    { side: row.giver?.id, voice: row.giverVoice },
    { side: row.receiver?.id, voice: row.receiverVoice },
  ]
  return sides
    .flatMap(({ side, voice }) => (side && voice && voices.includes(voice) ? [side] : []))
    .sort((a, b) => Number(row.said.includes(a)) - Number(row.said.includes(b)))
}

function headOf(context: Context, row: store.ReviewRow): ReviewHead {
  return {
    id: row.id,
    version: row.version,
    holder: row.holder,
    because: row.because,
    openedAt: row.openedAt,
    dueAt: row.dueAt,
    escalatedAt: row.escalatedAt,
    state: row.state,
    cause: row.cause,
    endedAt: row.endedAt,
    done: row.done,
    actionCount: row.actionCount,
    opportunity: {
      id: row.opportunityId,
      number: row.number,
      title: row.isSeen || row.isParty ? row.title : null,
    },
    wants: wantsOf(voicesOf(context.viewer), row),
  }
}

function wantsOf(voices: readonly string[], row: store.ReviewRow): ReviewHead['wants'] {
  if (row.state === 'open') return voices.includes(row.holder.id) ? 'propose' : null
  if (row.state === 'disputed' && row.decider && voices.includes(row.decider.id)) return 'ruling'
  if (row.state !== 'proposed') return null
  const [side] = sidesFor(voices, row)
  return side && !row.said.includes(side) ? 'view' : null
}

function opened(cursor: string | undefined): { at: string; id: string } | undefined {
  if (cursor === undefined) return undefined
  const [at, id] = openCursor(cursor) ?? []
  if (typeof at !== 'string' || typeof id !== 'string' || !isInstant(at) || !UUID.test(id))
    throw badCursor({})
  return { at, id }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

import type { z } from 'zod'
import { decimalFrom } from '../../../kernel/money.ts'
import { openCursor, packCursor } from '../../../kernel/page.ts'
import { instantOf, isInstant, MS_PER_DAY } from '../../../kernel/time.ts'
import { speaksFor, voicesOf } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { badCursor } from '../../../objects/errors.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import { findVisible, type OpportunityState, peopleById } from '../../opportunities/index.ts'
import { requireAdmin } from '../../permissions/index.ts'
import { publishedPlan } from '../../plan/index.ts'
import type { Credit, Credits, listSplits, listUnsplit, Split } from '../contract.ts'
import * as errors from '../errors.ts'
import { type Proposed, percentOf, proposedOf } from '../rules.ts'
import * as store from '../store.ts'
import { mayRead, told } from './telling.ts'

/** Who earns how much of an opportunity the viewer may see, how it came to that, and what would be proposed now. */
export async function credit(context: Context, id: string): Promise<Credit> {
  const { db, now } = context
  const state = await findVisible(db, context, id)
  const [parts, splits, proposal, life] = await Promise.all([
    store.partsOf(db, id),
    store.ofOpportunity(db, id),
    proposalOf(db, id, now),
    store.lifeOf(db, id, voicesOf(context.viewer)),
  ])
  const [labels, people] = await Promise.all([
    stageLabels(db),
    peopleById(
      db,
      proposal.map(({ personId }) => personId),
    ),
  ])
  const isLost = life?.outcome === 'lost'
  return {
    parts: parts.map(({ start, end, ...part }) => ({ ...part, percent: percentOf(end - start) })),
    splits: splits.map((one) => told(context, one)),
    proposal: isLost
      ? []
      : proposal.map(({ personId, share, held }) => ({
          person: people.get(personId) ?? { id: personId, name: '', active: false },
          percent: percentOf(share),
          held: held.map(({ stage, ms, weight }) => ({
            stage,
            label: labels.get(stage) ?? { zh: stage, en: stage },
            days: Math.round((ms / MS_PER_DAY) * 10) / 10,
            weight,
          })),
        })),
    isLocked: isLocked(life, parts),
    mayPropose: !isLost && mayPropose(context, state, life),
  }
}

/** It was won and parts are in force. */
export function isLocked(life: store.Life | undefined, parts: readonly store.PartRow[]): boolean {
  return life?.outcome === 'won' && parts.length > 0
}

/** Whoever holds or held it, helps or helped, leads the holder or administrates. */
export function mayPropose(
  { viewer }: Context,
  { holderId }: OpportunityState,
  life: store.Life | undefined,
): boolean {
  return (
    viewer.admin || speaksFor(viewer, holderId) || viewer.reports.includes(holderId) || life?.held === true
  )
}

/** How it would be split by who held it. */
export async function proposalOf(db: Queryable, id: string, now: string): Promise<Proposed[]> {
  const [tiles, weights] = await Promise.all([store.tilesOf(db, id, now), store.weights(db)])
  return proposedOf(tiles, (stage) => weights.get(stage) ?? 1)
}

type Asked = z.output<NonNullable<typeof listSplits.query>>

/** A page of splits, open ones first. */
export async function listed(
  context: Context,
  { box, state, limit, cursor }: Asked,
): Promise<{ items: Split[]; next?: string }> {
  const after = cursor === undefined ? undefined : placeOf(cursor)
  const rows = await store.listed(context.db, context, { box, state, limit, after })
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map((row) => told(context, row)),
    ...(last ? { next: packCursor([last.endedAt === null, last.proposedAt, last.id]) } : {}),
  }
}

function placeOf(cursor: string): [boolean, string, string] {
  const [isOpen, at, id] = openCursor(cursor) ?? []
  if (typeof isOpen !== 'boolean' || !isInstant(at) || typeof id !== 'string' || !/^[0-9a-f-]{36}$/.test(id))
    throw badCursor({})
  return [isOpen, at, id]
}

const YEAR_MS = 366 * MS_PER_DAY

/** What several held until it was won, and nobody has split yet. */
export async function unsplit(context: Context): Promise<z.infer<typeof listUnsplit.result & {}>> {
  const since = instantOf(Date.parse(context.now) - YEAR_MS)
  return { items: await store.unsplit(context.db, context, since) }
}

/** What people earned of what was won in a period; of one of them, the opportunities it is made of. */
export async function credits(
  context: Context,
  asked: { from: string; to: string; person?: string | undefined },
): Promise<Credits> {
  const { from, to, person } = asked
  const worth = mayRead(context, 'amount')
  const [people, rows] = await Promise.all([
    store.credits(context.db, context, { from, to, person }),
    person ? store.creditedRows(context.db, context, { from, to, person }) : [],
  ])
  return {
    people: people.map(({ amounts, won, ...one }) => ({
      ...one,
      won: won / 10_000,
      amount: worth ? amounts.map(({ minor, currency }) => moneyOf(minor, currency)) : [],
    })),
    rows: rows.map(({ share, minor, currency, ...row }) => ({
      ...row,
      percent: percentOf(share),
      amount: worth && minor !== null && currency !== null ? moneyOf(minor, currency) : null,
    })),
  }
}

function moneyOf(minor: string, currency: string) {
  return { amount: decimalFrom(BigInt(minor), currency), currency }
}

async function stageLabels(db: Queryable): Promise<Map<string, { zh: string; en: string }>> {
  const { stages } = await publishedPlan(db)
  return new Map(stages.map(({ key, label }) => [key, label]))
}

/** How much a day at each stage before the end counts. */
export async function weights({ db }: Pick<Context, 'db'>) {
  const [{ stages }, known] = await Promise.all([publishedPlan(db), store.weights(db)])
  return {
    weights: stages
      .filter(({ kind, phase }) => kind === 'open' && phase !== 'delivery')
      .map(({ key, label }) => ({ stage: key, label, weight: known.get(key) ?? 1 })),
  }
}

/** Says how much a day at a stage counts. Refuses `permissions.admin-only`, `splits.unknown-stage`. */
export async function changeWeights(
  context: Context,
  { weights: given }: { weights: { stage: string; weight: number }[] },
) {
  requireAdmin(context.viewer)
  const before = await weights(context)
  const known = new Set(before.weights.map(({ stage }) => stage))
  const stranger = given.find(({ stage }) => !known.has(stage))
  if (stranger) throw errors.unknownStage({ stage: stranger.stage })
  const last = [...new Map(given.map((one) => [one.stage, one])).values()]
  await context.transaction(async (tx) => {
    await store.saveWeights(tx, last, context.viewer.personId, context.now)
    await record(tx, context.actor, context.now, [
      {
        kind: 'credit.weights-set',
        object: 'company',
        recordId: context.viewer.personId,
        after: Object.fromEntries(last.map(({ stage, weight }) => [stage, weight])),
      },
    ])
  })
  return weights(context)
}

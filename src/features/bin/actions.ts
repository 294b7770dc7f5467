import type { z } from 'zod'
import { openCursor, type Page, packCursor } from '../../kernel/page.ts'
import type { Refusal } from '../../kernel/refusal.ts'
import { maySee, rowPredicate, visibleFields } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import {
  badCursor,
  notAllowed,
  notFound as recordNotFound,
  stale as recordStale,
} from '../../objects/errors.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { deleteRecord, titlesOf, undeleteRecord } from '../../objects/store.ts'
import type { Sql, Tx } from '../../platform/db/pool.ts'
import { patiently } from '../../platform/db/transaction.ts'
import { record } from '../../platform/events/journal.ts'
import { lockVisible, notFound, type OpportunityState } from '../opportunities/index.ts'
import { requireAdmin, requireRight } from '../permissions/index.ts'
import { publishedPlan } from '../plan/index.ts'
import { endHoldings, restoreHoldings } from '../responsibility/index.ts'
import { recordFacts, routeMany } from '../routing/index.ts'
import { BINNED, type Binned, type Entry, type listBin, type putIntoBin } from './contract.ts'
import * as errors from './errors.ts'
import { pointBack } from './pointers.ts'
import * as store from './store.ts'

type Putting = z.infer<NonNullable<typeof putIntoBin.body>>
type Asked = z.output<NonNullable<typeof listBin.query>>
type Refused = { id: string; code: string; facts: Record<string, unknown> }

/** Deletes what can be deleted and says of each other one why not; a preview writes nothing. Right: delete. */
export async function putMany(context: Context, { object, items, reason, preview = false }: Putting) {
  requireRight(context.viewer, object, 'delete')
  return context.transaction(async (tx) => {
    const versions = new Map(items.map(({ id, version }) => [id, version]))
    const going = object === 'opportunity' ? ofOpportunities : ofRecords(object)
    const { may, refused } = await going(tx, context, versions)
    if (!preview) await put(tx, context, object, may, reason)
    return { deleted: may.map(({ id }) => id), refused }
  })
}

/** Deletes one record of the version that was seen, without a word why. */
export function removing(object: Binned) {
  return async (context: Context, id: string, version: number): Promise<void> => {
    await context.transaction(async (tx) => {
      const going = object === 'opportunity' ? ofOpportunities : ofRecords(object)
      const { may, whyNot } = await going(tx, context, new Map([[id, version]]))
      if (whyNot[0]) throw whyNot[0]
      await put(tx, context, object, may, null)
    })
  }
}

type Going = {
  may: (OpportunityState | { id: string; version: number })[]
  refused: Refused[]
  whyNot: Refusal[]
}
type Versions = ReadonlyMap<string, number | undefined>

async function ofOpportunities(tx: Tx, context: Context, versions: Versions): Promise<Going> {
  const states = await lockVisible(tx, context, [...versions.keys()])
  return sorted(versions, states, (id) => notFound({ id }))
}

function ofRecords(object: Exclude<Binned, 'opportunity'>) {
  return async (tx: Tx, context: Context, versions: Versions): Promise<Going> => {
    const visible = rowPredicate(context.viewer, object, context.registry, 'r', 'asked')
    const ids = [...versions.keys()]
    const found = await store.lockRecords(tx, context, object, visible, ids)
    const open = object === 'account' ? await store.openOf(tx, ids) : new Map<string, number>()
    return sorted(
      versions,
      found,
      (id) => recordNotFound({ object, id }),
      ({ id, name }) => {
        const inUse = open.get(id)
        return inUse ? errors.accountInUse({ account: name, open: inUse }) : undefined
      },
    )
  }
}

function sorted<T extends { id: string; version: number }>(
  versions: Versions,
  found: readonly T[],
  missing: (id: string) => Refusal,
  verdict: (one: T) => Refusal | undefined = () => undefined,
) {
  const known = new Map(found.map((one) => [one.id, one]))
  const may: T[] = []
  const refused: Refused[] = []
  const whyNot: Refusal[] = []
  for (const [id, version] of versions) {
    const one = known.get(id)
    const isStale = one && version !== undefined && version !== one.version
    const why = !one
      ? missing(id)
      : isStale
        ? recordStale({ yours: version, current: one.version })
        : verdict(one)
    if (one && !why) may.push(one)
    else if (why) {
      refused.push({ id, code: why.code, facts: why.facts })
      whyNot.push(why)
    }
  }
  return { may, refused, whyNot }
}

async function put(
  tx: Tx,
  context: Context,
  object: Binned,
  going: Going['may'],
  reason: string | null,
): Promise<void> {
  if (going.length === 0) return
  const ids = going.map(({ id }) => id)
  if (object === 'opportunity') {
    await endHoldings(tx, context, 'deleted', reason, going as OpportunityState[])
    await store.hideTasks(tx, ids, context.now)
  } else {
    for (const { id, version } of going)
      await deleteRecord(tx, context, object, id, version, { because: 'deleted', reason })
  }
  const by = context.actor.personId
  await store.put(tx, object, ids, { at: context.now, by, because: 'deleted', reason })
}

/** What lies in the bin and is the viewer's to restore, newest first. */
export async function listed(context: Context, { object, limit = 50, cursor }: Asked): Promise<Page<Entry>> {
  const definition = seen(context, object)
  const found = await store.listed(context.db, context, object, limit, cursor ? placeOf(cursor) : undefined)
  const items = found.slice(0, limit)
  const into = await titlesOf(
    context.db,
    context,
    object,
    new Set(items.flatMap((one) => one.into?.id ?? [])),
  )
  const readable = new Set(visibleFields(context.viewer, definition).map(({ name }) => name))
  const last = items.at(-1)
  return {
    items: items.map((one) => ({
      ...one,
      title: readable.has(definition.titleField) ? one.title : null,
      number: readable.has('number') ? one.number : null,
      holder: readable.has('holder') ? one.holder : null,
      into: one.into && { id: one.into.id, title: into.get(one.into.id) ?? null },
    })),
    ...(found.length > limit && last ? { next: packCursor([last.at, last.id]) } : {}),
  }
}

function seen(context: Context, object: Binned) {
  const definition = objectNamed(context.registry, object)
  if (!maySee(context.viewer, definition)) throw notAllowed({ object, right: 'see' })
  return definition
}

function placeOf(cursor: string): { at: string; id: string } {
  const [at, id, ...rest] = openCursor(cursor) ?? []
  const isPlace = typeof at === 'string' && !Number.isNaN(Date.parse(at)) && typeof id === 'string'
  if (!isPlace || !/^[0-9a-f-]{36}$/.test(id) || rest.length > 0) throw badCursor({})
  return { at, id }
}

/**
 * Takes a record out of the bin. An opportunity at an open stage is held by whoever held it last, else by whom the plan finds, from the
 * same instant; one that was merged away gets back what was pointed over. Refuses `bin.not-found`, `routing.keeper-gone`.
 */
export async function restore(context: Context, object: Binned, id: string, reason: string | null) {
  const definition = seen(context, object)
  return context.transaction(async (tx) => {
    const lying = await store.lockBinned(tx, context, object, id)
    if (!lying) throw errors.notInBin({ id })
    const moved = lying.into ? await pointBack(tx, context, id, lying.into) : [] // its tasks among them, before they are shown
    const found = object === 'opportunity' ? await returned(tx, context, lying, reason) : null
    if (object !== 'opportunity')
      await undeleteRecord(tx, context, object, id, { because: 'restored', reason, moved: moved.length })
    await record(
      tx,
      context.actor,
      context.now,
      moved
        .filter(({ opportunityId }) => opportunityId !== null)
        .map((one) => ({
          kind: `${one.object}.updated`,
          object: one.object,
          recordId: one.id,
          opportunityId: one.opportunityId,
          before: { [one.field]: one.from },
          after: { [one.field]: id },
          cause: { because: 'restored', reason },
        })),
    )
    await store.take(tx, object, id)
    const { version, holderId, holder } = await store.versionAndHolder(tx, object, definition.table, id)
    return { id, version, holder: holderId ? { id: holderId, name: holder ?? '' } : null, found }
  })
}

async function returned(
  tx: Tx,
  context: Context,
  { id, at }: store.Lying,
  reason: string | null,
): Promise<'holder' | 'routed' | null> {
  const state = await store.endedState(tx, id)
  if (!state) throw errors.notInBin({ id })
  const { holderId, stageId, isEnded, active } = state
  const routed = isEnded || active ? undefined : await foundAnew(tx, context, id)
  const personId = routed?.personId ?? holderId
  await restoreHoldings(tx, context, reason, [
    { opportunityId: id, personId, stageId, isEnded, decisionId: routed?.decisionId ?? null },
  ])
  await store.showTasks(tx, id, at, context.now)
  return isEnded ? null : routed ? 'routed' : 'holder'
}

/** Whom the plan in force finds for one whose last holder has left: by its rules, else its keeper. */
async function foundAnew(tx: Tx, context: Context, id: string) {
  const facts = await recordFacts(tx, context, id)
  const [routed] = await routeMany(tx, context, await publishedPlan(tx), [{ opportunityId: id, facts }])
  if (!routed) throw new Error('nothing was routed')
  return routed
}

/** Removes one thing that lies in the bin for good. Right: administrator. Refuses `bin.not-found`, `bin.still-named`. */
export async function removeForGood(context: Context, object: Binned, id: string): Promise<undefined> {
  requireAdmin(context.viewer)
  await context.transaction(async (tx) => {
    if (!(await store.lockBinned(tx, context, object, id))) throw errors.notInBin({ id })
    const opportunities = await store.namedBy(tx, object, id)
    if (opportunities > 0) throw errors.stillNamed({ opportunities })
    await gone(tx, context, object, [id])
  })
}

export async function settings(context: Context) {
  return { days: await store.daysInBin(context.db) }
}

/** Right: administrator. */
export async function setSettings(context: Context, { days }: { days: number }) {
  requireAdmin(context.viewer)
  return context.transaction(async (tx) => {
    const before = await store.daysInBin(tx)
    await store.setDaysInBin(tx, days)
    await record(tx, context.actor, context.now, [
      {
        kind: 'company.bin-days-set',
        object: 'company',
        recordId: context.viewer.personId,
        before: { days: before },
        after: { days },
      },
    ])
    return { days }
  })
}

const BATCH = 200 // rows of several tables each; a batch is one short transaction

/**
 * Removes for good what has lain in the bin too long, one short transaction a batch. Safe on several processes: each takes what no
 * other has. Answers how many were removed.
 */
export async function emptyBin(db: Sql, now: string): Promise<number> {
  let removed = 0
  for (const object of BINNED) {
    for (;;) {
      const count = await patiently(db, async (tx) => {
        const due = await store.outlived(tx, object, now, BATCH)
        return gone(
          tx,
          { now, actor: { kind: 'system', personId: null } },
          object,
          due.map(({ id }) => id),
        )
      })
      removed += count
      if (count === 0) break
    }
  }
  return removed
}

async function gone(
  tx: Tx,
  { now, actor }: Pick<Context, 'now' | 'actor'>,
  object: Binned,
  ids: readonly string[],
): Promise<number> {
  if (ids.length === 0) return 0
  const removed = await store.empty(tx, object, ids)
  await record(
    tx,
    actor,
    now,
    removed.map((id) => ({
      kind: `${object}.removed`,
      object,
      recordId: id,
      opportunityId: object === 'opportunity' ? id : null,
    })),
  )
  return removed.length
}

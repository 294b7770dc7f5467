import type { z } from 'zod'
import { visibleFields, writableFields } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import type { ObjectDefinition } from '../../../objects/definition.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { changeRecord, deleteRecord, getRecord, type RecordJson } from '../../../objects/store.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import { type Moved, pointOver, put } from '../../bin/index.ts'
import { lockVisible, type OpportunityState, peopleById } from '../../opportunities/index.ts'
import { requireRight } from '../../permissions/index.ts'
import { activePerson, endHoldings, passBaton } from '../../responsibility/index.ts'
import type { Merged, mergeOpportunities as mergeEndpoint } from '../contract.ts'
import * as errors from '../errors.ts'
import { mergedValues } from '../rules.ts'
import * as store from '../store.ts'

type Input = z.output<NonNullable<typeof mergeEndpoint.body>>
type State = { id: string; version: number; holderId: string | null }

/**
 * Merges opportunities into one, all in one transaction: what hangs on them comes over, their holdings end, they go to the bin and lead
 * to the survivor. The survivor's holder stays, or one of theirs takes over by a pass.
 * Refuses `merging.not-found`, `merging.stale`, `merging.survivor-closed`, `merging.won-stays`, `merging.holder-not-among`.
 */
export async function mergeOpportunities(
  context: Context,
  id: string,
  version: number,
  input: Input,
): Promise<Merged> {
  requireRight(context.viewer, 'opportunity', 'edit')
  return context.transaction(async (tx) => {
    const wanted = versionsOf(id, version, input)
    const states = checked(wanted, await lockVisible(tx, context, [...wanted.keys()], 'edit'))
    const [survivor, ...losers] = states as [OpportunityState, ...OpportunityState[]]
    refuseUnlikely(survivor, losers)
    const others = states.some(({ holderId }) => holderId !== context.viewer.personId)
    if (others) requireRight(context.viewer, 'opportunity', 'pass')
    const holderId = input.holder ?? survivor.holderId
    await checkHolder(tx, states, holderId)
    const object = objectNamed(context.registry, 'opportunity')
    const { changes, cleared } = await valuesOf(tx, context, object, states, input.take)
    const told = await toldOf(tx, context, object, states, { changes, holderId, version })
    if (input.preview) return told

    const ids = losers.map((state) => state.id)
    await clear(tx, context, object, cleared, losers)
    await store.leaveDoubles(tx, id, ids, context.now)
    await endHoldings(tx, context, 'merged', input.reason, losers, id)
    const by = context.actor.personId
    await put(tx, 'opportunity', ids, {
      at: context.now,
      by,
      because: 'merged',
      reason: input.reason,
      into: id,
    })
    const moved = await pointOver(tx, context, 'opportunity', ids, id)
    const helpers = await store.gatherHelpers(tx, id, ids, by, context.now)
    const { version: changed } = await changeRecord(tx, context, 'opportunity', id, version, changes)
    if (holderId !== survivor.holderId) {
      const pass = {
        opportunityId: id,
        expectedHolderId: survivor.holderId,
        personId: holderId,
        stageId: survivor.stageId,
      }
      await passBaton(tx, context, 'merged', input.reason, [pass], [survivor])
    }
    await record(tx, context.actor, context.now, [
      {
        kind: 'opportunity.merged',
        object: 'opportunity',
        recordId: id,
        opportunityId: id,
        cause: {
          because: 'merged',
          reason: input.reason,
          merged: ids,
          number: losers.map(({ number }) => number),
          moved: idsByObject(moved),
        },
      },
      ...helpers.map(({ personId, letter }) => ({
        kind: 'opportunity.helper-added',
        object: 'opportunity',
        recordId: id,
        opportunityId: id,
        after: { person: personId, letter },
        cause: { because: 'merged' },
      })),
    ])
    return { ...told, version: holderId === survivor.holderId ? changed : changed + 1 }
  })
}

/**
 * Merges accounts into one: whatever names them names it, each such opportunity and contact is journalled; no opportunity changes
 * holder or stage. Refuses `merging.not-found`, `merging.stale`, `merging.holder-not-among`.
 */
export async function mergeAccounts(
  context: Context,
  id: string,
  version: number,
  input: Input,
): Promise<Merged> {
  requireRight(context.viewer, 'account', 'edit')
  return context.transaction(async (tx) => {
    const wanted = versionsOf(id, version, input)
    const states = checked(wanted, await store.lockAccounts(tx, context, [...wanted.keys()]))
    const [survivor, ...losers] = states as [store.AccountState, ...store.AccountState[]]
    const holderId = input.holder ?? survivor.holderId
    if (input.holder) await checkHolder(tx, states, input.holder)
    const object = objectNamed(context.registry, 'account')
    const { changes, cleared } = await valuesOf(tx, context, object, states, input.take)
    if (holderId !== survivor.holderId) changes['holder'] = holderId
    const told = await toldOf(tx, context, object, states, {
      changes,
      holderId: typeof changes['holder'] === 'string' ? changes['holder'] : holderId,
      version,
    })
    if (input.preview) return told

    const ids = losers.map((state) => state.id)
    const after = await clear(tx, context, object, cleared, losers)
    const cause = { because: 'merged', reason: input.reason, into: id }
    for (const loser of after) await deleteRecord(tx, context, 'account', loser.id, loser.version, cause)
    const by = context.actor.personId
    await put(tx, 'account', ids, { at: context.now, by, because: 'merged', reason: input.reason, into: id })
    const moved = await pointOver(tx, context, 'account', ids, id)
    const { version: changed } = await changeRecord(
      tx,
      context,
      'account',
      id,
      await versionNow(tx, context, id),
      changes,
    )
    await record(tx, context.actor, context.now, [
      ...moved.map((one) => ({
        kind: `${one.object}.updated`,
        object: one.object,
        recordId: one.id,
        opportunityId: one.opportunityId,
        before: { [one.field]: one.from },
        after: { [one.field]: id },
        cause: { because: 'merged', reason: input.reason },
      })),
      {
        kind: 'account.merged',
        object: 'account',
        recordId: id,
        cause: { because: 'merged', reason: input.reason, merged: ids },
      },
    ])
    return { ...told, version: changed }
  })
}

/** Pointing over may have touched the survivor itself (its parent was merged into it). */
async function versionNow(tx: Tx, context: Context, id: string): Promise<number> {
  const [state] = await store.lockAccounts(tx, context, [id])
  return state?.version ?? 0
}

function versionsOf(id: string, version: number, { losers }: Input): Map<string, number> {
  const wanted = new Map([[id, version]])
  for (const loser of losers) {
    if (wanted.has(loser.id)) throw errors.sameTwice({ id: loser.id })
    wanted.set(loser.id, loser.version)
  }
  return wanted
}

/** The states in the order wanted. Refuses what is not there and what was changed since. */
function checked<T extends State>(wanted: ReadonlyMap<string, number>, found: readonly T[]): T[] {
  const known = new Map(found.map((state) => [state.id, state]))
  return [...wanted].map(([id, version]) => {
    const state = known.get(id)
    if (!state) throw errors.notFound({ id })
    if (state.version !== version) throw errors.stale({ id, yours: version, current: state.version })
    return state
  })
}

function refuseUnlikely(survivor: OpportunityState, losers: readonly OpportunityState[]): void {
  const open = losers.find(({ isOpen }) => isOpen)
  if (open && !survivor.isOpen) throw errors.survivorClosed({ number: survivor.number, open: open.number })
  const won = losers.find(({ outcome }) => outcome === 'won')
  if (won) throw errors.wonStays({ number: won.number })
}

async function checkHolder(tx: Tx, states: readonly State[], holderId: string): Promise<void> {
  if (states.some((state) => state.holderId === holderId)) {
    if (states[0]?.holderId !== holderId) await activePerson(tx, holderId)
    return
  }
  const person = (await peopleById(tx, [holderId])).get(holderId)
  throw errors.holderNotAmong({ person: person?.name ?? '' })
}

/** What of the survivor changes, by what the viewer may read and write. */
async function valuesOf(
  tx: Tx,
  context: Context,
  object: ObjectDefinition,
  states: readonly State[],
  take: Readonly<Record<string, string>>,
) {
  const records: RecordJson[] = []
  for (const { id } of states) records.push(await getRecord(tx, { ...context, object }, id))
  const [survivor, ...losers] = records as [RecordJson, ...RecordJson[]]
  const fields = writableFields(context.viewer, object).map(({ name, unique, type }) => ({
    name,
    unique,
    isReference: type === 'reference' || type === 'person' || type === 'department',
  }))
  const found = mergedValues(fields, survivor, losers, take)
  if (found.kind === 'nothing-to-take') throw errors.nothingToTake({ field: found.field.slice(0, 100) })
  return found
}

/** A unique value leaves its giver before the survivor gets it. Answers the givers with the versions they have then. */
async function clear<T extends State>(
  tx: Tx,
  context: Context,
  object: ObjectDefinition,
  cleared: readonly { id: string; field: string }[],
  losers: readonly T[],
): Promise<T[]> {
  const after: T[] = []
  for (const loser of losers) {
    const fields = cleared.filter(({ id }) => id === loser.id).map(({ field }) => [field, null])
    const { version } =
      fields.length > 0
        ? await changeRecord(tx, context, object.name, loser.id, loser.version, Object.fromEntries(fields))
        : loser
    after.push({ ...loser, version })
  }
  return after
}

async function toldOf(
  tx: Tx,
  context: Context,
  object: ObjectDefinition,
  states: readonly (State & { number?: number; title?: string; name?: string })[],
  {
    changes,
    holderId,
    version,
  }: { changes: Record<string, unknown>; holderId: string | null; version: number },
): Promise<Merged> {
  const [survivor, ...losers] = states
  const ids = losers.map(({ id }) => id)
  const readable = new Set(visibleFields(context.viewer, object).map(({ name }) => name))
  const holder = holderId ? (await peopleById(tx, [holderId])).get(holderId) : undefined
  return {
    id: survivor?.id ?? '',
    version,
    holder: holderId ? { id: holderId, name: holder?.name ?? '' } : null,
    merged: losers.map(({ id, number, title, name }) => ({
      id,
      number: readable.has('number') ? (number ?? null) : null,
      title: readable.has(object.titleField) ? (title ?? name ?? null) : null,
    })),
    changes,
    moved: await store.countsOf(tx, pointersTo(context, object.name), ids),
    withdrawn: object.name === 'opportunity' ? await store.openOffers(tx, ids) : 0,
  }
}

function pointersTo({ registry }: Context, name: string) {
  return [...registry.objects.values()].flatMap((object) =>
    object.bare || !object.deletable
      ? []
      : object.fields
          .filter((field) => field.type === 'reference' && field.options.target === name)
          .map((field) => ({ object: object.name, table: object.table, column: field.column })),
  )
}

function idsByObject(moved: readonly Moved[]): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const { object, id } of moved) found[object] = [...(found[object] ?? []), id]
  return found
}

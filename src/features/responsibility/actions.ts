import type { z } from 'zod'
import { isRefusal, type Refusal } from '../../kernel/refusal.ts'
import type { Context } from '../../objects/context.ts'
import { notAllowed } from '../../objects/errors.ts'
import { changeRecord } from '../../objects/store.ts'
import type { Queryable, Sql, Tx } from '../../platform/db/pool.ts'
import { patiently, sqlState } from '../../platform/db/transaction.ts'
import { type JournalEntry, onBehalfOf, record } from '../../platform/events/journal.ts'
import { absencesAt, refuseUnknowing } from '../absences/index.ts'
import {
  findVisible,
  lockOne,
  lockVisible,
  notFound,
  type OpportunityState,
  peopleById,
  visibleStates,
} from '../opportunities/index.ts'
import { checkFunctions } from '../organisation/index.ts'
import { requireReach } from '../permissions/index.ts'
import type { Holding, passHolding as passHoldingEndpoint, passMany as passManyEndpoint } from './contract.ts'
import * as errors from './errors.ts'
import { type Doing, followDuties, matchDuties } from './following.ts'
import { fallen } from './overtaken.ts'
import { isCheckDue, ownRoadOf } from './rules.ts'
import * as store from './store.ts'
import { tellHelpers, tellPasses } from './telling.ts'

export type { Pass } from './store.ts'

/**
 * Passes the baton: the one road by which a holder, a stage or an outcome changes. Works on many at once, in the caller's
 * transaction, and leaves a journal entry for each. `before` is what the caller locked and decided on; `act` is what the passes are
 * part of, and stands in the cause of each; a pass may name its own actor.
 * Refuses `responsibility.holder-changed`, `responsibility.person-inactive`.
 */
export async function passBaton(
  tx: Tx,
  { actor, now }: Doing,
  because: Holding['because'],
  reason: string | null,
  passes: readonly store.Pass[],
  before: readonly OpportunityState[],
  act: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  if (passes.length === 0) return
  // a hand-over is taken in the receiver's name, a claim in one's own, everything else done in the holder's
  const behalf = ({ personId, expectedHolderId, actor: own }: store.Pass) =>
    because === 'claimed'
      ? null
      : onBehalfOf(own ?? actor, because === 'hand-over' ? personId : expectedHolderId)
  const given = passes.map((pass) => ({ ...pass, onBehalfOf: behalf(pass) }))
  const offers = await store.overtakeByPasses(tx, now, passes)
  const work = () => store.passHoldings(tx, actor.personId, now, because, reason, given)
  await (because === 'routed' ? findingAnew(work) : refusing(work))
  const was = new Map(before.map((state) => [state.id, state]))
  const kind =
    because === 'stage'
      ? 'opportunity.moved'
      : because === 'reopened'
        ? 'opportunity.reopened'
        : 'opportunity.passed'
  await record(
    tx,
    actor,
    now,
    passes.map((pass): JournalEntry => {
      const state = was.get(pass.opportunityId)
      return {
        kind,
        object: 'opportunity',
        recordId: pass.opportunityId,
        opportunityId: pass.opportunityId,
        ...changeOf(pass, state),
        cause: { because, reason, decision: pass.decisionId ?? null, ...act },
        onBehalfOf: behalf(pass),
        ...(pass.actor ? { actor: pass.actor } : {}),
      }
    }),
  )
  const actors = new Map(passes.flatMap(({ opportunityId: id, actor: own }) => (own ? [[id, own]] : [])))
  const fell = fallen(offers).map((one) => ({ ...one, actor: actors.get(one.opportunityId ?? '') ?? actor }))
  await record(tx, actor, now, fell)
  const ids = [...new Set(passes.map(({ opportunityId }) => opportunityId))]
  await followDuties(tx, { actor, now }, ids, actors)
  await tellPasses(tx, { actor, now }, because, reason, passes, offers)
}

/**
 * Holds newly inserted opportunities from their first instant. Several tiles an opportunity give its known history.
 * Refuses `responsibility.person-inactive`.
 */
export async function openHoldings(
  tx: Tx,
  { actor, now }: Doing,
  holdings: readonly store.OpenHolding[],
): Promise<void> {
  if (holdings.length === 0) return
  const work = () => store.openHoldings(tx, actor.personId, holdings)
  await (holdings.some(({ because }) => because === 'routed') ? findingAnew(work) : refusing(work))
  const open = holdings.filter(({ until }) => until === null)
  if (open.length > 0)
    await matchDuties(tx, { actor, now }, [...new Set(open.map(({ opportunityId }) => opportunityId))])
}

/** A plain change of an opportunity. Refuses `responsibility.own-road` for what changes by passing or moving it, naming the road. */
export async function changeOpportunity(
  context: Context,
  id: string,
  version: number,
  input: Record<string, unknown>,
): Promise<void> {
  const road = ownRoadOf(Object.keys(input))
  if (road) throw errors.ownRoad(road)
  await context.transaction((tx) => changeRecord(tx, context, 'opportunity', id, version, input))
}

/** Passes one opportunity by the caller's own word (right: pass). */
export async function passOne(
  context: Context,
  id: string,
  version: number,
  { person: personId, reason, knowing }: z.infer<NonNullable<typeof passHoldingEndpoint.body>>,
) {
  requireReach(context.viewer, 'opportunity', 'pass')
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id, version, 'pass')
    const receiver = await activePerson(tx, personId)
    const refused = blockedFor(state, receiver)
    if (refused) throw refused
    await refuseUnknowing(tx, context.now, receiver, knowing)
    await passBaton(tx, context, 'passed', reason, [passOf(state, personId)], [state])
    return { id, version: state.version + 1, holder: { id: personId, name: receiver.name } }
  })
}

const NO_PASS = { object: 'opportunity', right: 'pass' }
type PassMany = z.infer<NonNullable<typeof passManyEndpoint.body>>

/** Passes what can be passed and says of each other one why not; a preview writes nothing. */
export async function passMany(context: Context, { ids, person, reason, preview, knowing }: PassMany) {
  requireReach(context.viewer, 'opportunity', 'pass')
  return context.transaction(async (tx) => {
    const states = await lockVisible(tx, context, [...new Set(ids)], 'pass')
    const found = new Map(states.map((state) => [state.id, state]))
    const missing = ids.filter((id) => !found.has(id))
    const seen = missing.length > 0 ? await visibleStates(tx, context, missing) : []
    const without = new Set(seen.map(({ id }) => id))
    const refused: { id: string; code: string; facts: Record<string, unknown> }[] = []
    const passing: OpportunityState[] = []
    const receiver = await activePerson(tx, person)
    const away = (await absencesAt(tx, context.now)).get(person)
    if (!preview) await refuseUnknowing(tx, context.now, receiver, knowing)
    for (const id of new Set(ids)) {
      const state = found.get(id)
      const why = state
        ? blockedFor(state, receiver)
        : without.has(id)
          ? notAllowed(NO_PASS)
          : notFound({ id })
      if (state && !why) passing.push(state)
      else if (why) refused.push({ id, code: why.code, facts: why.facts })
    }
    if (!preview) {
      await passBaton(
        tx,
        context,
        'passed',
        reason,
        passing.map((state) => passOf(state, person)),
        passing,
      )
    }
    const { until, actingId, acting } = away ?? {}
    return {
      passed: passing.map((state) => state.id),
      refused,
      receiverAway: until && actingId ? { until, acting: { id: actingId, name: acting ?? '' } } : null,
    }
  })
}

/** The ledger of one opportunity the viewer may see. */
export async function holdings(context: Context, id: string) {
  await findVisible(context.db, context, id)
  return { items: await store.holdingsOf(context.db, id) }
}

/** The helpers of one opportunity the viewer may see. */
export async function participants(context: Context, id: string) {
  await findVisible(context.db, context, id)
  return { items: await store.participantsOf(context.db, id) }
}

/** Makes somebody a helper, or changes their letter. The holder cannot be one. */
export async function setParticipant(
  context: Context,
  id: string,
  personId: string,
  { letter, function: fn }: { letter: 'R' | 'C' | 'I'; function?: string | null | undefined },
) {
  requireReach(context.viewer, 'opportunity', 'edit')
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id, undefined, 'edit')
    const person = await activePerson(tx, personId)
    if (state.holderId === personId) throw errors.holderIsNoHelper({ person: person.name })
    await checkFunctions(tx, fn ? [fn] : [])
    await store.endParticipation(tx, id, personId, context.now)
    const part = {
      opportunityId: id,
      personId,
      letter,
      function: fn || null,
      actorId: context.viewer.personId,
      at: context.now,
    }
    await store.beginParticipation(tx, part)
    await recordHelper(tx, context, state, 'opportunity.helper-added', { person: personId, letter })
    await tellHelpers(tx, context, [part])
    return { items: await store.participantsOf(tx, id) }
  })
}

/** Ends a helper's part; who holds the opportunity stays as it is. */
export async function removeParticipant(context: Context, id: string, personId: string) {
  requireReach(context.viewer, 'opportunity', 'edit')
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id, undefined, 'edit')
    if (await store.endParticipation(tx, id, personId, context.now)) {
      await recordHelper(tx, context, state, 'opportunity.helper-removed', { person: personId })
    }
    return { items: await store.participantsOf(tx, id) }
  })
}

type Part = { opportunityId: string; personId: string; letter: 'R' | 'C' | 'I'; function: string | null }

/**
 * People who left help with nothing any more: their parts end, `handed` goes on with somebody else, and where the plan asks for
 * somebody of their function another one is found. Each change is journalled.
 */
export async function endHelpers(
  tx: Tx,
  doing: Doing,
  people: readonly string[],
  handed: readonly Part[],
): Promise<void> {
  const ended = await store.endPartsOf(tx, people, doing.now)
  const begun = await store.beginParts(tx, handed, doing.actor.personId, doing.now)
  const entry = (
    kind: string,
    { opportunityId, personId, letter, function: fn }: Part,
    side: 'before' | 'after',
  ) => ({
    kind,
    object: 'opportunity',
    recordId: opportunityId,
    opportunityId,
    [side]: { person: personId, letter, function: fn },
    cause: { because: 'leaver' },
  })
  await record(tx, doing.actor, doing.now, [
    ...ended.map((part) => entry('opportunity.helper-removed', part, 'before')),
    ...begun.map((part) => entry('opportunity.helper-added', part, 'after')),
  ])
  await tellHelpers(tx, doing, begun)
  await followDuties(tx, doing, [...new Set(ended.map(({ opportunityId }) => opportunityId))])
}

/** A person who can hold something. Refuses `responsibility.unknown-person`, `responsibility.person-inactive`. */
export async function activePerson(db: Queryable, personId: string): Promise<{ id: string; name: string }> {
  const person = (await peopleById(db, [personId])).get(personId)
  if (!person) throw errors.unknownPerson({ personId })
  if (!person.active) throw errors.personInactive({ personId, person: person.name })
  return person
}

function passOf(state: OpportunityState, personId: string): store.Pass {
  return { opportunityId: state.id, expectedHolderId: state.holderId, personId, stageId: state.stageId }
}

function blockedFor(state: OpportunityState, receiver: { id: string; name: string }): Refusal | undefined {
  if (!state.isOpen) return errors.isClosed({ number: state.number })
  if (state.holderId === receiver.id) return errors.holdsAlready({ person: receiver.name })
  return undefined
}

function changeOf(pass: store.Pass, state: OpportunityState | undefined) {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  if (pass.personId !== pass.expectedHolderId) {
    before['holder'] = pass.expectedHolderId
    after['holder'] = pass.personId
  }
  if (state && pass.stageId !== state.stageId) {
    before['stage'] = state.stageId
    after['stage'] = pass.stageId
  }
  if (pass.outcomeReason) after['outcomeReason'] = pass.outcomeReason
  return { before, after }
}

async function recordHelper(
  tx: Tx,
  context: Context,
  { id, holderId }: OpportunityState,
  kind: string,
  after: Record<string, unknown>,
) {
  const behalf = onBehalfOf(context.actor, holderId)
  await record(tx, context.actor, context.now, [
    { kind, object: 'opportunity', recordId: id, opportunityId: id, after, onBehalfOf: behalf },
  ])
}

/** Whoever the plan found may leave at the same moment: nobody named them, so the whole transaction looks again, as after a deadlock. */
async function findingAnew(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    if (sqlState(thrown) !== 'BTN05') return refusing(() => Promise.reject(thrown))
    throw Object.assign(new Error('whoever was found left meanwhile', { cause: thrown }), { code: '40001' })
  }
}

/** Turns the database's own refusals into ours; the savepoint-free transaction is rolled back by whoever catches. */
export async function refusing(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    if (isRefusal(thrown)) throw thrown
    const detail = typeof thrown === 'object' && thrown && 'detail' in thrown ? String(thrown.detail) : ''
    switch (sqlState(thrown)) {
      case 'BTN05':
        throw errors.personInactive({ personId: detail, person: detail })
      case 'BTN07': {
        const { opportunityId, holderId } = JSON.parse(detail) as { opportunityId: string; holderId: string }
        throw errors.holderChanged({ opportunityId, holderId, holder: holderId })
      }
      case 'BTN09':
        throw notFound({ id: 'stage' })
      default:
        throw thrown
    }
  }
}

/** Verifies the whole ledger against its laws. Reads only; one pass over holdings and opportunities. */
export async function checkLedger(db: Queryable) {
  return { open: await store.openCount(db), problems: await store.ledgerProblems(db) }
}

/**
 * The standing check: made where the last one is old enough, by one process at a time, and remembered for `/metrics`.
 * Answers what was found; undefined where it was nobody's turn. Reads without a transaction's number until its last statement, so
 * that nobody waits for it.
 */
export async function standingCheck(db: Sql, now: string) {
  return patiently(db, async (tx) => {
    if (!(await store.tryCheckTurn(tx)) || !isCheckDue(await store.lastCheck(tx), now)) return undefined
    const began = performance.now()
    const found = await checkLedger(tx)
    const tookMs = Math.round(performance.now() - began)
    await store.saveCheck(tx, { checkedAt: now, tookMs, open: found.open, problems: found.problems.length })
    return found
  })
}

/** What the standing check found last; undefined before the first one. */
export function lastLedgerCheck(db: Queryable) {
  return store.lastCheck(db)
}

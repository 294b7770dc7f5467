import { because } from '../../../kernel/explain.ts'
import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import { replaceDeputy } from '../../absences/index.ts'
import { moveOffers } from '../../handover/index.ts'
import { tellOthers } from '../../notifications/index.ts'
import { lockVisible, type OpportunityState } from '../../opportunities/index.ts'
import { changePerson, deactivate } from '../../organisation/index.ts'
import { bumpAccess } from '../../permissions/index.ts'
import { keepersFollow } from '../../pools/index.ts'
import { MINE } from '../../responsibility/contract.ts'
import { endHelpers, passBaton } from '../../responsibility/index.ts'
import { type Chosen, keepChosen, newIds } from '../../routing/index.ts'
import type { Transition } from '../contract.ts'
import * as errors from '../errors.ts'
import * as carry from '../store/carry.ts'
import * as collect from '../store/collect.ts'
import { peopleOf } from '../store/people.ts'
import * as rows from '../store/rows.ts'
import * as store from '../store/transitions.ts'
import { leavePackets, makeFirstContacts } from './introducing.ts'
import { settleWaiting } from './leaving.ts'
import { look, movingIds } from './looking.ts'
import { fillPlaces } from './places.ts'
import { journal, locked, one, openQuestions, shown } from './planning.ts'

/** Carries a transition out now. Refuses `succession.moved-on` where the present is not what was looked at last. */
export async function commit(context: Context, id: string, version: number): Promise<Transition> {
  return context.transaction(async (tx) => {
    const stored = await locked(tx, context, id, version)
    await carryOut(tx, context, stored, refuseMovedOn)
    return shown(tx, context.now, await one(tx, context, id))
  })
}

function refuseMovedOn(differences: { arrived: number; gone: number; changed: number }): void {
  const { arrived, gone, changed } = differences
  if (arrived + gone + changed > 0) throw errors.movedOn({ arrived, gone, changed })
}

/** At its time a transition goes by what is true then: what came meanwhile is proposed for, what went is left. */
export function asTheyAre(): void {}

/**
 * The whole transition in the caller's transaction: places are filled, people change, hand-overs are settled, the baton passes, records,
 * tasks and reports follow, then the leavers are deactivated. Nothing is ownerless for an instant, and a refusal leaves all as it was.
 * Refuses `succession.unresolved`, `succession.place-empty`, `succession.moved-on`.
 */
export async function carryOut(
  tx: Tx,
  context: Context,
  stored: store.Stored,
  judge: (differences: { arrived: number; gone: number; changed: number }) => void,
): Promise<void> {
  const { leavers, moves, kind } = stored
  if (leavers.includes(context.viewer.personId)) throw errors.yourself({})
  const within: Context = {
    ...context,
    viewer: { ...context.viewer, admin: true }, // what may be planned was judged; carrying it out is the system's
    transaction: (work) => work(tx),
  }
  await bumpAccess(tx)
  await collect.lockPeople(tx, [...leavers, ...moves.map(({ person }) => person)])
  await refuseEmptyPlaces(tx, context.now, stored)
  await fillPlaces(tx, context, within, stored)
  await keepersFollow(tx, context, 'leaver', leavers)
  const states = await lockVisible(tx, within, await movingIds(tx, context, stored))
  const looked = await look(tx, context, stored, await rows.rowsOf(tx, stored.id))
  judge(looked.differences)
  const unresolved = looked.rows.filter(({ toId, ends }) => toId === null && !ends).length
  if (unresolved > 0) throw errors.unresolved({ rows: unresolved })
  await rows.replaceRows(tx, stored.id, looked.rows)
  await changePeople(tx, within, moves)
  const offers = await settleOffers(tx, context, kind, looked.rows)
  await pass(tx, context, stored, looked.rows, states)
  await passTheRest(tx, context, looked.rows)
  for (const leaver of leavers) {
    await replaceDeputy(tx, context, leaver, stored.successors[leaver] ?? context.viewer.personId)
    await deactivate(within, leaver)
  }
  await settleWaiting(tx, context, leavers)
  await endHelpers(tx, context, leavers, handedParts(looked.rows))
  await leavePackets(tx, within, looked.rows)
  const tasks = await makeFirstContacts(tx, within, looked.rows)
  await tellReceivers(tx, context, stored, looked.rows)
  await finish(tx, context, stored, { ...countsOf(looked.rows), ...offers, tasks })
}

async function refuseEmptyPlaces(tx: Tx, now: string, stored: store.Stored): Promise<void> {
  const questions = await openQuestions(tx, now, stored)
  const empty = questions.find(({ stops, code }) => stops && code !== 'unresolved')
  if (empty) throw errors.placeEmpty({ person: empty.person?.name ?? '', why: empty.code })
}

async function changePeople(tx: Tx, within: Context, moves: store.Stored['moves']): Promise<void> {
  for (const { person, ...change } of moves) {
    const version = (await peopleOf(tx, [person])).get(person)?.version ?? 0
    await changePerson(within, person, version, change)
  }
}

function settleOffers(tx: Tx, context: Context, kind: string, all: readonly rows.Kept[]) {
  return moveOffers(tx, context, {
    opportunities: all.filter((row) => row.kind === 'opportunity').map(({ recordId }) => recordId),
    received: all
      .filter((row) => row.kind === 'hand-over')
      .map(({ recordId, toId }) => ({ id: recordId, toId })),
    because: kind,
  })
}

/** One decision and one pass for each opportunity. */
async function pass(
  tx: Tx,
  context: Context,
  { kind, name }: store.Stored,
  all: readonly rows.Kept[],
  states: readonly OpportunityState[],
): Promise<void> {
  const state = new Map(states.map((one) => [one.id, one]))
  const going = all.flatMap((row) => {
    const found = row.kind === 'opportunity' ? state.get(row.recordId) : undefined
    return found && row.toId ? [{ row, found, toId: row.toId }] : []
  })
  const [ids, hands] = await Promise.all([
    newIds(tx, going.length),
    peopleOf(tx, [...new Set(going.flatMap(({ row }) => row.givenBy ?? []))]),
  ])
  const chosen = going.map(({ row, found, toId }, i) =>
    decisionOf(row, found, toId, ids[i] ?? '', kind, hands.get(row.givenBy ?? '')?.name),
  )
  await keepChosen(tx, context.actor.personId, context.now, chosen)
  const passes = going.map(({ row, found, toId }, i) => ({
    opportunityId: row.recordId,
    expectedHolderId: row.fromId,
    personId: toId,
    stageId: found.stageId,
    decisionId: ids[i] ?? null,
  }))
  await passBaton(tx, context, kind, name, passes, states)
}

function decisionOf(
  row: rows.Kept,
  found: OpportunityState,
  toId: string,
  id: string,
  kind: string,
  hand: string | undefined,
): Chosen {
  const candidates = row.weighed.people.map(({ personId, score, terms }) => ({
    personId,
    eligible: true,
    exclusions: [],
    score,
    terms,
  }))
  const isWeighed = candidates.some(({ personId }) => personId === toId)
  const byHand = { personId: toId, eligible: true, exclusions: [], score: null, terms: {} }
  const runnerUp = row.weighed.people.find(({ personId }) => personId !== toId)
  return {
    id,
    opportunityId: row.recordId,
    planVersionId: found.planVersionId,
    stageId: found.stageId,
    via: 'succession',
    personId: toId,
    input: row.region ? { region: row.region } : {},
    decision: {
      draw: 0,
      tieBreak: null,
      reasons: [
        because(kind, { person: found.holderName }),
        ...(hand === undefined ? [] : [because('chosen-by-hand', { person: hand })]),
      ],
      whatWouldChange:
        runnerUp && hand === undefined ? [because('runner-up', { person: runnerUp.personId })] : [],
      candidates: isWeighed ? candidates : [byHand, ...candidates],
    },
  }
}

/** Accounts, contacts, tasks and people led. What changed hands in this very moment is told, not skipped. */
async function passTheRest(tx: Tx, context: Context, all: readonly rows.Kept[]): Promise<void> {
  const { now, actor } = context
  for (const kind of ['account', 'contact', 'task'] as const) {
    const going = all.filter((row) => row.kind === kind)
    const passed = await carry.passRecords(tx, kind, going, actor.personId, now)
    if (passed.length < going.length)
      throw errors.movedOn({ arrived: 0, gone: going.length - passed.length, changed: 0 })
    const row = new Map(going.map((one) => [one.recordId, one]))
    await record(
      tx,
      actor,
      now,
      passed.map(({ id, opportunityId }) => ({
        kind: `${kind}.updated`,
        object: kind,
        recordId: id,
        opportunityId,
        before: { holder: row.get(id)?.fromId },
        after: { holder: row.get(id)?.toId },
      })),
    )
  }
  const reports = all.filter((row) => row.kind === 'report')
  const led = await carry.passReports(tx, reports, actor.personId, now)
  const round = led.length > 0 ? await carry.anyCircle(tx, led) : undefined
  if (round) throw errors.goesRound({ name: round })
  const row = new Map(reports.map((one) => [one.recordId, one]))
  await record(
    tx,
    actor,
    now,
    led.map((id) => ({
      kind: 'person.updated',
      object: 'person',
      recordId: id,
      before: { manager: row.get(id)?.fromId },
      after: { manager: row.get(id)?.toId ?? null },
    })),
  )
}

function handedParts(all: readonly rows.Kept[]) {
  return all.flatMap(({ kind, recordId, toId, letter, function: fn }) =>
    kind === 'helper' && toId && letter
      ? [{ opportunityId: recordId, personId: toId, letter: letter as 'R' | 'C' | 'I', function: fn }]
      : [],
  )
}

function countsOf(all: readonly rows.Kept[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(all, ({ kind }) => kind)].map(([kind, list]) => [kind, list.length]),
  )
}

/** What people got is told to each of them at once, whatever the number. */
async function tellReceivers(
  tx: Tx,
  context: Context,
  { id, kind: because }: store.Stored,
  all: readonly rows.Kept[],
): Promise<void> {
  const got = all.filter(({ kind, toId }) => toId !== null && GIVEN.has(kind))
  await tellOthers(
    tx,
    context,
    [...Map.groupBy(got, ({ toId }) => toId ?? '')].map(([personId, theirs]) => {
      const counts = countsOf(theirs)
      const { opportunity = 0, account = 0, contact = 0, task = 0 } = counts
      return {
        personId,
        kind: opportunity > 0 ? 'succession.received-many' : 'succession.received-records',
        facts: { because, count: opportunity, accounts: account, contacts: contact, tasks: task },
        link: opportunity > 0 ? MINE : '/today',
        key: `succession.received:${id}:${personId}`,
      }
    }),
  )
}

const GIVEN: ReadonlySet<string> = new Set(['opportunity', 'account', 'contact', 'task'])

async function finish(
  tx: Tx,
  context: Context,
  stored: store.Stored,
  result: Record<string, number>,
): Promise<void> {
  const by = context.viewer.personId
  const dropped = await carry.dropTasks(tx, stored.id, by, context.now, stored.leavers)
  await record(tx, context.actor, context.now, dropped.map(taskGone))
  await store.setState(tx, stored.id, { state: 'done', doneAt: context.now, result }, by, context.now)
  await journal(tx, context, 'transition.done', stored.id, {
    name: stored.name,
    kind: stored.kind,
    ...result,
  })
}

/** A task to introduce somebody is over. */
export function taskGone({ id, opportunityId }: { id: string; opportunityId: string | null }) {
  return { kind: 'task.deleted', object: 'task', recordId: id, opportunityId }
}

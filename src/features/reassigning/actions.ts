import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import type { Refusal } from '../../kernel/refusal.ts'
import { visibleFields } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { changeRecord, getRecord } from '../../objects/store.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { record } from '../../platform/events/journal.ts'
import { tellOthers } from '../notifications/index.ts'
import { lockVisible, type OpportunityState, peopleById } from '../opportunities/index.ts'
import { requireRight } from '../permissions/index.ts'
import { activePerson, passBaton } from '../responsibility/index.ts'
import type { giveBack as giveBackEndpoint, Reassigned, reassign as reassignEndpoint } from './contract.ts'
import * as errors from './errors.ts'
import { chosen } from './rules.ts'
import * as store from './store.ts'

type Input = z.output<NonNullable<typeof reassignEndpoint.body>>
type Returning = z.output<NonNullable<typeof giveBackEndpoint.body>>
type Refused = { state: OpportunityState; why: Refusal }
type Going = { state: OpportunityState; to: string }

/** One act upon an account: its holder, and the passes that go along. */
type Act = {
  account: store.AccountState
  holderId: string | null
  reason: string
  going: Going[]
  staying: OpportunityState[]
  refused: Refused[]
  withTasks: boolean
  unseen: number
  returns: string | null
}

/**
 * Gives an account another holder; the chosen open opportunities are passed along, each by its own holding, all of one act. What is not
 * chosen stays with its holder. Refuses `reassigning.not-found`, `reassigning.stale`, `reassigning.not-of-account`.
 */
export async function reassign(
  context: Context,
  id: string,
  version: number,
  input: Input,
): Promise<Reassigned> {
  requireRight(context.viewer, 'account', 'edit')
  if (input.opportunities !== 'none') requireRight(context.viewer, 'opportunity', 'pass')
  return context.transaction(async (tx) => {
    const account = await locked(tx, context, id, version)
    const receiver = await activePerson(tx, input.person)
    const { open, unseen } = await openOf(tx, context, id)
    if (Array.isArray(input.opportunities)) {
      const known = new Set(open.map((state) => state.id))
      const stranger = input.opportunities.find((one) => !known.has(one))
      if (stranger) throw errors.notOfAccount({ id: stranger })
    }
    const { going, staying } = chosen(open, input.opportunities, account.holderId, receiver.id)
    const act: Act = {
      account,
      holderId: receiver.id,
      reason: input.reason,
      going: going.map((state) => ({ state, to: receiver.id })),
      staying,
      refused: [],
      withTasks: input.tasks,
      unseen,
      returns: null,
    }
    return input.preview ? previewOf(tx, context, act) : carryOut(tx, context, act)
  })
}

/**
 * Takes an act back as one: everything that still is where the act put it goes to whom it came from. What was passed on, closed, or came
 * from somebody who has left stays and is told. Refuses `reassigning.no-such-act`.
 */
export async function giveBack(
  context: Context,
  id: string,
  version: number,
  { act: name, reason, preview }: Returning,
): Promise<Reassigned> {
  requireRight(context.viewer, 'account', 'edit')
  requireRight(context.viewer, 'opportunity', 'pass')
  return context.transaction(async (tx) => {
    const account = await locked(tx, context, id, version)
    const acts = await store.actsOf(tx, id)
    const found = acts.find(({ act }) => act === name)
    if (!found || acts.some(({ returns }) => returns === name)) throw errors.noSuchAct({ act: name })
    const passes = await store.passesOf(tx, id, name)
    const { open, unseen } = await openOf(tx, context, id)
    const seen = await lockVisible(
      tx,
      context,
      passes.map((pass) => pass.id),
      'pass',
    )
    const people = await peopleById(tx, [...passes.map(({ fromId }) => fromId), found.fromId ?? id])
    const states = new Map(seen.map((state) => [state.id, state]))
    const going: Going[] = []
    const refused: Refused[] = []
    for (const { id: one, fromId, toId } of passes) {
      const state = states.get(one)
      if (!state) continue
      const why = await whyItStays(tx, state, toId, fromId)
      if (why) refused.push({ state, why })
      else going.push({ state, to: fromId })
    }
    const gone = new Set(going.map(({ state }) => state.id))
    const mayReturn = account.holderId === found.toId && (!found.fromId || people.get(found.fromId)?.active)
    const act: Act = {
      account,
      holderId: mayReturn ? found.fromId : account.holderId,
      reason,
      going,
      staying: open.filter((state) => !gone.has(state.id)),
      refused,
      withTasks: false,
      unseen,
      returns: name,
    }
    return preview ? previewOf(tx, context, act) : carryOut(tx, context, act)
  })
}

async function whyItStays(
  tx: Tx,
  state: OpportunityState,
  toId: string,
  fromId: string,
): Promise<Refusal | undefined> {
  if (!state.isOpen) return errors.closedSince({ number: state.number })
  if (state.holderId !== toId) return errors.passedOn({ number: state.number, holder: state.holderName })
  try {
    await activePerson(tx, fromId)
    return undefined
  } catch (thrown) {
    return thrown as Refusal
  }
}

/** The last times an account the viewer may see got another holder. */
export async function reassignings(context: Context, id: string) {
  await getRecord(context.db, { ...context, object: objectNamed(context.registry, 'account') }, id)
  const acts = await store.actsOf(context.db, id)
  const ids = acts.flatMap(({ actorId, fromId, toId }) => [actorId, fromId, toId].flatMap((one) => one ?? []))
  const people = await peopleById(context.db, [...new Set(ids)])
  const named = (one: string | null) => (one ? { id: one, name: people.get(one)?.name ?? '' } : null)
  return {
    items: acts.slice(0, 20).map(({ act, at, actorId, fromId, toId, reason, passed }) => ({
      act,
      at,
      actor: named(actorId),
      from: named(fromId),
      to: named(toId),
      reason,
      passed,
      returnedBy: acts.find(({ returns }) => returns === act)?.act ?? null,
    })),
  }
}

/**
 * A plain change of an account. Where its holder changes, its open opportunities keep theirs, and the journal says so: whoever wants them
 * to go along reassigns it.
 */
export async function changeAccount(
  context: Context,
  id: string,
  version: number,
  input: Record<string, unknown>,
): Promise<void> {
  await context.transaction(async (tx) => {
    const before = 'holder' in input ? await store.lockAccount(tx, context, id) : undefined
    await changeRecord(tx, context, 'account', id, version, input)
    if (!before) return
    const after = await store.lockAccount(tx, context, id)
    if (!after || after.holderId === before.holderId) return
    const left = (await store.openOf(tx, id)).length
    await record(tx, context.actor, context.now, [
      {
        kind: 'account.reassigned',
        object: 'account',
        recordId: id,
        before: { holder: before.holderId },
        after: { holder: after.holderId },
        cause: { because: 'account', opportunities: 'untouched', left },
      },
    ])
  })
}

async function locked(tx: Tx, context: Context, id: string, version: number): Promise<store.AccountState> {
  const account = await store.lockAccount(tx, context, id)
  if (!account) throw errors.notFound({ id })
  if (account.version !== version) throw errors.stale({ yours: version, current: account.version })
  return account
}

async function openOf(tx: Tx, context: Context, accountId: string) {
  const ids = await store.openOf(tx, accountId)
  const open = (await lockVisible(tx, context, ids)).filter(({ isOpen }) => isOpen)
  return { open: open.sort((a, b) => a.number - b.number), unseen: ids.length - open.length }
}

async function carryOut(tx: Tx, context: Context, act: Act): Promise<Reassigned> {
  const { account, going, reason, returns } = act
  const name = randomUUID()
  const told = await previewOf(tx, context, act)
  const changed =
    act.holderId === account.holderId
      ? { version: account.version }
      : await changeRecord(tx, context, 'account', account.id, account.version, { holder: act.holderId })
  const tasks = act.withTasks ? await store.tasksOf(tx, heldNow(going)) : []
  const passes = going.map(({ state, to }) => ({
    opportunityId: state.id,
    expectedHolderId: state.holderId,
    personId: to,
    stageId: state.stageId,
  }))
  const cause = { act: name, account: account.id, ...(returns ? { returns } : {}) }
  await passBaton(
    tx,
    context,
    'account',
    reason,
    passes,
    going.map(({ state }) => state),
    cause,
  )
  await giveTasks(tx, context, tasks, act.holderId, cause)
  await record(tx, context.actor, context.now, [
    {
      kind: 'account.reassigned',
      object: 'account',
      recordId: account.id,
      before: { holder: account.holderId },
      after: { holder: act.holderId },
      cause: { because: 'account', reason, passed: going.length, left: act.staying.length, ...cause },
    },
  ])
  await tellAccount(tx, context, act, name)
  return { ...told, act: name, account: { ...told.account, version: changed.version } }
}

/** Whoever got nothing but the account is told of it; with opportunities the passes tell. */
async function tellAccount(
  tx: Tx,
  context: Context,
  { account, holderId, going, reason }: Act,
  name: string,
): Promise<void> {
  if (!holderId || holderId === account.holderId || going.some(({ to }) => to === holderId)) return
  const link = `/accounts/${account.id}`
  await tellOthers(tx, context, [
    {
      personId: holderId,
      kind: 'accounts.received',
      facts: { text: reason },
      link,
      key: `accounts.received:${name}:${holderId}`,
    },
  ])
}

async function giveTasks(
  tx: Tx,
  context: Context,
  tasks: readonly { id: string; opportunityId: string; holderId: string }[],
  to: string | null,
  cause: Record<string, unknown>,
): Promise<void> {
  if (tasks.length === 0 || !to) return
  const ids = tasks.map(({ id }) => id)
  await store.giveTasks(tx, ids, to, context.actor.personId, context.now)
  await record(
    tx,
    context.actor,
    context.now,
    tasks.map(({ id, opportunityId, holderId }) => ({
      kind: 'task.updated',
      object: 'task',
      recordId: id,
      opportunityId,
      before: { holder: holderId },
      after: { holder: to },
      cause,
    })),
  )
}

async function previewOf(tx: Tx, context: Context, act: Act): Promise<Reassigned> {
  const { account, going, staying, refused } = act
  const holder = act.holderId ? (await peopleById(tx, [act.holderId])).get(act.holderId) : undefined
  const tasks = act.withTasks ? await store.tasksOf(tx, heldNow(going)) : []
  const readable = visibleFields(context.viewer, objectNamed(context.registry, 'opportunity'))
  const isTitled = readable.some(({ name }) => name === 'title')
  const shown = (state: OpportunityState) => ({
    id: state.id,
    number: state.number,
    title: isTitled ? state.title : null,
    from: { id: state.holderId, name: state.holderName },
  })
  return {
    account: {
      id: account.id,
      version: account.version,
      holder: act.holderId ? { id: act.holderId, name: holder?.name ?? '' } : null,
    },
    act: null,
    passing: going.map(({ state }) => shown(state)),
    staying: staying.map(shown),
    refused: refused.map(({ state, why }) => ({
      id: state.id,
      number: state.number,
      code: why.code,
      facts: why.facts,
    })),
    tasks: tasks.length,
    unseen: act.unseen,
  }
}

function heldNow(going: readonly Going[]) {
  return going.map(({ state }) => ({ opportunityId: state.id, holderId: state.holderId }))
}

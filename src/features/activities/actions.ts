import type { z } from 'zod'
import { dayIn } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { changeRecord, getRecord, insertRecord } from '../../objects/store.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { onBehalfOf, record } from '../../platform/events/journal.ts'
import { tellOthers } from '../notifications/index.ts'
import { findVisible, lockOne } from '../opportunities/index.ts'
import { requireReach, requireRightFor } from '../permissions/index.ts'
import { activePerson } from '../responsibility/index.ts'
import type { putOffNextStep } from './contract.ts'
import * as errors from './errors.ts'
import * as store from './store.ts'
import { tellMentioned } from './telling.ts'

type Input = Record<string, unknown>

/** Writes a follow-up in the viewer's name; the opportunity's last follow-up and, where given, its next step move with it. */
export async function addFollowUp(context: Context, input: Input): Promise<string> {
  requireReach(context.viewer, 'follow-up', 'create')
  const happenedAt = typeof input['happenedAt'] === 'string' ? input['happenedAt'] : context.now
  if (Date.parse(happenedAt) > Date.parse(context.now) + 60_000) throw errors.inTheFuture({})
  return context.transaction(async (tx) => {
    const id = await insertRecord(tx, context, 'follow-up', {
      input: { ...input, happenedAt },
      columns: { person_id: context.viewer.personId },
    })
    const opportunityId = idIn(input['opportunity'])
    const state = await lockOne(tx, context, opportunityId)
    requireRightFor(context.viewer, 'follow-up', state.holderId)
    const next =
      'nextStep' in input || 'nextStepOn' in input
        ? { step: textIn(input['nextStep']), on: textIn(input['nextStepOn']) }
        : undefined
    await store.attend(tx, opportunityId, happenedAt, next, context.viewer.personId, context.now)
    await record(tx, context.actor, context.now, [
      {
        kind: 'opportunity.attended',
        object: 'opportunity',
        recordId: opportunityId,
        opportunityId,
        after: { lastFollowUpAt: happenedAt, ...(next ? { nextStep: next.step, nextStepOn: next.on } : {}) },
        cause: { followUp: id, holder: state.holderId },
        onBehalfOf: onBehalfOf(context.actor, state.holderId),
      },
    ])
    await tellMentioned(tx, context, id, opportunityId, String(input['content'] ?? ''))
    return id
  })
}

/** Changes one's own follow-up. */
export async function changeFollowUp(
  context: Context,
  id: string,
  version: number,
  input: Input,
): Promise<void> {
  requireReach(context.viewer, 'follow-up', 'edit')
  const { viewer, registry } = context
  await context.transaction(async (tx) => {
    await getRecord(tx, { object: objectNamed(registry, 'follow-up'), viewer, registry }, id) // else it is not there
    const author = await store.authorOf(tx, id)
    if (author && author !== viewer.personId && !viewer.admin) throw errors.notAuthor({})
    await changeRecord(tx, context, 'follow-up', id, version, input)
  })
}

type PutOff = z.infer<NonNullable<typeof putOffNextStep.body>>

/**
 * Puts the next step off to another day. Refuses `activities.in-the-past`, `activities.closed`, and what changing a record refuses.
 */
export async function putOff(context: Context, id: string, version: number, { on, step, reason }: PutOff) {
  const { viewer, registry, now } = context
  requireReach(viewer, 'opportunity', 'edit')
  const today = dayIn(now, registry.company.timeZone)
  if (on < today) throw errors.inThePast({ on, today })
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id, version, 'edit')
    if (!state.isOpen) throw errors.closed({ number: state.number })
    const input = { nextStepOn: on, ...(step ? { nextStep: step } : {}) }
    const changed = await changeRecord(tx, context, 'opportunity', id, version, input, {
      because: 'put-off',
      reason,
    })
    return { id, version: changed.version, nextStep: await store.nextStepOf(tx, id), nextStepOn: on }
  })
}

/** Adds a task; without a holder it is the viewer's own. */
export function addTask(context: Context, input: Input): Promise<string> {
  return context.transaction((tx) => writeTask(tx, context, input))
}

/** The same within a transaction that does more. */
export async function writeTask(tx: Tx, context: Context, input: Input): Promise<string> {
  requireReach(context.viewer, 'task', 'create')
  const holder = idIn(input['holder']) || context.viewer.personId
  await activePerson(tx, holder)
  const id = await insertRecord(tx, context, 'task', { input: { ...input, holder } })
  const opportunityId = idIn(input['opportunity'])
  const state = opportunityId ? await findVisible(tx, context, opportunityId) : undefined
  requireRightFor(context.viewer, 'task', state?.holderId ?? '')
  await tellGiven(tx, context, id)
  return id
}

/** Changes a task; whoever gets it by somebody else is told. */
export async function changeTask(context: Context, id: string, version: number, input: Input): Promise<void> {
  await context.transaction(async (tx) => {
    const before = 'holder' in input ? await store.taskOf(tx, id) : undefined
    await changeRecord(tx, context, 'task', id, version, input)
    if (before) await tellGiven(tx, context, id, before.holderId)
  })
}

async function tellGiven(tx: Tx, context: Context, id: string, from: string | null = null): Promise<void> {
  const task = await store.taskOf(tx, id)
  if (!task?.holderId || task.holderId === from) return
  const { holderId, opportunityId, title, dueOn, version } = task
  await tellOthers(tx, context, [
    {
      personId: holderId,
      kind: 'tasks.given',
      facts: { task: title, due: dueOn },
      opportunityId,
      link: opportunityId ? `/opportunities/${opportunityId}` : '/today',
      key: `tasks.given:${id}:${version}:${holderId}`,
    },
  ])
}

function idIn(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'id' in value) return String(value.id)
  return typeof value === 'string' ? value : ''
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

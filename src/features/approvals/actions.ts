import type { z } from 'zod'
import { type ApprovalState, type Approver, approvalState, approversOf } from '../../engines/process/index.ts'
import { visibleFields } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed } from '../../objects/metadata.ts'
import { getRecord } from '../../objects/store.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { record } from '../../platform/events/journal.ts'
import { tellOthers } from '../notifications/index.ts'
import { findVisible } from '../opportunities/index.ts'
import { factsOf } from '../routing/index.ts'
import type { ApprovalRequest, answerApproval } from './contract.ts'
import * as errors from './errors.ts'
import { changedValues, valuesFor } from './rules.ts'
import * as store from './store.ts'

type Text = { zh: string; en: string }
/** An approval the plan wants of an opportunity, with the values it would be given for. */
export type Wanted = {
  stage: string
  approval: { key: string; label: Text; by: Approver }
  values: Readonly<Record<string, unknown>>
}
export type WantedState = {
  stage: string
  key: string
  label: Text
  by: Approver
  state: ApprovalState
  /** Who may give it to the viewer. */
  approvers: { id: string; name: string }[]
  request: ApprovalRequest | null
}

/** Where each wanted approval of an opportunity stands, and who may give it to the viewer. Four queries, none where nothing is wanted. */
export async function statesOf(
  db: Queryable,
  context: Context,
  opportunity: { id: string; holderId: string },
  wanted: readonly Wanted[],
): Promise<WantedState[]> {
  if (wanted.length === 0) return []
  const [requests, { stageSince, keeperId }] = await Promise.all([
    store.ofOpportunity(db, opportunity.id),
    store.standing(db, opportunity.id),
  ])
  const rules = wanted.map(({ approval }) => ({ by: approval.by, holderId: opportunity.holderId, keeperId }))
  const around = await aroundOf(db, rules)
  return wanted.map(({ stage, approval: { key, label, by }, values }, i): WantedState => {
    const last = requests.find((one) => one.stage === stage && one.key === key)
    const state = approvalState(last, { stageSince, values })
    const counts = state !== 'none' && last !== undefined
    return {
      stage,
      key,
      label,
      by,
      state,
      approvers: around(rules[i] ?? { by, holderId: '', keeperId }, context.viewer.personId),
      request: counts ? shown(context, last, false) : null,
    }
  })
}

/**
 * Asks for what a move wants and has not got. Refuses `approvals.asked-already` where it waits for an answer, and
 * `approvals.nobody-can` where nobody but the viewer could give it.
 */
export async function ask(
  tx: Tx,
  context: Context,
  opportunityId: string,
  wanted: readonly { wanted: Wanted; state: WantedState }[],
  note: string,
): Promise<void> {
  const by = context.viewer.personId
  for (const { wanted: one, state } of wanted) {
    const { label } = one.approval
    if (state.state === 'asked') throw errors.askedAlready({ label })
    if (state.approvers.length === 0) throw errors.nobodyCan({ label })
    if (state.state === 'void' && state.request?.state === 'asked')
      await withdrawVoid(tx, context, state.request)
    const given = {
      opportunityId,
      stage: one.stage,
      key: one.approval.key,
      label,
      by: one.approval.by,
      given: one.values,
      requestedBy: by,
      requestedAt: context.now,
      note,
    }
    const id = await store.insertRequest(tx, given)
    if (!id) throw errors.askedAlready({ label })
    await journal(tx, context, 'approval.requested', id, opportunityId, { label, note })
    await tellOthers(
      tx,
      context,
      state.approvers.map((approver) => ({
        personId: approver.id,
        kind: 'approvals.asked',
        facts: { label, text: note },
        opportunityId,
        link: '/today',
        key: `approvals.asked:${id}:${approver.id}`,
      })),
    )
  }
}

async function withdrawVoid(tx: Tx, context: Context, request: ApprovalRequest): Promise<void> {
  await store.endRequest(tx, request.id, 'withdrawn', { by: null, at: context.now, reason: 'values-changed' })
  await journal(tx, context, 'approval.withdrawn', request.id, request.opportunity.id, {
    label: request.label,
  })
}

/** My box: what waits for my answer, or what I wait for. */
export async function mine(
  context: Context,
  box: 'received' | 'sent',
): Promise<{ items: ApprovalRequest[] }> {
  const { personId } = context.viewer
  if (box === 'sent') {
    const rows = await store.sent(context.db, personId)
    return { items: rows.map((row) => shown(context, row, false)) }
  }
  const rows = await store.mightAnswer(context.db, personId)
  const around = await aroundOf(context.db, rows)
  const items = rows.filter((row) => around(row, row.requestedBy.id).some(({ id }) => id === personId))
  return { items: items.map((row) => shown(context, row, true)) }
}

/** What was asked of an opportunity the viewer may see. */
export async function ofOpportunity(context: Context, id: string): Promise<{ items: ApprovalRequest[] }> {
  await findVisible(context.db, context, id)
  const rows = await store.ofOpportunity(context.db, id)
  const around = await aroundOf(
    context.db,
    rows.filter(({ state }) => state === 'asked'),
  )
  return {
    items: rows.map((row) => {
      const mayAnswer =
        row.state === 'asked' &&
        around(row, row.requestedBy.id).some((one) => one.id === context.viewer.personId)
      return shown(context, row, mayAnswer)
    }),
  }
}

type AnswerInput = z.infer<NonNullable<typeof answerApproval.body>>

/**
 * Approves or refuses. Where the values it was asked for have changed it must be asked for again. Refuses `approvals.not-yours`, `approvals.answered-already`, `approvals.stale`, `approvals.values-changed`.
 */
export async function answer(
  context: Context,
  id: string,
  version: number,
  given: AnswerInput,
): Promise<ApprovalRequest> {
  return context.transaction(async (tx) => {
    const found = await asked(tx, context, id, version)
    const around = await aroundOf(tx, [found])
    const approvers = around(found, found.requestedBy.id)
    const by = context.viewer.personId
    if (!approvers.some((one) => one.id === by)) {
      if (!found.visible && found.requestedBy.id !== by) throw errors.notFound({ id })
      throw errors.notYours({ approvers: approvers.map(({ name }) => name) })
    }
    const changed = changedValues(found.values, await valuesNow(tx, context, found))
    if (changed.length > 0) throw errors.valuesChanged({ fields: changed })
    const state = given.answer === 'approve' ? 'approved' : 'refused'
    await store.endRequest(tx, id, state, { by, at: context.now, reason: given.reason || null })
    await journal(tx, context, `approval.${state}`, id, found.opportunity.id, {
      label: found.label,
      reason: given.reason || null,
    })
    const asker = found.requestedBy.id
    await tellOthers(tx, context, [
      {
        personId: asker,
        kind: `approvals.${state}`,
        facts: { label: found.label, ...(given.reason ? { text: given.reason } : {}) },
        opportunityId: found.opportunity.id,
        link: `/opportunities/${found.opportunity.id}`,
        key: `approvals.${state}:${id}:${asker}`,
      },
    ])
    const after = await store.lockOne(tx, context, id)
    return shown(context, after ?? found, false)
  })
}

/** Takes a request back. Refuses `approvals.not-requester`, `approvals.answered-already`, `approvals.stale`. */
export async function withdraw(context: Context, id: string, version: number): Promise<ApprovalRequest> {
  return context.transaction(async (tx) => {
    const found = await asked(tx, context, id, version)
    if (found.requestedBy.id !== context.viewer.personId) {
      const mayKnow = found.visible || (await isNamed(tx, context, found))
      throw mayKnow ? errors.notRequester({ requester: found.requestedBy.name }) : errors.notFound({ id })
    }
    await store.endRequest(tx, id, 'withdrawn', { by: null, at: context.now, reason: null })
    await journal(tx, context, 'approval.withdrawn', id, found.opportunity.id, { label: found.label })
    const after = await store.lockOne(tx, context, id)
    return shown(context, after ?? found, false)
  })
}

async function isNamed(tx: Tx, context: Context, row: store.Row): Promise<boolean> {
  const around = await aroundOf(tx, [row])
  return around(row, row.requestedBy.id).some((one) => one.id === context.viewer.personId)
}

/** The request, open and as the caller saw it. Who may not know of it is told that there is none. */
async function asked(tx: Tx, context: Context, id: string, version: number) {
  const found = await store.lockOne(tx, context, id)
  if (!found) throw errors.notFound({ id })
  const isParty = found.visible || found.requestedBy.id === context.viewer.personId
  if (!isParty && !(await isNamed(tx, context, found))) throw errors.notFound({ id })
  if (found.state !== 'asked') throw errors.answeredAlready({ state: found.state })
  if (found.version !== version) throw errors.stale({ yours: version, current: found.version })
  return found
}

/** What the fields the request is about are now, whatever the viewer may see of them. */
async function valuesNow(tx: Tx, context: Context, { opportunity, values }: store.Row) {
  const object = objectNamed(context.registry, 'opportunity')
  const asked = { ...context, viewer: { ...context.viewer, admin: true }, object }
  const found = await getRecord(tx, asked, opportunity.id)
  const [facts = {}] = await factsOf(tx, [found])
  return valuesFor(Object.keys(values), found, facts)
}

type Rule = { by: Approver; holderId: string; keeperId: string }

/** Who may approve, by request: what is known of the company is read once for all of them. */
async function aroundOf(
  db: Queryable,
  rules: readonly Rule[],
): Promise<(rule: Rule, requester: string) => { id: string; name: string }[]> {
  if (rules.length === 0) return () => []
  const managed = rules.flatMap(({ by, holderId }) =>
    by.kind === 'manager' ? [holderId] : by.kind === 'person' ? [by.person] : [],
  )
  const lines =
    managed.length > 0 ? await store.linesAbove(db, [...new Set(managed)]) : new Map<string, string[]>()
  const functions = rules.flatMap(({ by }) => (by.kind === 'function' ? [by.function] : []))
  const named = rules.flatMap(({ by, keeperId }) => [keeperId, ...(by.kind === 'person' ? [by.person] : [])])
  const people = await store.mayApprove(
    db,
    [...new Set(functions)],
    [...new Set([...named, ...[...lines.values()].flat()])],
  )
  const byId = new Map(people.map((one) => [one.id, one]))
  const admins = people.filter(({ admin }) => admin).map(({ id }) => id)
  return ({ by, holderId, keeperId }, requester) =>
    approversOf(by, {
      requester,
      keeper: keeperId,
      line: lines.get(holderId) ?? [],
      having: (key) => people.filter((one) => one.functions.includes(key)).map(({ id }) => id),
      isActive: (id) => byId.has(id),
      inPlaceOf: (id) => [...(lines.get(id) ?? []), keeperId, ...admins],
    }).map((id) => ({ id, name: byId.get(id)?.name ?? '' }))
}

/** A request as the viewer may read it. */
function shown(context: Context, row: store.Row, mine: boolean): ApprovalRequest {
  const object = objectNamed(context.registry, 'opportunity')
  const readable = new Set(visibleFields(context.viewer, object).map(({ name }) => name))
  const { holderId: _holder, keeperId: _keeper, stageSince: _since, standsSince: _now, ...rest } = row
  const values = Object.entries(row.values).filter(([path]) => readable.has(path.split('.')[0] ?? ''))
  const { id, version, opportunity, stage, key, label, by, requestedBy, requestedAt, note, state } = rest
  const { answeredBy, answeredAt, reason } = rest
  return {
    id,
    version,
    opportunity,
    stage,
    key,
    label,
    by,
    requestedBy,
    requestedAt,
    note,
    values: Object.fromEntries(values),
    state,
    answeredBy,
    answeredAt,
    reason,
    mine,
  }
}

async function journal(
  tx: Tx,
  context: Context,
  kind: string,
  id: string,
  opportunityId: string,
  after: Record<string, unknown>,
) {
  await record(tx, context.actor, context.now, [
    { kind, object: 'approval', recordId: id, opportunityId, after },
  ])
}

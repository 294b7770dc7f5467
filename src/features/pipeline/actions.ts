import { evaluate, parseCondition } from '../../engines/conditions/index.ts'
import { because, type Reason } from '../../kernel/explain.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed, vocabularyOf } from '../../objects/metadata.ts'
import { changeRecord, getRecord, type RecordJson } from '../../objects/store.ts'
import type { Queryable } from '../../platform/db/pool.ts'
import { findVisible, lockOne, type OpportunityState } from '../opportunities/index.ts'
import { requireRight } from '../permissions/index.ts'
import type { PlanVersion, Stage } from '../plan/contract.ts'
import { planOfVersion, unknownStage } from '../plan/index.ts'
import { activePerson, passBaton } from '../responsibility/index.ts'
import { factsOf } from '../routing/index.ts'
import type { Move } from './contract.ts'
import * as errors from './errors.ts'
import { directionOf, functionNeeded, gatesPassed, missingFields, needsReason } from './rules.ts'
import * as store from './store.ts'

/** Every stage the opportunity could enter, with what its gate still needs. */
export async function moves(context: Context, id: string): Promise<{ current: string; items: Move[] }> {
  const state = await findVisible(context.db, context, id)
  const plan = await planOfVersion(context.db, state.planVersionId)
  const from = stageById(plan, state.stageId)
  const record = await recordOf(context.db, context, id)
  const functions = await store.functionsOf(context.db, state.holderId)
  const items: Move[] = []
  for (const to of plan.stages) {
    const direction = directionOf(from, to)
    if (!direction) continue
    const { missing, failed } = await gateOf(context.db, context, plan, from, to, record)
    items.push({
      stage: to.key,
      direction,
      open: missing.length === 0 && failed.length === 0,
      missing,
      failed,
      needsReason: needsReason(direction),
      needsFunction: functionNeeded(to, functions),
    })
  }
  return { current: from.key, items }
}

type MoveInput = { stage: string; fields?: Record<string, unknown> | undefined; reason?: string | undefined }

/**
 * Moves an opportunity; the fields its gate needs are written in the same transaction.
 * Refuses `pipeline.no-such-move`, `pipeline.gate-shut`, `pipeline.reason-needed`, `pipeline.there-already`, `opportunities.stale`.
 */
export async function move(
  context: Context,
  id: string,
  version: number,
  { stage, fields, reason }: MoveInput,
) {
  requireRight(context.viewer, 'opportunity', 'edit')
  return context.transaction(async (tx) => {
    const before = await lockOne(tx, context, id, version)
    const plan = await planOfVersion(tx, before.planVersionId)
    const from = stageById(plan, before.stageId)
    const to = plan.stages.find((s) => s.key === stage)
    if (!to) throw unknownStage({ stage, known: plan.stages.map((s) => s.key) })
    if (to.id === from.id) throw errors.thereAlready({ stage })
    const direction = directionOf(from, to)
    if (!direction) throw errors.noSuchMove({ from: from.key, to: to.key })
    if (needsReason(direction) && !reason) throw errors.reasonNeeded({ stage, direction })
    if (fields && Object.keys(fields).length > 0)
      await changeRecord(tx, context, 'opportunity', id, version, fields)
    const record = await recordOf(tx, context, id)
    const { missing, failed } = await gateOf(tx, context, plan, from, to, record)
    if (missing.length > 0 || failed.length > 0) throw errors.gateShut({ stage, missing, failed })
    await carryOut(tx, context, before, to, direction, reason)
    const functions = await store.functionsOf(tx, before.holderId)
    return {
      id,
      version: record.version + 1,
      stage: to.key,
      phase: to.phase,
      outcome: outcomeAfter(before, to),
      needsFunction: functionNeeded(to, functions),
    }
  })
}

async function carryOut(
  tx: Parameters<typeof passBaton>[0],
  context: Context,
  state: OpportunityState,
  to: Stage,
  direction: Move['direction'],
  reason: string | undefined,
): Promise<void> {
  // Who held it last may have left since it was closed: whoever reopens it holds it then.
  const holder = await activePerson(tx, state.holderId).catch(() => undefined)
  const pass = {
    opportunityId: state.id,
    expectedHolderId: state.holderId,
    personId: holder?.id ?? context.viewer.personId,
    stageId: to.id,
    outcomeReason: direction === 'win' || direction === 'lose' ? (reason ?? null) : null,
  }
  await passBaton(tx, context, direction === 'reopen' ? 'reopened' : 'stage', reason ?? null, [pass], [state])
}

function outcomeAfter(before: OpportunityState, to: Stage): 'won' | 'lost' | null {
  if (to.kind === 'won' || to.kind === 'lost') return to.kind
  return to.kind === 'done' || to.phase === 'delivery' ? before.outcome : null
}

async function gateOf(
  db: Queryable,
  context: Context,
  plan: PlanVersion,
  from: Stage,
  to: Stage,
  record: RecordJson,
): Promise<{ missing: string[]; failed: Reason[] }> {
  const gates = gatesPassed(plan.stages, from, to)
  const missing = missingFields(gates, (name) => isFilled(record[name]))
  const conditions = gates.flatMap((gate) => (gate.gate ? [{ stage: gate.key, condition: gate.gate }] : []))
  if (conditions.length === 0) return { missing, failed: [] }
  const [facts] = await factsOf(db, [record])
  const vocabulary = vocabularyOf(context.registry, 'opportunity')
  const given = { now: context.now, today: context.now.slice(0, 10), me: context.viewer.personId }
  const failed = conditions.flatMap(({ stage, condition }) => {
    const parsed = parseCondition(condition, vocabulary)
    const holds = parsed.ok && evaluate(parsed.condition, facts ?? {}, given)
    return holds ? [] : [because('gate-condition', { stage, condition })]
  })
  return { missing, failed }
}

function isFilled(value: unknown): boolean {
  return (
    value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
  )
}

function stageById(plan: PlanVersion, id: string): Stage {
  const found = plan.stages.find((s) => s.id === id)
  if (!found) throw new Error(`stage ${id} is not in plan version ${plan.id}`)
  return found
}

/** The record with every field, whatever the mover may see: a gate looks at what is there. */
async function recordOf(db: Queryable, context: Context, id: string): Promise<RecordJson> {
  const object = objectNamed(context.registry, 'opportunity')
  return getRecord(db, { ...context, viewer: { ...context.viewer, admin: true }, object }, id)
}

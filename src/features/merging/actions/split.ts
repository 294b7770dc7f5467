import type { z } from 'zod'
import { startOf } from '../../../engines/process/index.ts'
import { writableFields } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed, vocabularyOf } from '../../../objects/metadata.ts'
import { changeRecord, getRecord, insertRecords, type RecordJson } from '../../../objects/store.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { record } from '../../../platform/events/journal.ts'
import { beginChecklists } from '../../checklists/index.ts'
import { lockOne, type OpportunityState, peopleById } from '../../opportunities/index.ts'
import { requireRight } from '../../permissions/index.ts'
import type { PlanVersion, Stage } from '../../plan/contract.ts'
import { furthestOf, planOfVersion, publishedPlan, wayThrough } from '../../plan/index.ts'
import { openHoldings, tellReceived } from '../../responsibility/index.ts'
import { factsOf, newIds, routeMany } from '../../routing/index.ts'
import type { split as splitEndpoint } from '../contract.ts'
import * as errors from '../errors.ts'
import * as store from '../store.ts'

type Input = z.output<NonNullable<typeof splitEndpoint.body>>
type Part = {
  id: string
  input: Record<string, unknown>
  stage: Stage
  holderId: string
  decisionId: string | null
}

/**
 * Splits parts off an open opportunity. A part has the original's values but those given, begins at its stage where its own process has
 * it, and is held from its first instant. Refuses `merging.not-open`, `merging.not-its-task`, `opportunities.stale`.
 */
export async function split(context: Context, id: string, version: number, input: Input) {
  requireRight(context.viewer, 'opportunity', 'edit')
  requireRight(context.viewer, 'opportunity', 'create')
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id, version, 'edit')
    if (!state.isOpen) throw errors.notOpen({ number: state.number })
    const plan = await planOfVersion(tx, state.planVersionId)
    const own = await getRecord(tx, { ...context, object: objectNamed(context.registry, 'opportunity') }, id)
    const parts = await partsOf(tx, context, plan, state, own, input.parts)
    await open(tx, context, plan, parts)
    await store.noteSplit(
      tx,
      id,
      parts.map((part) => part.id),
      context.actor.personId,
      context.now,
    )
    await moveTasks(tx, context, id, input.parts, parts)
    const { version: changed } = await changeRecord(tx, context, 'opportunity', id, version, input.remaining)
    const numbers = await store.numbersOf(
      tx,
      parts.map((part) => part.id),
    )
    await journal(tx, context, state, parts, numbers, input.reason)
    const people = await peopleById(
      tx,
      parts.map(({ holderId }) => holderId),
    )
    return {
      id,
      version: changed,
      parts: parts.map((part) => ({
        id: part.id,
        number: numbers.get(part.id) ?? 0,
        title: String(part.input['title']),
        holder: { id: part.holderId, name: people.get(part.holderId)?.name ?? '' },
        stage: part.stage.key,
      })),
    }
  })
}

async function partsOf(
  tx: Tx,
  context: Context,
  plan: PlanVersion,
  state: OpportunityState,
  own: RecordJson,
  given: Input['parts'],
): Promise<Part[]> {
  const ids = await newIds(tx, given.length)
  const inherited = inheritedOf(context, own)
  const inputs = given.map(({ fields }) => ({ ...inherited, ...fields }))
  const facts = await factsOf(tx, inputs)
  const routed = given.flatMap(({ holder }, i) =>
    holder === 'routed' ? [{ opportunityId: ids[i] ?? '', facts: facts[i] ?? {} }] : [],
  )
  const found = routed.length > 0 ? await routeMany(tx, context, await publishedPlan(tx), routed) : []
  const decided = new Map(found.map((one) => [one.opportunityId, one]))
  return inputs.map((input, i) => {
    const id = ids[i] ?? ''
    const decision = decided.get(id)
    return {
      id,
      input,
      stage: stageOf(context, plan, state, facts[i] ?? {}),
      holderId: decision?.personId ?? state.holderId,
      decisionId: decision?.decisionId ?? null,
    }
  })
}

const OWN = new Set(['amount', 'externalKey']) // a part has none of its own unless it is given

/** What a part has of the original: every value the viewer may read and write, but its amount and what is unique. */
function inheritedOf(context: Context, own: RecordJson): Record<string, unknown> {
  const object = objectNamed(context.registry, 'opportunity')
  const fields = writableFields(context.viewer, object).filter(
    ({ name, unique }) => !unique && !OWN.has(name),
  )
  return Object.fromEntries(
    fields.flatMap(({ name }) => {
      const value = own[name]
      if (value === null || value === undefined) return []
      if (typeof value !== 'object' || !('title' in value)) return [[name, value]]
      return 'id' in value && value.title !== null ? [[name, value.id]] : []
    }),
  )
}

/** The original's stage where the part's process has it, else the first of that process. */
function stageOf(
  context: Context,
  plan: PlanVersion,
  { stageId }: OpportunityState,
  facts: Readonly<Record<string, unknown>>,
): Stage {
  const given = { now: context.now, today: context.now.slice(0, 10), me: context.viewer.personId }
  const { stages } = wayThrough(plan, facts, vocabularyOf(context.registry, 'opportunity'), given)
  const same = stages.find(({ id }) => id === stageId)
  const first = stages.find(({ key }) => key === startOf(stages)?.key)
  const found = same ?? first ?? plan.stages.find(({ id }) => id === stageId)
  if (!found) throw new Error(`stage ${stageId} is not in plan version ${plan.id}`)
  return found
}

async function open(tx: Tx, context: Context, plan: PlanVersion, parts: readonly Part[]): Promise<void> {
  const { now } = context
  await insertRecords(
    tx,
    context,
    'opportunity',
    parts.map(({ id, input, stage, holderId }) => ({
      input,
      columns: {
        id,
        plan_version_id: plan.id,
        stage_id: stage.id,
        phase: stage.phase,
        furthest: furthestOf([stage]),
        stage_since: now,
        holder_id: holderId,
        held_since: now,
        open_during: `[${now},)`,
        opened_at: now,
      },
    })),
  )
  await openHoldings(
    tx,
    context,
    parts.map(({ id, stage, holderId, decisionId }) => ({
      opportunityId: id,
      stageId: stage.id,
      personId: holderId,
      from: now,
      until: null,
      because: decisionId ? 'routed' : 'split',
      decisionId,
    })),
  )
  await beginChecklists(
    tx,
    context,
    parts.map(({ id, holderId, stage }) => ({ opportunityId: id, holderId, stage })),
  )
  const pieces = parts.map(({ id, holderId }) => ({ opportunityId: id, personId: holderId }))
  await tellReceived(tx, context, 'split', null, pieces)
}

async function moveTasks(
  tx: Tx,
  context: Context,
  fromId: string,
  given: Input['parts'],
  parts: readonly Part[],
): Promise<void> {
  const moves = given.flatMap(({ tasks }, i) => tasks.map((task) => ({ task, to: parts[i]?.id ?? '' })))
  if (moves.length === 0) return
  const seen = new Set<string>()
  for (const { task } of moves) {
    if (seen.has(task)) throw errors.notItsTask({ task })
    seen.add(task)
  }
  const moved = new Set(await store.moveTasks(tx, fromId, moves, context.actor.personId, context.now))
  const stranger = moves.find(({ task }) => !moved.has(task))
  if (stranger) throw errors.notItsTask({ task: stranger.task })
  await record(
    tx,
    context.actor,
    context.now,
    moves.map(({ task, to }) => ({
      kind: 'task.updated',
      object: 'task',
      recordId: task,
      opportunityId: to,
      before: { opportunity: fromId },
      after: { opportunity: to },
      cause: { because: 'split' },
    })),
  )
}

async function journal(
  tx: Tx,
  context: Context,
  state: OpportunityState,
  parts: readonly Part[],
  numbers: ReadonlyMap<string, number>,
  reason: string,
): Promise<void> {
  const entry = { object: 'opportunity' }
  await record(tx, context.actor, context.now, [
    {
      ...entry,
      kind: 'opportunity.split',
      recordId: state.id,
      opportunityId: state.id,
      cause: {
        because: 'split',
        reason,
        parts: parts.map(({ id }) => id),
        number: parts.map(({ id }) => numbers.get(id) ?? 0),
      },
    },
    ...parts.map(({ id }) => ({
      ...entry,
      kind: 'opportunity.split-off',
      recordId: id,
      opportunityId: id,
      cause: { because: 'split', reason, from: state.id, number: [state.number] },
    })),
  ])
}

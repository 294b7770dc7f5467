import type { Facts } from '../../engines/assignment/index.ts'
import { evaluate, parseCondition } from '../../engines/conditions/index.ts'
import { type Direction, type Edge, movesOf } from '../../engines/process/index.ts'
import { because, type Reason } from '../../kernel/explain.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed, vocabularyOf } from '../../objects/metadata.ts'
import { changeRecord, getRecord, type RecordJson } from '../../objects/store.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { beginChecklists, openRequired } from '../checklists/index.ts'
import { findVisible, lockOne, type OpportunityState } from '../opportunities/index.ts'
import { requireReach } from '../permissions/index.ts'
import type { PlanVersion, Process, Stage } from '../plan/contract.ts'
import { planOfVersion, publishedPlan, unknownStage, wayThrough } from '../plan/index.ts'
import { activePerson, passBaton } from '../responsibility/index.ts'
import { factsOf, type Routed, routeMany, routeToStage } from '../routing/index.ts'
import type { Move } from './contract.ts'
import * as errors from './errors.ts'
import {
  asksOnEntry,
  conditionsWanted,
  directionOf,
  fieldsWanted,
  functionNeeded,
  gatesPassed,
  type Maker,
  mayMake,
  needsReason,
} from './rules.ts'
import * as store from './store.ts'

/** Every stage the opportunity could enter by its process, with what its gates still need. */
export async function moves(context: Context, id: string) {
  const state = await findVisible(context.db, context, id)
  const way = await wayOf(context.db, context, state)
  const functions = await store.functionsOf(context.db, state.holderId)
  const items = way.edges.flatMap(({ to: key, by }): Move[] => {
    const to = way.stages.find((stage) => stage.key === key)
    const direction = to && directionOf(way.from, to)
    if (!to || !direction || !mayMake(by, way.maker)) return []
    const { missing, failed } = gateOf(context, way, to)
    return [
      {
        stage: to.key,
        direction,
        open: missing.length === 0 && failed.length === 0,
        missing,
        failed,
        needsReason: needsReason(direction),
        needsFunction: functionNeeded(to, functions),
        automatic: to.handOver === 'automatic',
      },
    ]
  })
  return {
    current: way.from.key,
    process: { key: way.process.key, label: way.process.label },
    stages: way.stages.map(({ key, label, kind, phase }) => ({ key, label, kind, phase })),
    items: items.sort((a, b) => placeOf(way, a) - placeOf(way, b)),
  }
}

/** Where an opportunity stands in the process that is its, and what leads on from there. */
type Way = {
  plan: PlanVersion
  process: Process
  from: Stage
  /** In the order of the process; positions count within it. */
  stages: Stage[]
  edges: Edge[]
  maker: Maker
  record: RecordJson
  facts: Facts
  /** Required tasks of any stage that are not done. */
  undone: { stage: string; task: string }[]
}

async function wayOf(db: Queryable, context: Context, state: OpportunityState): Promise<Way> {
  const plan = await planOfVersion(db, state.planVersionId)
  const [record, undone] = await Promise.all([recordOf(db, context, state.id), openRequired(db, state.id)])
  const [facts = {}] = await factsOf(db, [record])
  const at = stageById(plan, state.stageId)
  const vocabulary = vocabularyOf(context.registry, 'opportunity')
  const { process, stages } = wayThrough(plan, facts, vocabulary, givenOf(context), at.key)
  const from = stages.find(({ key }) => key === at.key) ?? at
  const edges = movesOf(stages, process.moves).filter((edge) => edge.from === from.key)
  const isAsked = edges.some(({ by }) => by !== 'holder')
  const { personId, admin } = context.viewer
  const maker = {
    isAdmin: admin,
    isKeeper: plan.keeper.id === personId,
    managesHolder: isAsked && (await store.managesAbove(db, personId, state.holderId)),
  }
  return { plan, process, from, stages, edges, maker, record, facts, undone }
}

const placeOf = ({ stages }: Way, move: Move) => stages.findIndex(({ key }) => key === move.stage)

function givenOf({ now, viewer }: Context) {
  return { now, today: now.slice(0, 10), me: viewer.personId }
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
  requireReach(context.viewer, 'opportunity', 'edit')
  return context.transaction(async (tx) => {
    const before = await lockOne(tx, context, id, version, 'edit')
    if (fields && Object.keys(fields).length > 0)
      await changeRecord(tx, context, 'opportunity', id, version, fields)
    const way = await wayOf(tx, context, before)
    const { to, direction } = moveTo(way, stage)
    if (needsReason(direction) && !reason) throw errors.reasonNeeded({ stage, direction })
    const { missing, failed } = gateOf(context, way, to)
    if (missing.length > 0 || failed.length > 0) throw errors.gateShut({ stage, missing, failed })
    const holderId = await carryOut(tx, context, way, before, to, direction, reason)
    const functions = await store.functionsOf(tx, holderId)
    return {
      id,
      version: way.record.version + 1,
      stage: to.key,
      phase: to.phase,
      outcome: outcomeAfter(before, to),
      needsFunction: functionNeeded(to, functions),
    }
  })
}

async function carryOut(
  tx: Tx,
  context: Context,
  way: Way,
  state: OpportunityState,
  to: Stage,
  direction: Move['direction'],
  reason: string | undefined,
): Promise<string> {
  const routed = (await isStillHere(tx, state.holderId))
    ? await handedOver(tx, context, way, state, to)
    : await foundAnew(tx, context, way, state, to)
  const pass = {
    opportunityId: state.id,
    expectedHolderId: state.holderId,
    personId: routed?.personId ?? state.holderId,
    decisionId: routed?.decisionId ?? null,
    stageId: to.id,
    outcomeReason: direction === 'win' || direction === 'lose' ? (reason ?? null) : null,
  }
  await passBaton(tx, context, direction === 'reopen' ? 'reopened' : 'stage', reason ?? null, [pass], [state])
  await beginChecklists(tx, context, [{ opportunityId: state.id, holderId: pass.personId, stage: to }])
  return pass.personId
}

/** Where the stage hands over by itself and the holder lacks its function: whoever is found; undefined where nobody is, or nobody is needed. */
async function handedOver(
  tx: Tx,
  context: Context,
  { plan, facts }: Way,
  { id, holderId }: OpportunityState,
  to: Stage,
): Promise<Routed | undefined> {
  if (to.handOver !== 'automatic') return undefined
  if (!functionNeeded(to, await store.functionsOf(tx, holderId))) return undefined
  return routeToStage(tx, context, plan, to, { opportunityId: id, facts }, holderId)
}

async function isStillHere(tx: Tx, personId: string): Promise<boolean> {
  const active = await activePerson(tx, personId).catch(() => undefined)
  return active !== undefined
}

/**
 * Who held it last has left since it was closed: whom the plan in force finds, else its keeper. An end asks for nobody.
 * Refuses `routing.keeper-gone`.
 */
async function foundAnew(
  tx: Tx,
  context: Context,
  { facts }: Way,
  { id }: OpportunityState,
  to: Stage,
): Promise<Routed | undefined> {
  if (to.kind !== 'open') return undefined
  const [routed] = await routeMany(tx, context, await publishedPlan(tx), [{ opportunityId: id, facts }])
  return routed
}

function outcomeAfter(before: OpportunityState, to: Stage): 'won' | 'lost' | null {
  if (to.kind === 'won' || to.kind === 'lost') return to.kind
  return to.kind === 'done' || to.phase === 'delivery' ? before.outcome : null
}

/** The stage of the way that is to be entered. Refuses what no process of the plan, or not this one, or not this person may do. */
function moveTo({ plan, from, stages, edges, maker }: Way, key: string): { to: Stage; direction: Direction } {
  const known = plan.stages.find((stage) => stage.key === key)
  if (!known) throw unknownStage({ stage: key, known: plan.stages.map((stage) => stage.key) })
  if (key === from.key) throw errors.thereAlready({ stage: key })
  const to = stages.find((stage) => stage.key === key)
  const edge = edges.find((one) => one.to === key)
  const direction = to && directionOf(from, to)
  if (!to || !edge || !direction) throw errors.noSuchMove({ from: from.key, to: key })
  if (!mayMake(edge.by, maker)) throw errors.notYourMove({ from: from.key, to: key, by: edge.by })
  return { to, direction }
}

function gateOf(
  context: Context,
  { from, stages, facts, record, undone }: Way,
  to: Stage,
): { missing: string[]; failed: Reason[] } {
  const direction = directionOf(from, to)
  const left = gatesPassed(stages, from, to)
  const entered = direction && asksOnEntry(direction) ? to : undefined
  const missing = fieldsWanted(left, entered).filter((name) => !isFilled(record[name]))
  const vocabulary = vocabularyOf(context.registry, 'opportunity')
  const given = givenOf(context)
  const failed = conditionsWanted(left, entered).flatMap(({ stage, condition }) => {
    const parsed = parseCondition(condition, vocabulary)
    const holds = parsed.ok && evaluate(parsed.condition, facts, given)
    return holds ? [] : [because('gate-condition', { stage, condition })]
  })
  const leaving = new Set(left.map(({ key }) => key))
  const tasks = undone
    .filter(({ stage }) => leaving.has(stage))
    .map(({ stage, task }) => because('task-not-done', { stage, task }))
  return { missing, failed: [...failed, ...tasks] }
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

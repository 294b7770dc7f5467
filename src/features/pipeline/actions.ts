import type { Facts } from '../../engines/assignment/index.ts'
import { evaluate, fieldsUsed, parseCondition } from '../../engines/conditions/index.ts'
import { type Direction, type Edge, movesOf } from '../../engines/process/index.ts'
import { because, type Reason } from '../../kernel/explain.ts'
import type { Context } from '../../objects/context.ts'
import { objectNamed, vocabularyOf } from '../../objects/metadata.ts'
import { changeRecord, getRecord, type RecordJson } from '../../objects/store.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { approvalStates, askForApproval, valuesFor, type Wanted } from '../approvals/index.ts'
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
  approvalsWanted,
  asksOnEntry,
  conditionsWanted,
  directionOf,
  fieldsWanted,
  functionNeeded,
  gatesPassed,
  isGateOpen,
  type Maker,
  mayMake,
  needsReason,
} from './rules.ts'
import * as store from './store.ts'

/** Every stage the opportunity could enter by its process, with what its gates still need. */
export async function moves(context: Context, id: string) {
  const state = await findVisible(context.db, context, id)
  const way = await wayOf(context.db, context, state)
  const items = await movesOn(context.db, context, way, state)
  return {
    current: way.from.key,
    process: { key: way.process.key, label: way.process.label },
    stages: way.stages.map(({ key, label, kind, phase }) => ({ key, label, kind, phase })),
    items: items.sort((a, b) => placeOf(way, a) - placeOf(way, b)),
  }
}

/** Every move the viewer may make, with what its gate needs; what is approved is asked once for all of them. */
async function movesOn(db: Queryable, context: Context, way: Way, state: OpportunityState): Promise<Move[]> {
  const functions = await store.functionsOf(db, state.holderId)
  const found = way.edges.flatMap(({ to: key, by }) => {
    const to = way.stages.find((stage) => stage.key === key)
    const direction = to && directionOf(way.from, to)
    return to && direction && mayMake(by, way.maker)
      ? [{ to, direction, gate: gateOf(context, way, to) }]
      : []
  })
  const states = await approvalStates(
    db,
    context,
    state,
    found.flatMap(({ gate }) => gate.wanted),
  )
  let next = 0
  return found.map(({ to, direction, gate: { missing, failed, wanted } }): Move => {
    const approvals = states.slice(next, next + wanted.length)
    next += wanted.length
    return {
      stage: to.key,
      direction,
      open: isGateOpen({ missing, failed, approvals }),
      missing,
      failed,
      approvals,
      needsReason: needsReason(direction),
      needsFunction: functionNeeded(to, functions),
      automatic: to.handOver === 'automatic',
    }
  })
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
    await demandOpen(tx, context, way, before, to)
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

/** Refuses `pipeline.gate-shut`, saying exactly what is missing and who can approve. */
async function demandOpen(
  tx: Tx,
  context: Context,
  way: Way,
  state: OpportunityState,
  to: Stage,
): Promise<void> {
  const { missing, failed, wanted } = gateOf(context, way, to)
  const approvals = await approvalStates(tx, context, state, wanted)
  if (isGateOpen({ missing, failed, approvals })) return
  const lacking = approvals
    .filter((one) => one.state !== 'approved')
    .map(({ stage, key, state, approvers }) => ({
      stage,
      key,
      state,
      approvers: approvers.map(({ name }) => name),
    }))
  throw errors.gateShut({ stage: to.key, missing, failed, approvals: lacking })
}

type AskInput = { stage: string; fields?: Record<string, unknown> | undefined; note: string }

/**
 * Asks for the approvals a move wants and has not got; fields given along are written first, in the same transaction.
 * Refuses `pipeline.nothing-to-approve`, `approvals.asked-already`, `approvals.nobody-can`, and what a move refuses.
 */
export async function requestApproval(
  context: Context,
  id: string,
  version: number,
  { stage, fields, note }: AskInput,
): Promise<{ version: number; move: Move }> {
  requireReach(context.viewer, 'opportunity', 'edit')
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id, version, 'edit')
    if (fields && Object.keys(fields).length > 0)
      await changeRecord(tx, context, 'opportunity', id, version, fields)
    const way = await wayOf(tx, context, state)
    const { to } = moveTo(way, stage)
    const { wanted } = gateOf(context, way, to)
    const states = await approvalStates(tx, context, state, wanted)
    const lacking = wanted.flatMap((one, i) => {
      const found = states[i]
      return found && found.state !== 'approved' ? [{ wanted: one, state: found }] : []
    })
    if (lacking.length === 0) throw errors.nothingToApprove({ stage })
    const open = lacking.filter(({ state: one }) => one.state !== 'asked')
    await askForApproval(tx, context, id, open.length > 0 ? open : lacking, note)
    const move = (await movesOn(tx, context, way, state)).find((one) => one.stage === stage)
    if (!move) throw new Error('the move is gone')
    return { version: way.record.version, move }
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
): { missing: string[]; failed: Reason[]; wanted: Wanted[] } {
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
  const wanted = approvalsWanted(left, entered).flatMap(({ stage, approval }): Wanted[] => {
    const parsed = approval.when ? parseCondition(approval.when, vocabulary) : undefined
    // A condition that no longer type-checks asks always: nobody gets around it that way.
    const condition = parsed?.ok ? parsed.condition : undefined
    if (condition && !evaluate(condition, facts, given)) return []
    const paths = condition ? fieldsUsed(condition).map((path) => path.join('.')) : []
    return [{ stage, approval, values: valuesFor(paths, record, facts) }]
  })
  const leaving = new Set(left.map(({ key }) => key))
  const tasks = undone
    .filter(({ stage }) => leaving.has(stage))
    .map(({ stage, task }) => because('task-not-done', { stage, task }))
  return { missing, failed: [...failed, ...tasks], wanted }
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

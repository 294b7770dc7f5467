import type { z } from 'zod'
import { type Decision, explained, type Facts, Router } from '../../engines/assignment/index.ts'
import { parseCondition } from '../../engines/conditions/index.ts'
import type { Reason } from '../../kernel/explain.ts'
import { visibleFields } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { ObjectDefinition } from '../../objects/definition.ts'
import { objectNamed, vocabularyOf } from '../../objects/metadata.ts'
import { columnsFrom, getRecord } from '../../objects/store.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { findVisible, lockOne, peopleById } from '../opportunities/index.ts'
import { requireAdmin, requireReach } from '../permissions/index.ts'
import type { PlanVersion, RoutingRule, Stage } from '../plan/contract.ts'
import { planOfVersion, publishedPlan, unknownStage } from '../plan/index.ts'
import { passBaton } from '../responsibility/index.ts'
import { workloads } from './actions/bulk.ts'
import {
  daysOf,
  decideOnly,
  factsOf,
  type Routed,
  type RoutingRequest,
  routeMany,
} from './actions/deciding.ts'
import { peopleNow } from './actions/people.ts'
import type { DecisionView, simulated, simulateRouting } from './contract.ts'
import * as errors from './errors.ts'
import { inputOf, loadStateOf } from './rules.ts'
import * as store from './store.ts'

/** Every decision of an opportunity the viewer may see, newest first, with names for ids. */
export async function decisions(context: Context, id: string): Promise<{ items: DecisionView[] }> {
  await findVisible(context.db, context, id)
  const shown = await shownInput(context, id)
  const rows = await store.decisionsOf(context.db, id)
  const whole = rows.map((row) => ({ row, outcome: wholeOf(row) }))
  const ids = whole.flatMap(({ outcome }) => outcome.candidates.map((one) => one.personId))
  const names = await peopleById(context.db, [...new Set(ids)])
  return {
    items: whole.map(({ row, outcome }) => ({ ...viewOf(row, outcome, names), input: shown(row.input) })),
  }
}

/** Lets the plan decide again about an open opportunity (right: route). */
export async function routeAgain(context: Context, id: string, reason: string) {
  requireReach(context.viewer, 'opportunity', 'route')
  return context.transaction(async (tx) => {
    const state = await lockOne(tx, context, id, undefined, 'route')
    if (!state.isOpen) throw errors.notOpen({ number: state.number })
    const facts = await recordFacts(tx, context, id)
    const plan = await publishedPlan(tx)
    const workload = (await workloads(tx, plan, [state])).get(id) ?? 1
    const [routed] = await routeMany(tx, context, plan, [
      { opportunityId: id, facts, workload, holderId: state.holderId },
    ])
    if (!routed) throw new Error('nothing was routed')
    if (routed.personId !== state.holderId) {
      const pass = {
        opportunityId: id,
        expectedHolderId: state.holderId,
        personId: routed.personId,
        stageId: state.stageId,
        decisionId: routed.decisionId,
      }
      await passBaton(tx, context, 'routed', reason, [pass], [state])
    }
    const holder = (await peopleById(tx, [routed.personId])).get(routed.personId)
    const version = routed.personId === state.holderId ? state.version : state.version + 1
    return {
      id,
      version,
      holder: { id: routed.personId, name: holder?.name ?? '' },
      decisionId: routed.decisionId,
    }
  })
}

/** Whom the plan would choose for a stage's accountable function. Reads only. */
export async function suggestReceiver(context: Context, id: string, stageKey: string) {
  const state = await findVisible(context.db, context, id)
  const plan = await planOfVersion(context.db, state.planVersionId)
  const stage = plan.stages.find((s) => s.key === stageKey)
  if (!stage) throw unknownStage({ stage: stageKey, known: plan.stages.map((s) => s.key) })
  const facts = await recordFacts(context.db, context, id)
  const { outcome, ground, people } = await askedOfStage(
    context.db,
    context,
    plan,
    stage,
    state.holderId,
    facts,
  )
  const names = new Map(people.map((person) => [person.id, person]))
  const chosen = outcome.via === 'rule' ? outcome.personId : undefined
  return {
    suggested: chosen ? { id: chosen, name: names.get(chosen)?.name ?? '' } : null,
    candidates: weighedOf(explained(outcome, ground, [stage.id]), names),
  }
}

/**
 * Finds who of the stage's accountable function takes an opportunity over from its holder, the least loaded first, and keeps the
 * decision. Undefined where nobody can: then nothing is written.
 */
export async function routeToStage(
  tx: Tx,
  context: Context,
  plan: PlanVersion,
  stage: Stage,
  { opportunityId, facts }: RoutingRequest,
  holderId: string,
): Promise<Routed | undefined> {
  const { outcome, ground, decisionId } = await askedOfStage(tx, context, plan, stage, holderId, facts)
  if (outcome.via !== 'rule') return undefined
  const decision = {
    id: decisionId,
    opportunityId,
    planVersionId: plan.id,
    input: inputOf(facts),
    outcome,
    ground,
    stageId: stage.id,
  }
  await store.keepDecided(tx, daysOf(context).day, [], [decision])
  await store.insertDecisions(tx, context.actor.personId, context.now, [decision])
  return { opportunityId, personId: outcome.personId, decisionId, outcome, ground }
}

/** The accountable function of a stage asked as if it were a rule: the least loaded of its people but the holder. */
async function askedOfStage(
  db: Queryable,
  context: Context,
  plan: PlanVersion,
  stage: Stage,
  holderId: string,
  facts: Facts,
) {
  const load = await store.loads(db, daysOf(context), 1)
  const people = await peopleNow(db, context, load.accessVersion)
  const others = people.filter((person) => person.id !== holderId)
  const rule = {
    id: stage.id,
    holds: () => true,
    candidates: { functions: [stage.accountable] },
    strategy: 'least-loaded' as const,
  }
  const router = new Router([rule], others, plan.keeper.id, loadStateOf(load))
  return { ...router.decide(facts, 0), people, decisionId: load.ids[0] ?? '' }
}

const MOST_WEIGHED = 200_000 // candidates in one answer: about 30 MB

type Simulation = z.infer<NonNullable<typeof simulateRouting.body>>

/** What would be decided, with every candidate. Refuses as `simulation` does, and `routing.simulation-too-large`. */
export async function simulate(context: Context, asked: Simulation) {
  const { planVersion, people, explain } = await simulation(context, asked)
  const most = Math.floor(MOST_WEIGHED / people)
  if (asked.items.length > most) throw errors.simulationTooLarge({ most })
  return { planVersion, items: asked.items.map((_, i) => explain(i)) }
}

/**
 * What would be decided about opportunities of these fields, each knowing of those before it, by the published rules or by those
 * given; each is explained when it is asked for. Ties go to the first, so that the same question has the same answer. Reads only;
 * right: administrator. Refuses unknown fields and wrong values (none is required), `routing.condition-unreadable`, `routing.keeper-gone`.
 */
export async function simulation(context: Context, { items, rules }: Simulation) {
  requireAdmin(context.viewer)
  const object = objectNamed(context.registry, 'opportunity')
  for (const item of items) columnsFrom(context.viewer, object, item, false)
  const published = await publishedPlan(context.db)
  const loads = await store.loads(context.db, daysOf(context), rules?.length ?? 0)
  const plan = rules
    ? { ...published, rules: rules.map((rule, i) => ({ ...rule, id: loads.ids[i] ?? '', position: i + 1 })) }
    : published
  if (rules) requireReadable(context, plan.rules)
  const requests = (await factsOf(context.db, items)).map((facts) => ({ opportunityId: '', facts }))
  const { decided, people } = await decideOnly(context.db, context, plan, requests, loads)
  const names = new Map(people.map((person) => [person.id, person]))
  const ruleIds = plan.rules.map(({ id }) => id)
  return {
    planVersion: plan.number,
    rules: plan.rules.map(shownRule),
    people: people.length,
    explain: (i: number): z.infer<typeof simulated> => {
      const found = decided[i]
      if (!found) throw new Error(`nothing was decided at ${i}`)
      const whole = explained(found.outcome, found.ground, ruleIds)
      const { personId, ruleId, draw: _, ...one } = whole
      const rule = plan.rules.find(({ id }) => id === ruleId)
      const person = { id: personId, name: names.get(personId)?.name ?? '' }
      return {
        ...one,
        person,
        rule: rule ? shownRule(rule) : null,
        rulesNamed: rulesNamed(one.reasons, plan.rules.map(shownRule)),
        candidates: weighedOf(whole, names),
      }
    },
  }
}

function shownRule({ id, position, label }: RoutingRule) {
  return { id, position, label }
}

/** The rules that reasons name, so that whoever reads them reads names. */
function rulesNamed<R extends { id: string }>(reasons: readonly Reason[], rules: readonly R[]): R[] {
  const named = new Set(reasons.map(({ facts }) => facts['rule']))
  return rules.filter(({ id }) => named.has(id))
}

function requireReadable({ registry }: Context, rules: readonly RoutingRule[]): void {
  const vocabulary = vocabularyOf(registry, 'opportunity')
  for (const { condition, position } of rules) {
    const parsed = condition ? parseCondition(condition, vocabulary) : undefined
    if (parsed && !parsed.ok)
      throw errors.conditionUnreadable({ rule: position, problem: parsed.problems[0]?.code ?? '' })
  }
}

/**
 * The plan decides by what is there, not by what the asker may see, in the bin too; that the record is theirs to ask about is checked
 * before.
 */
export async function recordFacts(db: Queryable, context: Context, id: string): Promise<Facts> {
  const object = { ...objectNamed(context.registry, 'opportunity'), deletable: false }
  const [facts] = await factsOf(db, [
    await getRecord(db, { ...context, viewer: { ...context.viewer, admin: true }, object }, id),
  ])
  return facts ?? {}
}

/** What a decision was made from, as far as the viewer may read it: no hidden field, and nothing of a record they may not see. */
async function shownInput(context: Context, id: string) {
  const { registry, viewer } = context
  if (viewer.admin) return (input: Record<string, unknown>) => input
  const object = objectNamed(registry, 'opportunity')
  const record = await getRecord(context.db, { ...context, object }, id)
  const read = (of: ObjectDefinition, values: Record<string, unknown>) => {
    const known = new Set(visibleFields(viewer, of).map(({ name }) => name))
    return Object.fromEntries(Object.entries(values).filter(([name]) => known.has(name)))
  }
  return (input: Record<string, unknown>) => {
    const shown = Object.entries(read(object, input)).flatMap(([name, value]) => {
      if (name !== 'account' && name !== 'product') return [[name, value]]
      const named = record[name]
      const isSeen = typeof named === 'object' && named !== null && 'title' in named && named.title !== null
      if (!isSeen || typeof value !== 'object' || value === null) return []
      return [[name, read(objectNamed(registry, name), value as Record<string, unknown>)]]
    })
    return Object.fromEntries(shown) as Record<string, unknown>
  }
}

type Names = ReadonlyMap<string, { name: string }>

function weighedOf(outcome: Decision, names: Names) {
  return outcome.candidates.map((one) => ({
    ...one,
    name: names.get(one.personId)?.name ?? '',
    chosen: one.personId === outcome.personId && outcome.via !== 'fallback',
  }))
}

function wholeOf({ via, rule, stage, personId, draw, outcome, ground, rules }: store.DecisionRow): Decision {
  if ('candidates' in outcome) return outcome
  const ruleId = rule?.id ?? stage?.id ?? null
  const found = via === 'rule' ? 'rule' : 'fallback'
  const asked = (stage ? [stage] : rules).map(({ id }) => id)
  return explained({ ...outcome, via: found, personId, draw, ruleId }, ground, asked)
}

function viewOf(row: store.DecisionRow, outcome: Decision, names: Names): DecisionView {
  const { id, madeAt, via, draw, planVersion, rule, stage, input } = row
  return {
    id,
    madeAt,
    via,
    draw,
    planVersion,
    rule,
    stage,
    input,
    person: { id: row.personId, name: row.person },
    tieBreak: outcome.tieBreak,
    reasons: outcome.reasons,
    rulesNamed: rulesNamed(outcome.reasons, row.rules),
    whatWouldChange: outcome.whatWouldChange,
    candidates: weighedOf(outcome, names),
    conversion: row.ground?.conversion ?? null,
    actor: row.actorId && row.actor ? { id: row.actorId, name: row.actor } : null,
  }
}

import { setImmediate } from 'node:timers/promises'
import type { z } from 'zod'
import { type Decision, explained, type Facts, type Person, Router } from '../../engines/assignment/index.ts'
import { parseCondition } from '../../engines/conditions/index.ts'
import { minorDigits } from '../../kernel/money.ts'
import { visibleFields } from '../../objects/access.ts'
import type { Context } from '../../objects/context.ts'
import type { ObjectDefinition } from '../../objects/definition.ts'
import { objectNamed, vocabularyOf } from '../../objects/metadata.ts'
import { columnsFrom, getRecord } from '../../objects/store.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { type StandingIn, standingWithin } from '../absences/index.ts'
import { findVisible, lockOne, peopleById } from '../opportunities/index.ts'
import { requireAdmin, requireReach } from '../permissions/index.ts'
import type { PlanVersion, RoutingRule, Stage } from '../plan/contract.ts'
import { planOfVersion, publishedPlan, unknownStage } from '../plan/index.ts'
import { passBaton } from '../responsibility/index.ts'
import type { DecisionView, simulated, simulateRouting } from './contract.ts'
import * as errors from './errors.ts'
import { addTurns, inputOf, loadStateOf, readyRule, turnsAfter } from './rules.ts'
import * as store from './store.ts'

export type RoutingRequest = { opportunityId: string; facts: Facts }
export type Routed = { opportunityId: string; personId: string; decisionId: string }

/**
 * Finds a holder for each opportunity by the published `plan` and keeps every decision. Turns are taken one transaction after the
 * other, so that they are fair between processes. A constant number of queries, however many are routed.
 * Refuses `routing.keeper-gone`.
 */
export async function routeMany(
  tx: Tx,
  context: Context,
  plan: PlanVersion,
  requests: readonly RoutingRequest[],
): Promise<Routed[]> {
  if (requests.length === 0) return []
  // sent together and done one after the other: what is read is read under the lock
  const [, { ids, accessVersion, ...load }] = await Promise.all([
    store.lockTurns(tx, plan.id),
    store.loads(tx, context.now.slice(0, 10), requests.length),
  ])
  const people = await peopleNow(tx, context, accessVersion)
  if (!people.some(({ id }) => id === plan.keeper.id)) throw errors.keeperGone({ keeper: plan.keeper.name })
  const state = loadStateOf(load)
  const router = new Router(readyRules(context, plan), people, plan.keeper.id, state)
  const turns = await store.turnsOf(tx, [...new Set(requests.flatMap(({ facts }) => router.holding(facts)))])
  addTurns(state, turns)
  const received = new Set<string>()
  const decisions = requests.map(({ opportunityId, facts }, i): store.NewDecision => {
    const { outcome, ground } = router.decide(facts, Math.random())
    if (outcome.ruleId) received.add(`${outcome.ruleId} ${outcome.personId}`)
    return { id: ids[i] ?? '', opportunityId, planVersionId: plan.id, input: inputOf(facts), outcome, ground }
  })
  await store.keepDecided(
    tx,
    context.now,
    turnsAfter(router.turns(), received, turns, context.now),
    decisions,
  )
  await store.insertDecisions(tx, context.actor.personId, context.now, decisions)
  return decisions.map(({ id, opportunityId, outcome }) => ({
    opportunityId,
    personId: outcome.personId,
    decisionId: id,
  }))
}

/** What the rules may know of opportunities that are about to be made: their fields, and those of the account and product they name. */
export async function factsOf(
  tx: Queryable,
  inputs: readonly Readonly<Record<string, unknown>>[],
): Promise<Facts[]> {
  const idsOf = (name: string) => inputs.flatMap((input) => idIn(input[name]) ?? [])
  const accounts = await store.referredFacts(tx, 'account', idsOf('account'))
  const products = await store.referredFacts(tx, 'product', idsOf('product'))
  return inputs.map((input) => {
    const plain = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, plainOf(value)]))
    const account = accounts.get(idIn(input['account']) ?? '')
    const product = products.get(idIn(input['product']) ?? '')
    return { ...plain, ...(account ? { account } : {}), ...(product ? { product } : {}) }
  })
}

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
    const [routed] = await routeMany(tx, context, plan, [{ opportunityId: id, facts }])
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
  await store.keepDecided(tx, context.now, [], [decision])
  await store.insertDecisions(tx, context.actor.personId, context.now, [decision])
  return { opportunityId, personId: outcome.personId, decisionId }
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
  const load = await store.loads(db, context.now.slice(0, 10), 1)
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

const AT_ONCE = 100 // simulated decisions before other requests get their turn
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
  const load = await store.loads(context.db, context.now.slice(0, 10), rules?.length ?? 0)
  const plan = rules
    ? { ...published, rules: rules.map((rule, i) => ({ ...rule, id: load.ids[i] ?? '', position: i + 1 })) }
    : published
  const ready = readyRules(context, plan)
  if (rules) requireReadable(context, plan.rules)
  const people = await peopleNow(context.db, context, load.accessVersion)
  if (!people.some(({ id }) => id === plan.keeper.id)) throw errors.keeperGone({ keeper: plan.keeper.name })
  const facts = await factsOf(context.db, items)
  const state = loadStateOf(load)
  const router = new Router(ready, people, plan.keeper.id, state)
  addTurns(state, await store.turnsOf(context.db, [...new Set(facts.flatMap((one) => router.holding(one)))]))
  const names = new Map(people.map((person) => [person.id, person]))
  const ruleIds = plan.rules.map(({ id }) => id)
  const decided: ReturnType<Router['decide']>[] = []
  for (const [i, one] of facts.entries()) {
    if (i % AT_ONCE === 0) await setImmediate()
    decided.push(router.decide(one, 0))
  }
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
      return { ...one, person, rule: rule ? shownRule(rule) : null, candidates: weighedOf(whole, names) }
    },
  }
}

function shownRule({ id, position, label }: RoutingRule) {
  return { id, position, label }
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

/**
 * Who can be found, read anew only when a person, department or absence changed since, or one began or ended: deciding about one asks
 * for hundreds.
 */
async function peopleNow(
  tx: Queryable,
  { registry, now }: Pick<Context, 'registry' | 'now'>,
  accessVersion: number,
): Promise<readonly Person[]> {
  const standing = await standingWithin(tx, registry, accessVersion, now)
  const known = candidates.get(registry)
  if (known?.accessVersion === accessVersion && known.standing === standing) return known.people
  const people = (await store.routingPeople(tx)).map((person): Person => {
    const away = standing.away.get(person.id)
    return { ...person, active: true, away: away && { until: away.until, deputy: away.acting } }
  })
  candidates.set(registry, { accessVersion, standing, people })
  return people
}

type Candidates = { accessVersion: number; standing: StandingIn; people: readonly Person[] }
const candidates = new WeakMap<Context['registry'], Candidates>()

/** A rule whose condition no longer type-checks holds for nothing; the plan's own check reports it. */
function readyRules(context: Context, plan: PlanVersion) {
  const vocabulary = vocabularyOf(context.registry, 'opportunity')
  const given = { now: context.now, today: context.now.slice(0, 10) }
  return plan.rules.flatMap((rule) => {
    if (!rule.condition) return [readyRule(rule, undefined, given)]
    const parsed = parseCondition(rule.condition, vocabulary)
    return parsed.ok ? [readyRule(rule, parsed.condition, given)] : []
  })
}

function idIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : undefined
}

/** Money counts in major units, as in every condition. */
function plainOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('currency' in value) || !('amount' in value))
    return value
  const digits = minorDigits(String(value.currency))
  return Number(Number(value.amount).toFixed(digits))
}

type Names = ReadonlyMap<string, { name: string }>

function weighedOf(outcome: Decision, names: Names) {
  return outcome.candidates.map((one) => ({
    ...one,
    name: names.get(one.personId)?.name ?? '',
    chosen: one.personId === outcome.personId && outcome.via === 'rule',
  }))
}

function wholeOf({
  via,
  rule,
  stage,
  personId,
  draw,
  outcome,
  ground,
  ruleIds,
}: store.DecisionRow): Decision {
  if ('candidates' in outcome) return outcome
  const ruleId = rule?.id ?? stage?.id ?? null
  return explained({ ...outcome, via, personId, draw, ruleId }, ground, stage ? [stage.id] : ruleIds)
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
    whatWouldChange: outcome.whatWouldChange,
    candidates: weighedOf(outcome, names),
    actor: row.actorId && row.actor ? { id: row.actorId, name: row.actor } : null,
  }
}

import {
  type Arrival,
  type Facts,
  type Ground,
  type LoadState,
  type Outcome,
  Router,
} from '../../../engines/assignment/index.ts'
import { type Condition, parseCondition, toSql } from '../../../engines/conditions/index.ts'
import { inMajorUnits } from '../../../kernel/money.ts'
import { instantOf, MS_PER_DAY } from '../../../kernel/time.ts'
import { dayIn } from '../../../objects/access.ts'
import { columnOf } from '../../../objects/columns.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed, vocabularyOf } from '../../../objects/metadata.ts'
import type { Queryable, Tx } from '../../../platform/db/pool.ts'
import type { PlanVersion, RoutingRule } from '../../plan/contract.ts'
import * as errors from '../errors.ts'
import {
  addTurns,
  asksConversion,
  asksMedian,
  contactKeys,
  holdersByCustomer,
  inputOf,
  loadStateOf,
  type Ready,
  readyRule,
  TRIED_BY,
  toCountAnew,
  turnsAfter,
  type Won,
  weekOf,
} from '../rules.ts'
import * as history from '../store/history.ts'
import * as store from '../store.ts'
import { peopleFor } from './people.ts'

/**
 * `workload`: the units of work of the stage it stands at; `holderId`: whoever holds it now, whose load it is no part of while it is
 * decided about; `draw` is for questions that are to have the same answer again.
 */
export type RoutingRequest = {
  opportunityId: string
  facts: Facts
  workload?: number
  holderId?: string
  draw?: number
}
export type Routed = {
  opportunityId: string
  personId: string
  decisionId: string
  outcome: Outcome
  ground: Ground | null
}

/**
 * Finds a holder for each opportunity by the published `plan` and keeps every decision. Turns are taken one transaction after the
 * other, so that they are fair between processes. A constant number of queries, however many are routed.
 * Refuses `routing.keeper-gone`.
 */
export async function routeMany(
  tx: Tx,
  context: Context,
  plan: PlanVersion,
  asked: readonly RoutingRequest[],
): Promise<Routed[]> {
  if (asked.length === 0) return []
  const requests = withIds(plan, asked)
  // sent together and done one after the other: what is read is read under the lock
  const [, loads] = await Promise.all([
    store.lockTurns(tx, plan.id),
    store.loads(tx, daysOf(context), requests.length),
  ])
  const found = await decideOn(tx, context, plan, requests, loads, history.saveWon)
  const decisions = found.decided.map(
    ({ outcome, ground }, i): store.NewDecision => ({
      id: loads.ids[i] ?? '',
      opportunityId: requests[i]?.opportunityId ?? '',
      planVersionId: plan.id,
      input: inputOf(requests[i]?.facts ?? {}),
      outcome,
      ground,
    }),
  )
  const { router, turns } = found
  const received = new Set(
    decisions.flatMap(({ outcome }) => (outcome.ruleId ? [`${outcome.ruleId} ${outcome.personId}`] : [])),
  )
  const left = turnsAfter(router.turns(), received, turns, router.largest(), context.now)
  await store.keepDecided(tx, daysOf(context).day, left, decisions)
  await store.insertDecisions(tx, context.actor.personId, context.now, decisions)
  return decisions.map(({ id, opportunityId, outcome, ground }) => ({
    opportunityId,
    personId: outcome.personId,
    decisionId: id,
    outcome,
    ground,
  }))
}

/** What would be decided now by a plan, in the same way; writes nothing. Ties go to the first. */
export async function decideOnly(
  db: Queryable,
  context: Context,
  plan: PlanVersion,
  requests: readonly RoutingRequest[],
  loads: store.Loads,
) {
  const settled = withIds(plan, requests).map((request) => ({ ...request, draw: request.draw ?? 0 }))
  return decideOn(db, context, plan, settled, loads)
}

/** Where something is tried with a share, opportunities are known by their ids; the decision keeps it, so that it can be made again. */
function withIds({ rules }: PlanVersion, requests: readonly RoutingRequest[]): readonly RoutingRequest[] {
  if (!rules.some(({ trial }) => trial)) return requests
  return requests.map((request) =>
    request.opportunityId === ''
      ? request
      : { ...request, facts: { ...request.facts, [TRIED_BY]: request.opportunityId } },
  )
}

/** The decisions about requests with the loads as they were read; `keep` is told what had to be counted anew. */
async function decideOn(
  db: Queryable,
  context: Context,
  plan: PlanVersion,
  requests: readonly RoutingRequest[],
  loads: store.Loads,
  keep?: (tx: Queryable, counted: readonly Won[]) => Promise<void>,
) {
  const people = await peopleFor(plan.rules, db, context, loads.accessVersion)
  if (!people.some(({ id }) => id === plan.keeper.id)) throw errors.keeperGone({ keeper: plan.keeper.name })
  const state = loadStateOf(loads)
  for (const request of requests) takeOff(state, request)
  const ready = await countedFor(db, context, plan, keep)
  const router = new Router(readyRules(context, plan, ready), people, plan.keeper.id, state)
  const holding = new Set(requests.flatMap(({ facts }) => router.holding(facts)))
  const turns = await store.turnsOf(db, [...holding])
  addTurns(state, turns)
  const arrivals = requests.map(arrivalOf)
  const asked = plan.rules.filter(({ id, sticky }) => sticky && holding.has(id))
  for (const [key, holders] of await customersOf(db, context, asked, requests, arrivals))
    router.knows(key, holders)
  const decided = router.decideAll(
    requests.map(({ facts, draw }, i) => ({
      facts,
      draw: draw ?? Math.random(),
      arrival: arrivals[i] ?? {},
    })),
  )
  return { decided, router, turns, people }
}

function takeOff({ open, units }: LoadState, { holderId, workload = 1 }: RoutingRequest): void {
  if (holderId === undefined) return
  open.set(holderId, Math.max(0, (open.get(holderId) ?? 0) - 1))
  units?.set(holderId, Math.max(0, (units.get(holderId) ?? 0) - workload))
}

function arrivalOf({ facts, workload = 1 }: RoutingRequest): Arrival {
  return { workload, account: idIn(facts['account']) ?? null, contacts: contactKeys(facts) }
}

async function customersOf(
  db: Queryable,
  { now }: Context,
  rules: readonly RoutingRule[],
  requests: readonly RoutingRequest[],
  arrivals: readonly Arrival[],
) {
  if (rules.length === 0) return new Map()
  const byContact = rules.some(({ sticky }) => sticky === 'contact-details')
  const accounts = arrivals.flatMap(({ account }) => account ?? [])
  const contacts = byContact
    ? arrivals.flatMap(({ account, contacts: keys = [] }) => (account ? [] : keys))
    : []
  const days = Math.max(...rules.map(({ stickyDays }) => stickyDays))
  const since = daysBefore(now, days)
  const keys = { accounts: [...new Set(accounts)], contacts: [...new Set(contacts)] }
  const except = requests.map(({ opportunityId }) => opportunityId).filter((id) => id !== '')
  return holdersByCustomer(await history.holdersOfCustomers(db, keys, except, { now, since }))
}

/** What the rules of a plan need to have counted: what was won, at most an hour ago; which amounts were given. */
async function countedFor(
  db: Queryable,
  context: Context,
  plan: PlanVersion,
  keep?: (tx: Queryable, counted: readonly Won[]) => Promise<void>,
): Promise<Ready> {
  const { now, registry } = context
  const byWon = plan.rules.filter(asksConversion)
  const known =
    byWon.length > 0
      ? await history.wonByRules(
          db,
          byWon.map(({ id }) => id),
        )
      : []
  const stale = toCountAnew(byWon, known, now)
  const counted = await history.countWon(
    db,
    stale.map((rule) => ({
      ruleId: rule.id,
      since: daysBefore(now, rule.conversion.days),
      condition: segmentOf(context, rule),
    })),
    now,
  )
  if (counted.length > 0) await keep?.(db, counted)
  const { currency, timeZone } = registry.company
  const byMedian = plan.rules.filter(asksMedian).map(({ id }) => id)
  return {
    now,
    today: dayIn(now, timeZone),
    currency,
    won: new Map([...known, ...counted].map((one) => [one.ruleId, one])),
    medians: await history.medianAmounts(db, byMedian, currency),
  }
}

function daysBefore(now: string, days: number): string {
  return instantOf(Date.parse(now) - days * MS_PER_DAY)
}

/** The rows a rule is about: those its condition holds for, whoever asks. */
function segmentOf({ registry, now, viewer }: Context, { condition }: RoutingRule) {
  const parsed = condition ? parseCondition(condition, vocabularyOf(registry, 'opportunity')) : undefined
  if (!parsed?.ok) return undefined
  const columns = columnOf(registry.objects, objectNamed(registry, 'opportunity'), 'r')
  return toSql(parsed.condition, columns, {
    now,
    today: dayIn(now, registry.company.timeZone),
    me: viewer.personId,
  })
}

/** A rule whose condition no longer type-checks holds for nothing; the plan's own check reports it. */
function readyRules({ registry }: Context, plan: PlanVersion, given: Ready) {
  const vocabulary = vocabularyOf(registry, 'opportunity')
  return plan.rules.flatMap((rule) => {
    if (!rule.condition) return [readyRule(rule, undefined, given)]
    const parsed = parseCondition(rule.condition, vocabulary)
    return parsed.ok ? [readyRule(rule, parsed.condition as Condition, given)] : []
  })
}

/** Today and the first day of its week, in the company's zone. */
export function daysOf({ now, registry }: Pick<Context, 'now' | 'registry'>): { day: string; week: string } {
  const day = dayIn(now, registry.company.timeZone)
  return { day, week: weekOf(day) }
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
    const plain = Object.fromEntries(
      Object.entries(input).map(([name, value]) => [name, inMajorUnits(value)]),
    )
    const account = accounts.get(idIn(input['account']) ?? '')
    const product = products.get(idIn(input['product']) ?? '')
    const currency = currencyOf(input['amount'])
    return {
      ...plain,
      ...(currency ? { amountCurrency: currency } : {}),
      ...(account ? { account } : {}),
      ...(product ? { product } : {}),
    }
  })
}

export function idIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : undefined
}

/** The currency of an amount: rules that are fair in money must know it. */
function currencyOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'currency' in value
    ? String(value.currency)
    : undefined
}

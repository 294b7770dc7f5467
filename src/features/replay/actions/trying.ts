import { setImmediate } from 'node:timers/promises'
import type { LoadState } from '../../../engines/assignment/index.ts'
import { type At, type Case, type Clockwork, Simulation, type Would } from '../../../engines/replay/index.ts'
import { daysBetween, instantOf } from '../../../kernel/time.ts'
import { dayIn } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { vocabularyOf } from '../../../objects/metadata.ts'
import { type PlanVersion, planDocument } from '../../plan/contract.ts'
import { documentOf, planOfVersion, publishedPlan } from '../../plan/index.ts'
import { ready } from '../../routing/index.ts'
import type { Question } from '../contract.ts'
import * as errors from '../errors.ts'
import { changedPeople, changedPlan, type Tried } from '../rules/changes.ts'
import { pacesOf } from '../rules/pace.ts'
import { plainFraction } from '../rules/turns.ts'
import * as store from '../store.ts'
import { clockworkOf, daysIn, firstHeld, type Peopled, pacedBy, peopled } from './company.ts'
import { gathered } from './gathering.ts'
import { Divisions, type InForce } from './making.ts'

/** What a run tells of how far it is; `tell` throws where it is to end. */
export type Progress = {
  tell(step: 'reading' | 'deciding' | 'counting', done: number, total: number | null): Promise<void>
}

/** Everything that was found, before it is counted. */
export type Tries = {
  question: Question
  from: At
  until: At
  arrivals: readonly Case[]
  before: readonly Case[]
  would: readonly (Would | undefined)[]
  inherited: number
  peopled: Peopled
  /** The plan that was tried at last, and the one that really was in force at last. */
  plan: Tried
  unreadable: number[]
  clockwork: { was: Clockwork; would: Clockwork }
  answering: (was: number, would: number) => number
}

const AT_ONCE = 1000 // events before others get their turn: some milliseconds
const MOST_DAYS = 1100

/** Refuses a period that ends before it begins, in the future, or is longer than three years. */
export function requirePeriod({ now, registry }: Context, { from, to }: Question['period']): void {
  const days = daysBetween(from, to) + 1
  const today = dayIn(now, registry.company.timeZone)
  if (days < 1 || days > MOST_DAYS || from > today) throw errors.badPeriod({ most: MOST_DAYS })
}

/** Tries a division on what came. Reads only. The same question on the same ledger has the same answer. */
export async function tried(context: Context, question: Question, progress: Progress): Promise<Tries> {
  const { registry, db } = context
  requirePeriod(context, question.period)
  const { days, from, until: end, dayOf } = daysIn(registry.company.timeZone, question.period)
  const until = Math.min(end, Date.parse(context.now))
  const really = await inForce(context)
  const timeline = await timelineOf(context, question, really)
  const window = [from, until] as const
  const asksWon = timeline.some(({ plan }) => plan.rules.some(ready.asksConversion))
  const asksContacts = timeline.some(({ plan }) =>
    plan.rules.some(({ sticky }) => sticky === 'contact-details'),
  )
  const removes = question.changes.some(({ kind }) => kind === 'remove-person')
  const needs = { factsOfBefore: asksWon || asksContacts || removes }
  const read = (count: number) => progress.tell('reading', count, null)
  const { arrivals, before } = await gathered(context, question, window, needs, { read })
  const all = [...arrivals, ...before]
  const company = await peopled(context, question.changes, window, firstHeld(all))
  const plan = (timeline.at(-1) as InForce).plan
  if (!company.places.has(plan.keeper.id)) throw errors.noSuchPerson({ id: plan.keeper.id })
  settleByHand(arrivals, question)
  const idOf = (place: number) => company.people[place]?.id ?? ''
  const { answering, working } = pacesOf(all)
  const clockwork = {
    was: clockworkOf(company, (really.at(-1) as InForce).plan, window),
    would: clockworkOf(company, plan, window),
  }
  const divisions = new Divisions({
    timeline,
    really,
    vocabulary: vocabularyOf(registry, 'opportunity'),
    currency: registry.company.currency,
    dayOf,
    days,
    closed: all.filter(({ closedAt }) => closedAt !== null),
  })
  const pace = question.pace === 'of-holder' ? working.ratios(idOf) : undefined
  const simulation = new Simulation({
    company: {
      people: company.people,
      presences: company.presences,
      days,
      divisionAt: (at) => divisions.at(at),
      gave: (rule, one) => divisions.gave(rule, one),
      newcomers: company.newcomers,
      nextWorking: (place, at) => {
        const next = company.times[place]?.nextWorking(at) ?? null
        return next === at ? 0 : next
      },
      paced: pacedBy(pace, clockwork.would),
    },
    arrivals,
    before,
    from,
    until,
    seed: question.seed,
    state: await stateAt(db, question, timeline, from, dayOf),
  })
  await progress.tell('deciding', 0, arrivals.length)
  while (simulation.go(AT_ONCE)) {
    await progress.tell('deciding', simulation.done, arrivals.length)
    await setImmediate()
  }
  const { would, inherited } = simulation
  const { unreadable } = divisions
  return {
    question,
    from,
    until,
    arrivals,
    before,
    would,
    inherited,
    plan,
    unreadable,
    clockwork,
    peopled: company,
    answering: answering.ratios(idOf),
  }
}

/** The plan a question tries, the last where there are several. Refuses plans, people, rules and stages that are not there. */
export async function planOf(context: Context, question: Question): Promise<Tried> {
  const { plan } = (await timelineOf(context, question, await inForce(context))).at(-1) as InForce
  const [staff, found] = await Promise.all([store.staff(context.db), store.departments(context.db)])
  const people = staff.map(({ department: _d, since: _s, leftAt: _l, ...person }) => ({
    ...person,
    active: true,
  }))
  changedPeople(people, question.changes, new Map(found.map(({ id, ...one }) => [id, one])))
  return plan
}

/** What was given by hand stays with whoever got it, where rules decided about most of what came. */
function settleByHand(arrivals: readonly Case[], { byHand }: Question): void {
  const decided = arrivals.filter(({ decided }) => decided !== null).length
  const isKept = byHand ? byHand === 'kept' : decided * 2 >= arrivals.length
  for (const one of arrivals) one.isGiven = isKept && one.decided === null
}

async function inForce({ db }: Context): Promise<InForce[]> {
  const versions = await store.versionsInOrder(db)
  const found: InForce[] = []
  for (const { id, from } of versions) found.push({ from, plan: triedOf(await planOfVersion(db, id)) })
  if (found.length === 0) await publishedPlan(db) // refuses: there is none
  return found
}

async function timelineOf(
  context: Context,
  { plan, changes }: Question,
  really: readonly InForce[],
): Promise<InForce[]> {
  if (plan.kind === 'in-force') {
    if (changes.some(({ kind }) => kind.endsWith('-rule') || kind === 'change-clock'))
      throw errors.onePlan({})
    return really.map((one) => ({ ...one, plan: changedPlan(one.plan, changes) }))
  }
  return [{ from: Number.NEGATIVE_INFINITY, plan: changedPlan(await planTried(context, plan), changes) }]
}

/** The plan that is named. Rules a draft took over unchanged are known by the ids they have: their turns go on. */
async function planTried({ db }: Context, plan: Question['plan']): Promise<Tried> {
  if (plan.kind === 'version') {
    const versions = await store.versionsInOrder(db)
    if (!versions.some(({ id }) => id === plan.id)) throw errors.noSuchPlan({ id: plan.id })
    return triedOf(await planOfVersion(db, plan.id))
  }
  const published = await publishedPlan(db)
  if (plan.kind === 'published' || plan.kind === 'in-force') return triedOf(published)
  const kept = plan.kind === 'draft' ? await store.draftDocument(db, plan.id) : plan.document
  if (!kept) throw errors.noSuchPlan({ id: plan.kind === 'draft' ? plan.id : '' })
  const document = planDocument.parse(kept)
  const people = await store.staff(db)
  const keeper = people.find(({ id }) => id === document.keeper)
  if (!keeper) throw errors.noSuchPerson({ id: document.keeper })
  const free = new Map(published.rules.map((rule) => [sameText(rule), rule.id]))
  const rules = document.rules.map((rule, i) => {
    const key = sameText(rule)
    const id = free.get(key) ?? `rule ${i + 1}`
    free.delete(key)
    return { ...rule, id, position: i + 1 }
  })
  return { rules, stages: document.stages, keeper: { id: keeper.id, name: keeper.name } }
}

function sameText({
  id: _id,
  position: _position,
  label: _label,
  ...rule
}: Partial<Tried['rules'][number]>): string {
  return JSON.stringify(rule, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )
}

function triedOf(version: PlanVersion): Tried {
  return { rules: version.rules, stages: documentOf(version).stages, keeper: version.keeper }
}

const BY_TURNS = new Set(['weighted-round-robin', 'value-fair', 'conversion-weighted'])

/** Whose turn it was when the period began, as decisions kept it, and what was received in its week before. */
async function stateAt(
  db: Context['db'],
  { period }: Question,
  timeline: readonly InForce[],
  from: At,
  dayOf: (at: At) => string,
): Promise<LoadState> {
  const state: LoadState = {
    open: new Map(),
    today: new Map(),
    week: new Map(),
    units: new Map(),
    credit: new Map(),
    last: new Map(),
    largest: new Map(),
  }
  const since = instantOf(from)
  const rules = new Map(timeline.flatMap(({ plan }) => plan.rules.map((rule) => [rule.id, rule] as const)))
  const ids = [...rules.keys()].filter((id) => !id.startsWith('rule '))
  const [first, last] = await Promise.all([store.firstTurns(db, ids, since), store.lastTurns(db, ids, since)])
  for (const { ruleId, ground, terms } of first) {
    if (!BY_TURNS.has(rules.get(ruleId)?.strategy ?? '') || !ground || !terms) continue
    state.credit.set(
      ruleId,
      new Map(ground.fit.map(({ personId }, i) => [personId, plainFraction(terms[i] ?? 0)])),
    )
  }
  for (const { ruleId, personId, at } of last) {
    const known = state.last.get(ruleId) ?? new Map<string, number>()
    known.set(personId, at)
    state.last.set(ruleId, known)
  }
  const monday = ready.weekOf(dayOf(from))
  if (monday < period.from)
    for (const { personId, count } of await store.receivedBetween(db, monday, period.from))
      state.week?.set(personId, count)
  return state
}

import type { z } from 'zod'
import type { Context } from '../../../objects/context.ts'
import type { FieldDefinition } from '../../../objects/definition.ts'
import { vocabularyOf } from '../../../objects/metadata.ts'
import type { Queryable, Sql, Tx } from '../../../platform/db/pool.ts'
import { addsMany, patiently, settleSearch } from '../../../platform/db/transaction.ts'
import { type JournalEntry, record } from '../../../platform/events/journal.ts'
import { regions } from '../../../platform/regions.ts'
import { tellOthers } from '../../notifications/index.ts'
import { requireAdmin } from '../../permissions/index.ts'
import type {
  Finding,
  PlanDocument,
  PlanVersion,
  publishPlan as publishEndpoint,
  Template,
} from '../contract.ts'
import { noPlan, planMoved, planProblems, unmapped } from '../errors.ts'
import { compile } from '../rules/check.ts'
import { differencesOf, functionsConcerned } from '../rules/differences.ts'
import { documentOf, usualProcess } from '../rules/document.ts'
import { type Known, nearestManagers } from '../rules/known.ts'
import { mappingOf, movesBetween, returnMapping } from '../rules/mapping.ts'
import { documentOfTemplate } from '../rules/templates.ts'
import * as drafts from '../store/drafts.ts'
import * as migrations from '../store/migrations.ts'
import * as store from '../store/versions.ts'

const AT_ONCE = 2000 // opportunities moved in the transaction that publishes; the others follow in steps
const STEP = 1000
const IDLE_DAYS = 90

/** The published plan. Refuses `plan.none-published` before set-up. One query. */
export async function publishedPlan(db: Queryable): Promise<PlanVersion> {
  const version = await store.currentVersion(db)
  if (!version) throw noPlan({})
  return version
}

/** The published plan, and the stages of other versions at which opportunities still stand. */
export async function planWithElsewhere(db: Queryable) {
  const plan = await publishedPlan(db)
  const others = await store.versionsInUse(db, plan.id)
  const versions = await Promise.all(others.map(({ id }) => planOfVersion(db, id)))
  const used = new Set(others.flatMap(({ stageIds }) => stageIds))
  const elsewhere = versions.flatMap(({ stages }) => stages.filter(({ id }) => used.has(id)))
  return { ...plan, elsewhere }
}

/** The version an opportunity is on, or another by its id. */
export async function planOfVersion(db: Queryable, id: string): Promise<PlanVersion> {
  const version = await store.versionById(db, id)
  if (!version) throw noPlan({})
  return version
}

/** Every published version, newest first. */
export async function versions(context: Context) {
  requireAdmin(context.viewer)
  const [current, items] = await Promise.all([publishedPlan(context.db), store.versions(context.db)])
  return { items: items.map((one) => ({ ...one, current: one.id === current.id })) }
}

/** One version (administrators). */
export async function version(context: Context, id: string): Promise<PlanVersion> {
  requireAdmin(context.viewer)
  return planOfVersion(context.db, id)
}

/** The mapping with which an earlier version is gone back to (administrators). */
export async function wayBack(context: Context, id: string): Promise<{ mapping: Record<string, string> }> {
  requireAdmin(context.viewer)
  const [current, earlier, chain] = await Promise.all([
    publishedPlan(context.db),
    planOfVersion(context.db, id),
    migrations.mappingsSince(context.db, id),
  ])
  return { mapping: returnMapping(earlier.stages, current.stages, chain) }
}

/** Publishes a company type's template as the first plan; `keeperId` answers for what finds nobody. */
export async function publishTemplate(
  tx: Tx,
  template: Template,
  keeperId: string,
  publishedBy: string,
  at: string,
): Promise<{ planVersionId: string }> {
  const given = { template, keeperId, publishedBy, at }
  const planVersionId = await store.insertVersion(tx, documentOfTemplate(template, keeperId), given)
  await record(tx, { kind: 'person', personId: publishedBy }, at, [
    { kind: 'plan.published', object: 'plan-version', recordId: planVersionId, after: { template } },
  ])
  return { planVersionId }
}

/** Compiles a document against the company as it is now. Reads only. */
export async function findingsOf(
  db: Queryable,
  context: Pick<Context, 'registry' | 'now'>,
  document: PlanDocument,
): Promise<Finding[]> {
  return compile(document, await knownTo(db, context))
}

/** What the compiler must know of the company as it is now. One query. */
export async function knownTo(
  db: Queryable,
  { registry, now }: Pick<Context, 'registry' | 'now'>,
): Promise<Known> {
  const since = new Date(Date.parse(now) - IDLE_DAYS * 86_400_000).toISOString()
  const { functions, people, mayAct, departments, managers, idleRules } = await store.whatPlansMayName(
    db,
    since,
  )
  const fields = registry.objects.get('opportunity')?.fields ?? []
  return {
    vocabulary: vocabularyOf(registry, 'opportunity'),
    functions: new Set(functions),
    departments: new Set(departments),
    people,
    managers: nearestManagers(managers, new Set(people.map(({ id }) => id))),
    mayAct: new Set(mayAct),
    fieldNames: new Set(fields.map(({ name }) => name)),
    readOnlyFields: new Set(fields.filter(({ readOnly }) => readOnly).map(({ name }) => name)),
    domains: new Map(fields.flatMap(domainOf)),
    provinces: regions()
      .children()
      .map(({ code }) => code),
    idleRules: new Set(idleRules),
    moment: { now, today: now.slice(0, 10) },
  }
}

/** The values a choice can have, none among them where it may be left empty. */
function domainOf({ name, type, required, options }: FieldDefinition): [string, readonly unknown[]][] {
  if (type !== 'choice') return []
  const { choices } = options as { choices?: readonly { value: string }[] }
  if (!choices?.length) return []
  return [[name, [...(required ? [] : [null]), ...choices.map(({ value }) => value)]]]
}

/** Compiles without keeping anything (administrators, and whoever leads people, who may propose). */
export async function compileDocument(
  context: Context,
  document: PlanDocument,
): Promise<{ findings: Finding[] }> {
  if (context.viewer.reports.length === 0) requireAdmin(context.viewer)
  return { findings: await findingsOf(context.db, context, document) }
}

/** What publishing would change, and where running opportunities would go. Writes nothing. */
export async function preview(
  context: Context,
  { document, mapping = {} }: { document: PlanDocument; mapping?: Record<string, string> | undefined },
) {
  requireAdmin(context.viewer)
  const current = await publishedPlan(context.db)
  const [findings, standing] = await Promise.all([
    findingsOf(context.db, context, document),
    migrations.standing(context.db, current.id),
  ])
  return {
    basedOn: { id: current.id, number: current.number },
    findings,
    differences: differencesOf(documentOf(current), document),
    moves: movesBetween(current.stages, document.stages, mapping, standing),
  }
}

type PublishInput = z.output<NonNullable<typeof publishEndpoint.body>>

/**
 * Publishes a new version. Running opportunities go to the stages `mapping` names, else to those of the same key: the first ones at
 * once, the rest in steps while everybody works on; with `running: 'keep'` they stay on their version.
 * Refuses `plan.newer-version`, `plan.does-not-compile`, `plan.stage-unmapped`.
 */
export async function publish(context: Context, input: PublishInput, atOnce = AT_ONCE): Promise<PlanVersion> {
  requireAdmin(context.viewer)
  return context.transaction((tx) => publishIn(tx, context, input, { atOnce }))
}

/** The document that would be published. */
export function documentIn({ keeper, rules, stages, pools, processes }: PublishInput): PlanDocument {
  return { keeper, rules, stages, pools, processes: processes ?? [usualProcess(stages)] }
}

/** Refuses what cannot be published now: based on another version, not compiling, stages with nowhere to go. */
export async function checked(tx: Tx, context: Context, input: PublishInput): Promise<PlanVersion> {
  const current = await publishedPlan(tx)
  if (current.id !== input.basedOn) throw planMoved({ basedOn: input.basedOn, current: current.id })
  const findings = await findingsOf(tx, context, documentIn(input))
  const problems = findings.filter(({ level }) => level === 'error')
  if (problems.length > 0) throw planProblems({ problems })
  if (input.running === 'migrate') {
    const { missing } = mappingOf(current.stages, input.stages, input.mapping ?? {})
    const standing = missing.length > 0 ? await migrations.standing(tx, current.id) : []
    const stuck = missing.filter((key) =>
      standing.some((one) => one.key === key && one.open + one.closed > 0),
    )
    if (stuck.length > 0) throw unmapped({ stages: stuck })
  }
  return current
}

/** How many move in the transaction that publishes, and who is told of changed work where it is not everybody's. */
type How = { atOnce?: number; among?: ReadonlySet<string> }

/** Publishes in the caller's transaction, one publisher at a time. */
export async function publishIn(
  tx: Tx,
  context: Context,
  input: PublishInput,
  { atOnce = AT_ONCE, among }: How = {},
): Promise<PlanVersion> {
  await store.lockPublishing(tx)
  const current = await checked(tx, context, input)
  const document = documentIn(input)
  const { keeper, stages, running, mapping = {}, draft, note } = input
  const planId = await store.planOf(tx, current.id)
  const by = context.viewer.personId
  const given = { template: current.template, keeperId: keeper, publishedBy: by, at: context.now, note }
  const id = await store.insertVersion(tx, document, { ...given, ...(planId ? { planId } : {}) })
  const moved =
    running === 'migrate' ? await beginMigration(tx, context, current, { id, stages }, mapping, atOnce) : 0
  if (draft) await drafts.deleteDraft(tx, draft)
  await record(tx, context.actor, context.now, [
    {
      kind: 'plan.published',
      object: 'plan-version',
      recordId: id,
      before: { version: current.number, plan: documentOf(current) },
      after: { plan: document, running, mapping, moved },
    },
  ])
  const concerned = await peopleConcerned(tx, documentOf(current), document)
  const told = concerned.filter((personId) => !among || among.has(personId))
  await tellConcerned(tx, context, told, id)
  return publishedPlan(tx)
}

/** Whoever works in a function whose stages are divided otherwise now. */
async function peopleConcerned(tx: Tx, before: PlanDocument, after: PlanDocument): Promise<string[]> {
  const functions = functionsConcerned(before, after)
  return functions.length > 0 ? store.peopleOfFunctions(tx, functions) : []
}

/** They are told, one notice a person. */
async function tellConcerned(tx: Tx, context: Context, people: readonly string[], id: string): Promise<void> {
  const { number } = await publishedPlan(tx)
  await tellOthers(
    tx,
    context,
    people.map((personId) => ({
      personId,
      kind: 'plan.published',
      facts: { number },
      link: '/today',
      key: `plan.published:${id}:${personId}`,
    })),
  )
}

async function beginMigration(
  tx: Tx,
  context: Context,
  from: PlanVersion,
  to: { id: string; stages: PlanDocument['stages'] },
  given: Readonly<Record<string, string>>,
  atOnce: number,
): Promise<number> {
  const { mapping } = mappingOf(from.stages, to.stages, given)
  await addsMany(tx)
  const step = { fromVersionId: from.id, toVersionId: to.id, mapping, actorId: context.viewer.personId }
  const { total, changed } = await migrations.migrateSome(tx, step, context.now, atOnce)
  await record(tx, context.actor, context.now, changed.map(movedEntry))
  const endedAt = total < atOnce ? context.now : null
  await migrations.insertMigration(tx, { ...step, at: context.now, done: total, endedAt })
  return total
}

/** Carries a migration one step further, where one goes on and no other process does; answers how many moved, undefined where it is nobody's turn. */
export async function carryMigrationOn(db: Sql, now: string): Promise<number | undefined> {
  const step = await patiently(db, async (tx) => {
    const found = await migrations.nextMigration(tx)
    if (!found) return undefined
    await addsMany(tx) // every row is written anew, and so is what is searched in it: gathered, that takes a third of the time
    const { total, changed } = await migrations.migrateSome(tx, found, now, STEP)
    await record(tx, { kind: 'person', personId: found.actorId }, now, changed.map(movedEntry))
    await migrations.advanceMigration(tx, found.id, total, total < STEP ? now : null)
    return { total, isOver: total < STEP }
  })
  if (step?.isOver) await settleSearch(db)
  return step?.total
}

function movedEntry({ id, from, to }: migrations.Changed): JournalEntry {
  return {
    kind: 'opportunity.moved',
    object: 'opportunity',
    recordId: id,
    opportunityId: id,
    before: { stage: from },
    after: { stage: to },
    cause: { because: 'plan', reason: null, decision: null },
  }
}

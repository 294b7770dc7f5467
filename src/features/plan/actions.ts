import type { z } from 'zod'
import type { Vocabulary } from '../../engines/conditions/index.ts'
import type { Context } from '../../objects/context.ts'
import type { Queryable, Tx } from '../../platform/db/pool.ts'
import { record } from '../../platform/events/journal.ts'
import { requireAdmin } from '../permissions/index.ts'
import type { PlanVersion, publishPlan as publishEndpoint, Template } from './contract.ts'
import { noPlan, planMoved, planProblems, stagesDiffer } from './errors.ts'
import { planProblemsOf } from './rules/check.ts'
import { planTemplate } from './rules/templates.ts'
import * as store from './store.ts'

/** The published plan. Refuses `plan.none-published` before set-up. One query. */
export async function publishedPlan(db: Queryable): Promise<PlanVersion> {
  const version = await store.currentVersion(db)
  if (!version) throw noPlan({})
  return version
}

/** The version an opportunity is on. */
export async function planOfVersion(db: Queryable, id: string): Promise<PlanVersion> {
  const version = await store.versionById(db, id)
  if (!version) throw noPlan({})
  return version
}

/** Publishes a company type's template as the first plan; `keeperId` answers for what finds nobody. */
export async function publishTemplate(
  tx: Tx,
  template: Template,
  keeperId: string,
  publishedBy: string,
  at: string,
): Promise<{ planVersionId: string }> {
  const planVersionId = await store.insertVersion(tx, planTemplate(template), {
    template,
    keeperId,
    publishedBy,
    at,
  })
  await record(tx, { kind: 'person', personId: publishedBy }, at, [
    { kind: 'plan.published', object: 'plan-version', recordId: planVersionId, after: { template } },
  ])
  return { planVersionId }
}

type PublishInput = z.infer<NonNullable<typeof publishEndpoint.body>>

/**
 * Publishes a new version with other rules, keeper and stage settings. The stages stay the same set: running
 * opportunities keep their stage and follow to the new version in the same transaction.
 * Refuses `plan.newer-version`, `plan.stages-differ`, `plan.does-not-compile`.
 */
export async function publish(
  context: Context,
  input: PublishInput,
  vocabulary: Vocabulary,
  fieldNames: ReadonlySet<string>,
): Promise<PlanVersion> {
  requireAdmin(context.viewer)
  return context.transaction(async (tx) => {
    await store.lockPublishing(tx)
    const current = await publishedPlan(tx)
    if (current.id !== input.basedOn) throw planMoved({ basedOn: input.basedOn, current: current.id })
    const stages = stagesInOrder(current, input.stages)
    const names = await store.whatPlansMayName(tx)
    const problems = planProblemsOf(stages, input.rules, input.keeper, { vocabulary, fieldNames, ...names })
    if (problems.length > 0) throw planProblems({ problems })
    const planId = await store.planOf(tx, current.id)
    const id = await store.insertVersion(
      tx,
      { stages, rules: input.rules },
      {
        template: current.template,
        keeperId: input.keeper,
        publishedBy: context.viewer.personId,
        at: context.now,
        ...(planId ? { planId } : {}),
      },
    )
    const moved = await store.followPlan(tx, current.id, id, context.viewer.personId, context.now)
    await record(tx, context.actor, context.now, [
      {
        kind: 'plan.published',
        object: 'plan-version',
        recordId: id,
        before: { version: current.number, rules: current.rules, stages: current.stages },
        after: { rules: input.rules, stages, keeper: input.keeper, moved },
      },
    ])
    return publishedPlan(tx)
  })
}

function stagesInOrder(current: PlanVersion, given: PublishInput['stages']) {
  const known = new Map(current.stages.map((stage) => [stage.key, stage]))
  const byKey = new Map(given.map((stage) => [stage.key, stage]))
  const missing = [...known.keys()].filter((key) => !byKey.has(key))
  const unknown = [...byKey.keys()].filter((key) => !known.has(key))
  if (missing.length > 0 || unknown.length > 0) throw stagesDiffer({ missing, unknown })
  return current.stages.map((stage) => ({ ...stage, ...byKey.get(stage.key) }))
}

import type { Context } from '../../objects/context.ts'
import { insertRecords } from '../../objects/store.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { mayNotGive, noStage } from '../opportunities/index.ts'
import { requireRight } from '../permissions/index.ts'
import type { PlanVersion, Stage } from '../plan/contract.ts'
import { furthestOf, publishedPlan } from '../plan/index.ts'
import { activePerson, openHoldings } from '../responsibility/index.ts'
import { factsOf, newIds, routeMany } from '../routing/index.ts'

type Input = Record<string, unknown>

/**
 * Opens an opportunity that is held from its first instant: by `holder` where one is named, else by whom the plan finds.
 * `stage` is a stage's key; without it the plan's first. Type and currency have their usual values where they are not given.
 * Refuses `opportunities.may-not-give`, `opportunities.unknown-stage`, and what the record store refuses.
 */
export async function openOpportunity(context: Context, input: Input): Promise<string> {
  requireRight(context.viewer, 'opportunity', 'create')
  return context.transaction(async (tx) => {
    const [plan, [id = '']] = await Promise.all([publishedPlan(tx), newIds(tx, 1)])
    const { holder, stage: key, ...fields } = input
    const stage = startStage(plan, key)
    const given = holder === undefined || holder === null ? undefined : await namedHolder(tx, context, holder)
    const decided = given ? undefined : await routed(tx, context, plan, id, fields)
    const holderId = given ?? decided?.personId ?? ''
    await insertRecords(tx, context, 'opportunity', [
      {
        input: { type: 'new-customer', ...fields },
        columns: {
          id,
          plan_version_id: plan.id,
          stage_id: stage.id,
          phase: stage.phase,
          furthest: furthestOf([stage]),
          stage_since: context.now,
          holder_id: holderId,
          held_since: context.now,
          open_during: `[${context.now},)`,
          opened_at: context.now,
        },
      },
    ])
    await openHoldings(tx, context, [
      {
        opportunityId: id,
        stageId: stage.id,
        personId: holderId,
        from: context.now,
        until: null,
        because: given ? 'given' : 'routed',
        decisionId: decided?.decisionId ?? null,
      },
    ])
    return id
  })
}

function startStage(plan: PlanVersion, key: unknown): Stage {
  const open = plan.stages.filter((stage) => stage.kind === 'open' && stage.phase !== 'delivery')
  const found = key === undefined || key === null ? open[0] : open.find((stage) => stage.key === key)
  if (!found) throw noStage({ stage: String(key).slice(0, 60), known: open.map((stage) => stage.key) })
  return found
}

async function namedHolder(tx: Tx, context: Context, holder: unknown): Promise<string> {
  const id =
    typeof holder === 'object' && holder !== null && 'id' in holder ? String(holder.id) : String(holder)
  const person = await activePerson(tx, id)
  const mayGive =
    id === context.viewer.personId ||
    context.viewer.admin ||
    context.viewer.grants['opportunity']?.rights.has('pass')
  if (!mayGive) throw mayNotGive({ person: person.name })
  return id
}

async function routed(tx: Tx, context: Context, plan: PlanVersion, opportunityId: string, fields: Input) {
  const [facts] = await factsOf(tx, [fields])
  const [found] = await routeMany(tx, context, plan, [{ opportunityId, facts: facts ?? {} }])
  if (!found) throw new Error('nothing was routed')
  return found
}

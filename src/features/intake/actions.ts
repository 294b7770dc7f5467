import type { Facts } from '../../engines/assignment/index.ts'
import { startOf } from '../../engines/process/index.ts'
import type { Context } from '../../objects/context.ts'
import { vocabularyOf } from '../../objects/metadata.ts'
import { insertRecords } from '../../objects/store.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { beginChecklists } from '../checklists/index.ts'
import { mayNotGive, noStage } from '../opportunities/index.ts'
import { requireRight } from '../permissions/index.ts'
import type { PlanVersion, Stage } from '../plan/contract.ts'
import { furthestOf, publishedPlan, wayThrough } from '../plan/index.ts'
import { activePerson, openHoldings, tellReceived } from '../responsibility/index.ts'
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
    const given = holder === undefined || holder === null ? undefined : await namedHolder(tx, context, holder)
    const [facts = {}] = await factsOf(tx, [{ type: 'new-customer', ...fields }])
    const stage = startStage(context, plan, key, facts)
    const decided = given ? undefined : await routed(tx, context, plan, id, facts, stage.workload)
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
    await beginChecklists(tx, context, [{ opportunityId: id, holderId, stage }])
    const because = given ? 'given' : 'routed'
    await tellReceived(tx, context, because, null, [{ opportunityId: id, personId: holderId }])
    return id
  })
}

/** The stage that was named, else the first of the process for this kind of opportunity. */
function startStage(context: Context, plan: PlanVersion, key: unknown, facts: Facts): Stage {
  const open = plan.stages.filter((stage) => stage.kind === 'open' && stage.phase !== 'delivery')
  const given = { now: context.now, today: context.now.slice(0, 10) }
  const { stages } = wayThrough(plan, facts, vocabularyOf(context.registry, 'opportunity'), given)
  const wanted = key === undefined || key === null ? startOf(stages)?.key : key
  const found = open.find((stage) => stage.key === wanted)
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

async function routed(
  tx: Tx,
  context: Context,
  plan: PlanVersion,
  opportunityId: string,
  facts: Facts,
  workload: number,
) {
  const [found] = await routeMany(tx, context, plan, [{ opportunityId, facts, workload }])
  if (!found) throw new Error('nothing was routed')
  return found
}

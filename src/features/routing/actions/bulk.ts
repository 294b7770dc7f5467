import type { z } from 'zod'
import { explained, type Outcome } from '../../../engines/assignment/index.ts'
import type { Context } from '../../../objects/context.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { getRecords } from '../../../objects/store.ts'
import type { Queryable, Tx } from '../../../platform/db/pool.ts'
import {
  lockVisible,
  notFound,
  type OpportunityState,
  peopleById,
  visibleStates,
} from '../../opportunities/index.ts'
import { requireReach } from '../../permissions/index.ts'
import type { PlanVersion } from '../../plan/contract.ts'
import { planOfVersion, publishedPlan } from '../../plan/index.ts'
import { passBaton } from '../../responsibility/index.ts'
import type { RoutedOne, routeSeveral as routeSeveralEndpoint } from '../contract.ts'
import * as errors from '../errors.ts'
import * as store from '../store.ts'
import { daysOf, decideOnly, factsOf, type RoutingRequest, routeMany } from './deciding.ts'

type Asked = z.infer<NonNullable<typeof routeSeveralEndpoint.body>>
type Refused = { id: string; code: string; facts: Record<string, unknown> }

/**
 * Lets the plan decide again about those that are open, as one batch with one decision each, and says of each other one why not.
 * A preview decides in the same way and writes nothing; ties go to the first there, by the draw here.
 */
export async function routeSeveral(context: Context, { ids, reason, preview }: Asked) {
  requireReach(context.viewer, 'opportunity', 'route')
  const wanted = [...new Set(ids)]
  if (preview) {
    const { open, refused } = sorted(await visibleStates(context.db, context, wanted, 'route'), wanted)
    return { routed: await previewed(context, open), refused }
  }
  return context.transaction(async (tx) => {
    const { open, refused } = sorted(await lockVisible(tx, context, wanted, 'route'), wanted)
    return { routed: await carriedOut(tx, context, open, reason), refused }
  })
}

/** In the order they were asked for: what is open, and why not of the others. */
function sorted(states: readonly OpportunityState[], ids: readonly string[]) {
  const found = new Map(states.map((state) => [state.id, state]))
  const open: OpportunityState[] = []
  const refused: Refused[] = []
  for (const id of ids) {
    const state = found.get(id)
    const why = !state
      ? notFound({ id })
      : state.isOpen
        ? undefined
        : errors.notOpen({ number: state.number })
    if (state && !why) open.push(state)
    else if (why) refused.push({ id, code: why.code, facts: why.facts })
  }
  return { open, refused }
}

async function previewed(context: Context, open: readonly OpportunityState[]): Promise<RoutedOne[]> {
  if (open.length === 0) return []
  const plan = await publishedPlan(context.db)
  const loads = await store.loads(context.db, daysOf(context), 0)
  const requests = await requestsOf(context.db, context, plan, open)
  const { decided } = await decideOnly(context.db, context, plan, requests, loads)
  const names = await peopleById(context.db, [...new Set(decided.map(({ outcome }) => outcome.personId))])
  return decided.flatMap(({ outcome, ground }, i) => {
    const state = open[i]
    if (!state) return []
    const whole = explained(
      outcome,
      ground,
      plan.rules.map(({ id }) => id),
    )
    return [shown(state, outcome, whole.reasons, plan, names, null)]
  })
}

async function carriedOut(
  tx: Tx,
  context: Context,
  open: readonly OpportunityState[],
  reason: string,
): Promise<RoutedOne[]> {
  if (open.length === 0) return []
  const plan = await publishedPlan(tx)
  const routed = await routeMany(tx, context, plan, await requestsOf(tx, context, plan, open))
  const states = new Map(open.map((state) => [state.id, state]))
  const passes = routed.flatMap(({ opportunityId, personId, decisionId }) => {
    const state = states.get(opportunityId)
    if (!state || state.holderId === personId) return []
    const { holderId: expectedHolderId, stageId } = state
    return [{ opportunityId, expectedHolderId, personId, stageId, decisionId }]
  })
  const passing = passes.flatMap(({ opportunityId }) => states.get(opportunityId) ?? [])
  await passBaton(tx, context, 'routed', reason, passes, passing)
  const names = await peopleById(tx, [...new Set(routed.map(({ personId }) => personId))])
  return routed.flatMap(({ opportunityId, decisionId, outcome, ground }) => {
    const state = states.get(opportunityId)
    if (!state) return []
    const whole = explained(
      outcome,
      ground,
      plan.rules.map(({ id }) => id),
    )
    return [shown(state, outcome, whole.reasons, plan, names, decisionId)]
  })
}

function shown(
  state: OpportunityState,
  { ruleId, personId }: Outcome,
  reasons: RoutedOne['because'],
  plan: PlanVersion,
  names: ReadonlyMap<string, { name: string }>,
  decisionId: string | null,
): RoutedOne {
  const rule = plan.rules.find(({ id }) => id === ruleId)
  const decisive = reasons.findIndex(({ code }) => code === 'rule-holds')
  return {
    id: state.id,
    number: state.number,
    title: state.title,
    from: { id: state.holderId, name: state.holderName },
    to: { id: personId, name: names.get(personId)?.name ?? '' },
    rule: rule ? { id: rule.id, position: rule.position, label: rule.label } : null,
    because: decisive < 0 ? reasons.slice(-1) : reasons.slice(decisive + 1),
    decisionId,
  }
}

/** The plan decides by what is there, not by what the asker may see; that the records are theirs to ask about is checked before. */
async function requestsOf(
  db: Queryable,
  context: Context,
  plan: PlanVersion,
  open: readonly OpportunityState[],
): Promise<RoutingRequest[]> {
  const object = objectNamed(context.registry, 'opportunity')
  const asked = { ...context, viewer: { ...context.viewer, admin: true }, object }
  const ids = open.map(({ id }) => id)
  const records = new Map((await getRecords(db, asked, ids)).map((record) => [record.id, record]))
  const facts = await factsOf(
    db,
    ids.map((id) => records.get(id) ?? {}),
  )
  const units = await workloads(db, plan, open)
  return ids.map((opportunityId, i) => ({
    opportunityId,
    facts: facts[i] ?? {},
    workload: units.get(opportunityId) ?? 1,
    holderId: open[i]?.holderId ?? '',
  }))
}

/** How much work each is at the stage it stands at, which may be one of an older version. */
export async function workloads(
  db: Queryable,
  plan: PlanVersion,
  states: readonly Pick<OpportunityState, 'id' | 'stageId' | 'planVersionId'>[],
): Promise<Map<string, number>> {
  const versions = new Map([[plan.id, plan]])
  for (const id of new Set(states.map(({ planVersionId }) => planVersionId)))
    if (!versions.has(id)) versions.set(id, await planOfVersion(db, id))
  const units = new Map(
    [...versions.values()].flatMap(({ stages }) => stages.map((stage) => [stage.id, stage.workload])),
  )
  return new Map(states.map(({ id, stageId }) => [id, units.get(stageId) ?? 1]))
}

import type { Context } from '../../../objects/context.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import { documentOf, publish, publishedPlan } from '../../plan/index.ts'
import * as errors from '../errors.ts'
import { placesOf } from '../store/people.ts'
import type { Stored } from '../store/transitions.ts'

/**
 * Who leaves is keeper of no plan and no pool and named by no rule: where one is, a new version names whoever takes their place, and running
 * opportunities follow it. Nothing where nobody is. Refuses `succession.administrator-needed`; whatever the plan's compiler refuses.
 */
export async function fillPlaces(
  tx: Tx,
  { viewer }: Context,
  within: Context,
  { leavers, successors, name }: Stored,
): Promise<void> {
  const places = await placesOf(tx, leavers)
  if (!places.some(({ keeps, rules }) => keeps || rules.length > 0)) return
  if (!viewer.admin) throw errors.adminNeeded({ why: 'keeper' })
  const plan = await publishedPlan(tx)
  const document = documentOf(plan)
  const instead = (id: string) => (leavers.includes(id) ? (successors[id] ?? id) : id)
  await publish(within, {
    ...document,
    basedOn: plan.id,
    keeper: instead(document.keeper),
    pools: document.pools.map((pool) => ({ ...pool, keeper: instead(pool.keeper) })),
    rules: document.rules.map((rule) => {
      const { people } = rule.candidates
      if (!people) return rule
      return { ...rule, candidates: { ...rule.candidates, people: [...new Set(people.map(instead))] } }
    }),
    running: 'migrate',
    note: name,
  })
}

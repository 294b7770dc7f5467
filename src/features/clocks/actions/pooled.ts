import type { Instant } from '../../../kernel/time.ts'
import { instantOf } from '../../../kernel/time.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import type { Actor } from '../../../platform/events/journal.ts'
import type { PlanVersion } from '../../plan/contract.ts'
import { limits } from '../../plan/index.ts'
import { recycle, recyclingRuns } from '../../pools/index.ts'
import type { Running } from '../rules/changes.ts'
import type { Pause } from '../rules/running.ts'
import type { Facts, Given } from '../rules/wanted.ts'
import type { Company } from './settling.ts'

type Known = {
  facts: readonly Facts[]
  plans: ReadonlyMap<string, PlanVersion>
  running: readonly Running[]
  pauses: ReadonlyMap<string, readonly Pause[]>
}

/** What the pools' rules say of opportunities: how soon one that lies there is to be claimed, and when one that is held goes back. */
export async function poolsOf(
  tx: Tx,
  company: Company,
  now: Instant,
  { facts, plans, running, pauses }: Known,
): Promise<Pick<Given, 'claimOf' | 'recyclingOf'>> {
  const going = new Map(
    running.flatMap((one) => (one.kind === 'recycle' ? [[one.subjectId, one] as const] : [])),
  )
  const held = facts.map((one) => {
    const run = going.get(one.id)
    const announced = run && { dueAt: instantOf(run.dueAt), isWarned: run.fired > 0 }
    return { ...one, isPooled: one.stay !== null, announced, pauses: run && pauses.get(run.id) }
  })
  const runs = await recyclingRuns(tx, company, now, held)
  return {
    claimOf: ({ planVersionId, stay }) => {
      const within = plans.get(planVersionId)?.pools.find(({ key }) => key === stay?.pool)?.claimWithin
      return within ? { ...limits.USUAL_CLAIM, within } : limits.USUAL_CLAIM
    },
    recyclingOf: ({ id }) => {
      const run = runs.get(id)
      return (
        run && {
          basis: `${run.pool} ${run.basis}`,
          startedAt: Date.parse(run.startedAt),
          dueAt: Date.parse(run.dueAt),
          warnAt: run.warnAt === null ? null : Date.parse(run.warnAt),
        }
      )
    },
  }
}

/** What nobody made progress with goes back to its pool. */
export async function recycleDue(
  tx: Tx,
  company: Company,
  doing: { actor: Actor; now: Instant },
  clocks: readonly Running[],
): Promise<void> {
  await recycle(
    tx,
    company,
    doing,
    clocks.flatMap(({ opportunityId, dueAt }) =>
      opportunityId === null ? [] : [{ opportunityId, dueAt: instantOf(dueAt) }],
    ),
  )
}

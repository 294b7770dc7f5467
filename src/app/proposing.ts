import { administrator } from '../features/findings/index.ts'
import { lookWeekly, takeProposalsUp, watchProposals } from '../features/proposals/index.ts'
import type { Context } from '../objects/context.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 60_000 // whether a week has begun, and whether what is tried is to be taken back

/**
 * Looks once a week for what should change, takes back what is tried and fails its condition, and takes up the line what nobody decides.
 * Answers what stops it.
 */
export function keepProposing({
  db,
  contextFor,
  log,
}: Pick<Application, 'db' | 'contextFor' | 'log'>): () => Promise<void> {
  const look = async () => {
    try {
      const id = await administrator(db)
      const found = id ? await contextFor(id) : undefined
      if (!found) return
      const company: Context = { ...found, actor: { kind: 'system', personId: null } }
      await lookWeekly(company)
      await watchProposals(company)
      await takeProposalsUp(company)
    } catch (thrown) {
      log.warn({ err: thrown }, 'proposals could not be looked after')
    }
  }
  return again(LOOK_MS, look)
}

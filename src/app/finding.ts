import { administrator, runDueChecks, takeFindingsUp } from '../features/findings/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 15_000 // whether it is time for one; each check comes round in its own

/**
 * Makes the standing checks on one process of all that run, and takes up the line what is not mended in time. Answers what stops it.
 */
export function keepFinding({
  db,
  contextFor,
  log,
}: Pick<Application, 'db' | 'contextFor' | 'log'>): () => Promise<void> {
  const look = async () => {
    try {
      const id = await administrator(db)
      const company = id ? await contextFor(id) : undefined
      if (!company) return
      await runDueChecks(db, company)
      await takeFindingsUp(db, company)
    } catch (thrown) {
      log.warn({ err: thrown }, 'the standing checks could not be made')
    }
  }
  return again(LOOK_MS, look, { atOnce: true })
}

import { runDueChecks, takeFindingsUp } from '../features/findings/index.ts'
import type { Context } from '../objects/context.ts'
import type { Application } from './application.ts'
import { keepForCompany } from './for-company.ts'

const LOOK_MS = 15_000 // whether it is time for one; each check comes round in its own

/**
 * Makes the standing checks on one process of all that run, and takes up the line what is not mended in time. Answers what stops it.
 */
export function keepFinding(
  application: Pick<Application, 'db' | 'contextFor' | 'log'>,
): () => Promise<void> {
  const { db } = application
  const look = async (company: Context) => {
    await runDueChecks(db, company)
    await takeFindingsUp(db, company)
  }
  return keepForCompany(application, LOOK_MS, 'the standing checks could not be made', look, { atOnce: true })
}

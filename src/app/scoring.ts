import { trainDueScores } from '../features/scoring/index.ts'
import type { Context } from '../objects/context.ts'
import type { Application } from './application.ts'
import { keepForCompany } from './for-company.ts'

const LOOK_MS = 600_000 // whether a week is over

/** Learns anew every week what makes opportunities won, on one process of all that run. Answers what stops it. */
export function keepScoring(
  application: Pick<Application, 'db' | 'contextFor' | 'log'>,
): () => Promise<void> {
  const { db } = application
  const look = async (company: Context) => {
    await trainDueScores(db, company)
  }
  return keepForCompany(application, LOOK_MS, 'nothing could be learnt from what has ended', look, {
    atOnce: true,
  })
}

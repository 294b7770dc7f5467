import { makeDuePack, openDueReviews, takeReviewsUp } from '../features/reviews/index.ts'
import type { Context } from '../objects/context.ts'
import type { Application } from './application.ts'
import { keepForCompany } from './for-company.ts'

const LOOK_MS = 60_000

/**
 * Opens the reviews the company's rule wants, takes overdue ones up the line and makes the pack of the month before once its time has
 * come, on one process of all that run. Answers what stops it.
 */
export function keepReviewing(
  application: Pick<Application, 'db' | 'contextFor' | 'log'>,
): () => Promise<void> {
  const { db } = application
  const look = async (company: Context) => {
    await openDueReviews(db, company)
    await takeReviewsUp(db, company)
    await makeDuePack(db, company)
  }
  return keepForCompany(application, LOOK_MS, 'reviews could not be kept', look, { atOnce: true })
}

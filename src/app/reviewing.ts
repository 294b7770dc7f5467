import { administrator } from '../features/findings/index.ts'
import { makeDuePack, openDueReviews, takeReviewsUp } from '../features/reviews/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 60_000

/**
 * Opens the reviews the company's rule wants, takes overdue ones up the line and makes the pack of the month before once its time has
 * come, on one process of all that run. Answers what stops it.
 */
export function keepReviewing({
  db,
  contextFor,
  log,
}: Pick<Application, 'db' | 'contextFor' | 'log'>): () => Promise<void> {
  const look = async () => {
    try {
      const id = await administrator(db)
      const company = id ? await contextFor(id) : undefined
      if (!company) return
      await openDueReviews(db, company)
      await takeReviewsUp(db, company)
      await makeDuePack(db, company)
    } catch (thrown) {
      log.warn({ err: thrown }, 'reviews could not be kept')
    }
  }
  return again(LOOK_MS, look, { atOnce: true })
}

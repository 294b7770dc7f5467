import { administrator } from '../features/findings/index.ts'
import { trainDueScores } from '../features/scoring/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 600_000 // whether a week is over

/** Learns anew every week what makes opportunities won, on one process of all that run. Answers what stops it. */
export function keepScoring({
  db,
  contextFor,
  log,
}: Pick<Application, 'db' | 'contextFor' | 'log'>): () => Promise<void> {
  const look = async () => {
    try {
      const id = await administrator(db)
      const company = id ? await contextFor(id) : undefined
      if (company) await trainDueScores(db, company)
    } catch (thrown) {
      log.warn({ err: thrown }, 'nothing could be learnt from what has ended')
    }
  }
  return again(LOOK_MS, look, { atOnce: true })
}

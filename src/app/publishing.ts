import { scheduling } from '../features/plan/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 5000

/** Publishes plans when their time has come, each once whatever the number of processes. Answers what stops it. */
export function keepPublishing({
  db,
  clock,
  contextFor,
  log,
}: Pick<Application, 'db' | 'clock' | 'contextFor' | 'log'>): () => Promise<void> {
  return again(
    LOOK_MS,
    async () => {
      try {
        while (await scheduling.publishDue(db, contextFor, clock.now()));
      } catch (thrown) {
        log.warn({ err: thrown }, 'a scheduled plan could not be published yet')
      }
    },
    { atOnce: true },
  )
}

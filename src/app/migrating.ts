import { scheduling } from '../features/plan/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 2000

/** Carries migrations between plan versions on, step after step, on one process of all at a time. Answers what stops it. */
export function keepMigrating({
  db,
  clock,
  log,
}: Pick<Application, 'db' | 'clock' | 'log'>): () => Promise<void> {
  let stopped = false
  const stop = again(LOOK_MS, async () => {
    try {
      while (!stopped && (await scheduling.carryMigrationOn(db, clock.now())));
    } catch (thrown) {
      log.warn({ err: thrown }, 'a plan migration stands still')
    }
  })
  return () => {
    stopped = true
    return stop()
  }
}

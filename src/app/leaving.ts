import { carryDue } from '../features/succession/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 5000

/** Carries out leavings and reorganisations whose time has come, each on one process of all. Answers what stops it. */
export function keepLeaving({
  db,
  clock,
  contextFor,
  log,
}: Pick<Application, 'db' | 'clock' | 'contextFor' | 'log'>): () => Promise<void> {
  return again(LOOK_MS, async () => {
    try {
      await carryDue({ db, contextFor }, clock.now())
    } catch (thrown) {
      log.warn({ err: thrown }, 'a leaving or reorganisation could not be carried out; it is tried again')
    }
  })
}

import { runWaiting } from '../features/replay/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 1000

/** Carries out what the laboratory was asked, one run after the other. With several workers by the process that serves nothing. Answers what stops it. */
export function keepReplaying({
  db,
  clock,
  contextFor,
  log,
}: Pick<Application, 'db' | 'clock' | 'contextFor' | 'log'>): () => Promise<void> {
  return again(LOOK_MS, async () => {
    try {
      await runWaiting(db, contextFor, () => clock.now())
    } catch (thrown) {
      log.warn({ err: thrown }, 'a run of the laboratory could not be carried out')
    }
  })
}

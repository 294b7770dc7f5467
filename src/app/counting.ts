import { countFacts, countWhatNobodyCounted } from '../features/insights/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 1000

/** Counts how opportunities went behind what happens, in one process at a time. Answers what stops it. */
export function keepCounted({
  db,
  clock,
  company,
  log,
}: Pick<Application, 'db' | 'clock' | 'company' | 'log'>): () => Promise<void> {
  let stopped = false
  const look = async () => {
    try {
      await countWhatNobodyCounted(db)
      while (!stopped && (await countFacts(db, company(), clock.now())) > 0);
    } catch (thrown) {
      log.warn({ err: thrown }, 'how opportunities went could not be counted')
    }
  }
  const stop = again(LOOK_MS, look, { atOnce: true })
  return () => {
    stopped = true
    return stop()
  }
}

import { sweepContests } from '../features/contests/index.ts'
import { sweepUnanswered } from '../features/handover/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 2000

/**
 * Reminds of what nobody answered and takes it up the line, hand-overs and contests, on time after a restart too; the same on every
 * process. Answers what stops it.
 */
export function keepEscalating({
  db,
  clock,
  log,
}: Pick<Application, 'db' | 'clock' | 'log'>): () => Promise<void> {
  const sweep = async () => {
    const now = clock.now()
    for (const step of [sweepUnanswered, sweepContests]) {
      await step(db, now).catch((thrown) =>
        log.warn({ err: thrown }, 'what nobody answered could not be taken up the line'),
      )
    }
  }
  return again(LOOK_MS, sweep, { atOnce: true })
}

import { sweepDuties } from '../features/absences/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 15_000

/** Tells deputies when their duty begins and when it is over; the same on every process. Answers what stops it. */
export function keepStandingInTold({
  db,
  clock,
  log,
}: Pick<Application, 'db' | 'clock' | 'log'>): () => Promise<void> {
  return again(
    LOOK_MS,
    async () => {
      await sweepDuties(db, clock.now()).catch((thrown) =>
        log.warn({ err: thrown }, 'deputies could not be told of their duties'),
      )
    },
    { atOnce: true },
  )
}

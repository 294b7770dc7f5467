import { sweepKeepers } from '../features/pools/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 5000

/** What lies in pools goes to whoever the plan names as their keepers now; the same on every process. Answers what stops it. */
export function keepPools({
  db,
  clock,
  log,
}: Pick<Application, 'db' | 'clock' | 'log'>): () => Promise<void> {
  const sweep = () =>
    sweepKeepers(db, clock.now()).catch((thrown) =>
      log.warn({ err: thrown }, 'what lies in a pool could not go to its keeper; it is tried again'),
    )
  return again(LOOK_MS, sweep, { atOnce: true })
}

import { sweepSignIns } from '../features/identity/index.ts'
import { forgetKeys } from '../platform/http/idempotency.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const EVERY_MS = 6 * 60 * 60_000
const KEY_DAYS = 7

/** Removes what has run out, now and every six hours; the same on every process. Answers what stops it. */
export function keepSwept({
  db,
  clock,
  log,
}: Pick<Application, 'db' | 'clock' | 'log'>): () => Promise<void> {
  const sweep = () =>
    Promise.all([sweepSignIns(db, clock.now()), forgetKeys(db, KEY_DAYS)]).catch((thrown) =>
      log.error({ err: thrown }, 'sweeping failed'),
    )
  return again(EVERY_MS, sweep, { atOnce: true })
}

import { sweepSignIns } from '../features/identity/index.ts'
import { forgetKeys } from '../platform/http/idempotency.ts'
import type { Application } from './application.ts'

const EVERY_MS = 6 * 60 * 60_000
const KEY_DAYS = 7

/** Removes what has run out, now and every six hours; the same on every process. Answers what stops it. */
export function keepSwept({ db, log }: Pick<Application, 'db' | 'log'>): () => Promise<void> {
  let last = Promise.resolve()
  const sweep = () => {
    last = Promise.all([sweepSignIns(db, new Date().toISOString()), forgetKeys(db, KEY_DAYS)]).then(
      () => {},
      (thrown) => log.error({ err: thrown }, 'sweeping failed'),
    )
  }
  sweep()
  const timer = setInterval(sweep, EVERY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await last
  }
}

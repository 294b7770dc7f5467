import { standingCheck } from '../features/responsibility/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 60_000 // whether it is time; the check itself comes round more seldom

/** Checks the ledger again and again, on one process of all that run; the log tells what is wrong. Answers what stops it. */
export function keepChecked({
  db,
  clock,
  log,
}: Pick<Application, 'db' | 'clock' | 'log'>): () => Promise<void> {
  const check = async () => {
    try {
      const found = await standingCheck(db, clock.now())
      if (found && found.problems.length > 0)
        log.error(
          { problems: found.problems.length, first: found.problems.slice(0, 5) },
          'the ledger is not in order',
        )
    } catch (thrown) {
      log.error({ err: thrown }, 'the ledger could not be checked')
    }
  }
  return again(LOOK_MS, check, { atOnce: true })
}

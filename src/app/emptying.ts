import { emptyBin } from '../features/bin/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const EVERY_MS = 60 * 60_000

/** Removes for good what has lain in the bin too long, now and every hour; on any number of processes. Answers what stops it. */
export function keepBinEmptied({
  db,
  clock,
  log,
}: Pick<Application, 'db' | 'clock' | 'log'>): () => Promise<void> {
  const empty = () =>
    emptyBin(db, clock.now()).catch((thrown) => log.error({ err: thrown }, 'the bin could not be emptied'))
  return again(EVERY_MS, empty, { atOnce: true })
}

import { foldTally } from '../features/opportunities/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const EVERY_MS = 10_000

/** Folds what opportunities changed into the tallies, again and again, on one process of all at a time. Answers what stops it. */
export function keepFolded({ db, log }: Pick<Application, 'db' | 'log'>): () => Promise<void> {
  return again(EVERY_MS, () =>
    foldTally(db).catch((thrown) => log.warn({ err: thrown }, 'the tallies could not be folded')),
  )
}

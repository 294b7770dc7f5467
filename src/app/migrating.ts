import { carryMigrationOn } from '../features/plan/index.ts'
import type { Application } from './application.ts'

const LOOK_MS = 2000

/** Carries migrations between plan versions on, step after step, on one process of all at a time. Answers what stops it. */
export function keepMigrating({ db, log }: Pick<Application, 'db' | 'log'>): () => Promise<void> {
  let last: Promise<void> | undefined
  let stopped = false
  const work = async () => {
    try {
      while (!stopped && (await carryMigrationOn(db, new Date().toISOString())));
    } catch (thrown) {
      log.warn({ err: thrown }, 'a plan migration stands still')
    }
  }
  const timer = setInterval(() => {
    last ??= work().finally(() => {
      last = undefined
    })
  }, LOOK_MS)
  timer.unref()
  return async () => {
    stopped = true
    clearInterval(timer)
    await last
  }
}

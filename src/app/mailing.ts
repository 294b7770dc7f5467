import { forgetMailings, mailDue } from '../features/reports/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 10_000
const FORGET_MS = 6 * 3_600_000

/** Mails the reports whose hour has come, the same on every server. Answers what stops it. */
export function keepMailing(
  application: Pick<Application, 'db' | 'clock' | 'log' | 'contextFor' | 'post'>,
): () => Promise<void> {
  const { clock, log } = application
  const tried = (work: () => Promise<unknown>) => async () => {
    try {
      await work()
    } catch (thrown) {
      log.warn({ err: thrown }, 'reports could not be mailed yet')
    }
  }
  const stops = [
    again(
      LOOK_MS,
      tried(() => mailDue(application, clock.now())),
      { atOnce: true },
    ),
    again(
      FORGET_MS,
      tried(() => forgetMailings(application, clock.now())),
    ),
  ]
  return async () => {
    for (const stop of stops) await stop()
  }
}

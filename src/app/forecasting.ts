import { keepForecast } from '../features/targets/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 10 * 60_000 // whether the day or the week is another

/** Learns once a day what the company's history says of winning, and notes once a week what is forecast. Answers what stops it. */
export function keepForecasting({
  db,
  clock,
  company,
  log,
}: Pick<Application, 'db' | 'clock' | 'company' | 'log'>): () => Promise<void> {
  const look = async () => {
    try {
      const { registry } = company()
      const now = clock.now()
      const { timeZone } = registry.company
      const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.parse(now))
      await keepForecast({ db, registry, now, today })
    } catch (thrown) {
      log.warn({ err: thrown }, 'the forecast could not be kept')
    }
  }
  return again(LOOK_MS, look, { atOnce: true })
}

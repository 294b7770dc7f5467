import { fireDue, resumeDue, settle } from '../features/clocks/index.ts'
import { again } from './again.ts'
import type { Application } from './application.ts'

const TICK_MS = 1000
const SETTLING_MS = 1000 // what is due does not wait for a whole import to be settled

/**
 * Keeps every limit true and fires what is due, each step once, however many processes do the same; catches up after a stop. Answers what
 * stops it.
 */
export function keepTicking({
  db,
  clock,
  company,
  log,
}: Pick<Application, 'db' | 'clock' | 'company' | 'log'>): () => Promise<void> {
  let stopped = false
  const round = async (): Promise<number> => {
    const began = performance.now()
    let done = 0
    for (let count = 1; count > 0 && !stopped && performance.now() - began < SETTLING_MS; ) {
      count = await settle(db, company(), clock.now())
      done += count
    }
    done += await resumeDue(db, clock.now())
    return done + (await fireDue(db, company(), clock.now()))
  }
  const tick = async () => {
    try {
      while (!stopped && (await round()) > 0);
    } catch (thrown) {
      log.warn({ err: thrown }, 'the clocks could not be kept')
    }
  }
  const stop = again(TICK_MS, tick, { atOnce: true })
  return () => {
    stopped = true
    return stop()
  }
}

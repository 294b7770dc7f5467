import { again } from './again.ts'
import type { Application } from './application.ts'

const LOOK_MS = 1000

/** Sends what people are to be told by mail and in chat, the same on every process. Answers what stops it, once nothing is under way. */
export function keepDelivering({
  clock,
  deliverer,
  log,
}: Pick<Application, 'clock' | 'deliverer' | 'log'>): () => Promise<void> {
  const stop = again(
    LOOK_MS,
    async () => {
      try {
        await deliverer.turn(clock.now())
      } catch (thrown) {
        log.warn({ err: thrown }, 'what people are to be told could not be sent yet')
      }
    },
    { atOnce: true },
  )
  return async () => {
    await stop()
    await deliverer.rest()
  }
}

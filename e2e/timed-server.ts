import { turnAll } from '../src/app/again.ts'
import { start } from '../src/app/starting.ts'
import { type Instant, instantOf } from '../src/kernel/time.ts'

/** Work of one turn may leave work for another: what falls due leaves notices, notices leave deliveries. */
const TURNS = 3

/**
 * Baton as a user starts it, under a clock that goes on from `BATON_STORY_AT` and is turned by messages: `{ at }` sets it, gives all
 * work in the background its turns, and answers `{ turned }`; without `at` the clock stays.
 */
let from = Date.parse(process.env['BATON_STORY_AT'] ?? '')
let since = performance.now()
const now = (): Instant => instantOf(from + Math.round(performance.now() - since))

process.on('message', ({ at }: { at?: Instant }) => {
  if (at !== undefined) [from, since] = [Date.parse(at), performance.now()]
  void (async () => {
    for (let i = 0; i < TURNS; i++) await turnAll()
    process.send?.({ turned: now() })
  })()
})
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM')) // the story is gone

await start({ now })

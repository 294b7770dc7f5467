import { isRefusal } from '../../../kernel/refusal.ts'
import { instantOf } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import type { Question, Result } from '../contract.ts'
import * as errors from '../errors.ts'
import * as store from '../store/runs.ts'
import { counted, type Found } from './counting.ts'
import { type Progress, tried } from './trying.ts'

const DEAD_MS = 120_000 // a server that says nothing for so long has stopped
const BEAT_MS = 500
const MOST_ATTEMPTS = 3

/** Thrown inside a run that somebody stopped. */
class Stopped extends Error {}

/** Tries a division here and now, for whoever asks one small question: nothing is kept. */
export async function replay(context: Context, question: Question): Promise<Found> {
  const progress = { tell: async () => {} }
  return counted(await tried(context, question, progress), context.registry.company.currency, progress)
}

/**
 * Carries out the runs that wait, one after the other, in the name of whoever asked; a run whose server stopped is begun anew. Answers
 * how many it took.
 */
export async function runWaiting(
  db: Context['db'],
  contextFor: (personId: string) => Promise<Context | undefined>,
  now: () => string,
): Promise<number> {
  for (let taken = 0; ; taken++) {
    const found = await store.takeRun(db, now(), instantOf(Date.parse(now()) - DEAD_MS))
    if (!found) return taken
    await carriedOut(db, found, await contextFor(found.personId), now)
  }
}

async function carriedOut(
  db: Context['db'],
  { id, begun, question }: { id: string; begun: number; question: Question },
  context: Context | undefined,
  now: () => string,
): Promise<void> {
  const began = performance.now()
  try {
    if (!context) throw errors.mayNotTry({})
    if (begun > MOST_ATTEMPTS) throw errors.interrupted({})
    const progress = beating(db, id, now)
    const { result, people, rows } = await counted(
      await tried(context, question, progress),
      context.registry.company.currency,
      progress,
    )
    const tookMs = Math.round(performance.now() - began)
    await db.begin((tx) => keep(tx, id, { result: { ...result, tookMs }, people, rows }, now()))
  } catch (thrown) {
    if (thrown instanceof Stopped) return
    const message = isRefusal(thrown)
      ? { code: thrown.code, facts: { ...thrown.facts } }
      : { code: 'http.fault', facts: {} }
    await store.endRun(db, id, { state: 'failed', now: now(), message })
    if (!isRefusal(thrown)) throw thrown
  }
}

async function keep(
  tx: Queryable,
  id: string,
  { result, people, rows }: Omit<Found, 'result'> & { result: Result },
  now: string,
): Promise<void> {
  const isOurs = await store.endRun(tx, id, { state: 'done', now, result })
  if (isOurs) await store.keepFound(tx, id, people, rows)
}

/** Says how far a run is at most twice a second, and ends it where somebody stopped it. */
function beating(db: Context['db'], id: string, now: () => string): Progress {
  let next = 0
  let before = ''
  return {
    tell: async (step, done, total) => {
      const at = performance.now()
      if (at < next && step === before) return
      next = at + BEAT_MS
      before = step
      if (!(await store.beat(db, id, { step, done, total, now: now() }))) throw new Stopped()
    },
  }
}

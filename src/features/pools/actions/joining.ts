import { setTimeout } from 'node:timers/promises'
import type { Context } from '../../../objects/context.ts'
import type { Sql, Tx } from '../../../platform/db/pool.ts'
import { transaction } from '../../../platform/db/transaction.ts'
import type { Answered, Want } from './claiming.ts'

const MOST = 64 // claims that share one transaction
const GATHER = { share: 0.25, mostMs: 50 } // of the time the last one took: who was just answered asks again and shares the next

type Together = (
  tx: Tx,
  context: Pick<Context, 'registry'>,
  now: string,
  wants: readonly Want[],
) => Promise<Answered[]>
type Waiting = {
  context: Context
  want: Want
  answer: (one: Answered) => void
  fail: (thrown: unknown) => void
}
type Queue = { waiting: Waiting[]; runs: boolean }

const queues = new WeakMap<Sql, Queue>()

/**
 * Answers a claim together with all that came while the ones before were decided: they share a transaction, and each is answered by
 * itself. Who comes alone waits for nobody; as long as several come at once, a moment is left for more. Where the transaction as a
 * whole fails, each is tried alone.
 */
export function joined(context: Context, want: Want, together: Together): Promise<Answered> {
  const queue = queues.get(context.db) ?? { waiting: [], runs: false }
  queues.set(context.db, queue)
  return new Promise((answer, fail) => {
    queue.waiting.push({ context, want, answer, fail })
    if (!queue.runs) void work(context.db, queue, together)
  })
}

async function work(db: Sql, queue: Queue, together: Together): Promise<void> {
  queue.runs = true
  while (queue.waiting.length > 0) {
    const batch = queue.waiting.splice(0, MOST)
    const began = performance.now()
    await decided(db, batch, together).catch(async (thrown) => {
      if (batch.length === 1) return batch[0]?.fail(thrown)
      for (const one of batch) await decided(db, [one], together).catch(one.fail)
    })
    if (batch.length > 1)
      await setTimeout(Math.min(GATHER.mostMs, (performance.now() - began) * GATHER.share))
  }
  queue.runs = false
}

async function decided(db: Sql, batch: readonly Waiting[], together: Together): Promise<void> {
  const [first] = batch
  if (!first) return
  const now =
    batch
      .map(({ context }) => context.now)
      .sort()
      .at(-1) ?? first.context.now
  const wants = batch.map(({ want }) => want)
  const answers = await transaction(db, (tx) => together(tx, first.context, now, wants))
  for (const [i, one] of batch.entries()) {
    const answer = answers[i]
    if (answer) one.answer(answer)
    else one.fail(new Error('a claim was not answered'))
  }
}

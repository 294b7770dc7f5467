import { createHash } from 'node:crypto'
import type { Sql, Tx } from '../db/pool.ts'
import { sqlState, transaction } from '../db/transaction.ts'
import { alreadyDone, keyReused } from './errors.ts'

export type Keyed = { personId: string; key: string; route: string; hash: string }

/** What a request asks, as one hash: the same key with another hash is another request. */
export function requestHash(route: string, params: unknown, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([route, params, body]))
    .digest('hex')
}

/**
 * The answer given to an earlier request with this key; undefined where there was none.
 * Refuses `http.idempotency-key-reused`, and `http.already-done` where it was carried out but its answer was lost.
 */
export async function earlierAnswer(
  db: Sql,
  keyed: Keyed,
): Promise<{ status: number; response: unknown } | undefined> {
  const [row] = await db<{ route: string; requestHash: string; status: number | null; response: unknown }[]>`
    select route, request_hash as "requestHash", status, response from idempotency
    where person_id = ${keyed.personId} and key = ${keyed.key}`
  if (!row) return undefined
  if (row.requestHash !== keyed.hash) throw keyReused({ key: keyed.key })
  if (row.status === null) throw alreadyDone({ key: keyed.key })
  return { status: row.status, response: row.response }
}

/** A transaction that first notes the key inside itself: the work and the note are committed together or not at all. */
export function keyedTransaction(db: Sql, keyed: Keyed | undefined) {
  let noted = false
  return async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    if (!keyed || noted) return transaction(db, work)
    const result = await transaction(db, async (tx) => {
      await note(tx, keyed)
      return work(tx)
    })
    noted = true
    return result
  }
}

/** Keeps the answer beside the key. */
export async function keepAnswer(db: Sql, keyed: Keyed, status: number, response: unknown): Promise<void> {
  await db`update idempotency set status = ${status}, response = ${JSON.stringify(response ?? null)}::text::jsonb
    where person_id = ${keyed.personId} and key = ${keyed.key}`
}

/** Forgets keys of so many days ago, by the clock that noted them: whoever repeats a request does so within days. */
export async function forgetKeys(db: Sql, days: number): Promise<void> {
  await db`delete from idempotency where created_at < now() - make_interval(days => ${days}::int)`
}

async function note(tx: Tx, keyed: Keyed): Promise<void> {
  try {
    await tx`insert into idempotency (person_id, key, route, request_hash)
      values (${keyed.personId}, ${keyed.key}, ${keyed.route}, ${keyed.hash})`
  } catch (thrown) {
    if (sqlState(thrown) === '23505') throw alreadyDone({ key: keyed.key })
    throw thrown
  }
}

import type { Instant } from '../kernel/time.ts'
import type { Sql, Tx } from '../platform/db/pool.ts'
import type { Reading } from '../platform/db/standby.ts'
import type { Actor } from '../platform/events/journal.ts'
import type { Viewer } from './access.ts'
import type { Registry } from './metadata.ts'

/** What one request or job works with: the database, now, who asks, and a transaction that remembers its Idempotency-Key. */
export type Context = {
  db: Sql
  now: Instant
  /** Every object and field, built-in and custom. */
  registry: Registry
  viewer: Viewer
  actor: Actor
  requestId: string
  /** The request carries an Idempotency-Key, which `transaction` notes. */
  keyed?: boolean
  /** Reads what may be a little old, where there is a standby from it: reports and exports. */
  read: Reading
  /** One transaction; where the request carries an Idempotency-Key the first one notes it inside itself. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

import postgres from 'postgres'
import { outliving } from './lost.ts'
import type { PoolWatch } from './watch.ts'

/** A pool of connections; also the type of what a query is written with. */
export type Sql = postgres.Sql<Record<string, never>>
/** A connection inside a transaction. Queries are written the same way on both. */
export type Tx = postgres.TransactionSql<Record<string, never>>
/** Anything SQL can be written on. */
export type Queryable = Sql | Tx

export const SCHEMA = 'baton'
export const APP_ROLE = 'baton_app'

/**
 * What the application asks of the database ends within a minute, and so does a transaction whose owner says nothing more (a reader of
 * an export who stopped reading): no connection is lost to one request. The owner's migrations take what they take, commands too, and
 * what is done in the background takes its time by `patiently`.
 */
const STATEMENT_MS = 60_000
const SILENCE_MS = 60_000

export type PoolOptions = {
  /** `owner` migrates and changes definitions; `app` does everything else and has no right to write the ledger; `admin` knows no schema. */
  as: 'owner' | 'app' | 'admin'
  max?: number
  name?: string
  /** The most a statement of the `app` may take; 0 is without end. */
  statementMs?: number | undefined
  /** Looks on: connections in use, who waits, statements that take long. */
  watch?: PoolWatch
  /** Hears that a connection ended. */
  closed?: () => void
}

/**
 * Opens a pool. `bigint` is read as number (all of ours are below 2^53), `numeric` as text, days and instants as ISO text.
 * Connections are made on first use.
 */
export function connect(
  url: string,
  { as, max = 10, name = 'baton', statementMs = STATEMENT_MS, watch, closed }: PoolOptions,
): Sql {
  const path = as === 'admin' ? {} : { search_path: `${SCHEMA},public,pg_temp` }
  const patience = { statement_timeout: statementMs, idle_in_transaction_session_timeout: SILENCE_MS }
  const role = as === 'app' ? { role: APP_ROLE, ...patience } : {}
  const make = () =>
    postgres(url, {
      max,
      idle_timeout: 60,
      connect_timeout: 15,
      onnotice: () => {},
      ...(closed ? { onclose: closed } : {}),
      connection: { application_name: name, ...path, TimeZone: 'UTC', ...role },
      types: {
        bigint: { to: 20, from: [20], parse: Number, serialize: String },
        day: { to: 1082, from: [1082], parse: (text: string) => text, serialize: String },
        instant: {
          to: 1184,
          from: [1184],
          parse: instant,
          serialize: (value: unknown) => (value instanceof Date ? value.toISOString() : String(value)),
        },
      },
    }) as unknown as Sql
  const pool = outliving(make)
  return watch ? watch.over(pool) : pool
}

const PLAIN = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/

/** `2026-11-23 08:00:00.123456+00` as ISO text to the millisecond. */
function instant(text: string): string {
  if (!PLAIN.test(text)) return new Date(text).toISOString() // a year before 1 or after 9999
  const fraction = text.length > 22 ? text.slice(20, -3).slice(0, 3).padEnd(3, '0') : '000'
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`
}

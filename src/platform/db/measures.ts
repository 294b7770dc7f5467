import type { Source } from '../measures.ts'
import type { Sql } from './pool.ts'
import type { PoolWatch } from './watch.ts'

/** The pool requests work with, in this process. */
export function poolSource(watch: PoolWatch, max: number): Source {
  return {
    name: 'pool',
    keepMs: 0,
    gauges: {
      baton_pool_in_use: { help: 'Connections of this process that work at the moment' },
      baton_pool_waiting: { help: 'Queries and transactions of this process that wait for a connection' },
      baton_pool_max: { help: 'Most connections this process opens for requests' },
    },
    read: async () => [
      { name: 'baton_pool_in_use', value: watch.inUse },
      { name: 'baton_pool_waiting', value: watch.waiting },
      { name: 'baton_pool_max', value: max },
    ],
  }
}

/** What the database tells of all its clients. `owner` sees the states of its own connections, which the application's role does not. */
export function databaseSource(owner: Sql): Source {
  return {
    name: 'database',
    keepMs: 2000,
    gauges: {
      baton_db_connections: {
        help: 'Connections of every Baton process to this database',
        labels: ['name', 'state'],
      },
      baton_db_connections_max: { help: 'Most connections this PostgreSQL takes, of whatever client' },
      baton_db_oldest_transaction_seconds: {
        help: 'Age of the oldest open transaction; live changes wait for those that write',
      },
    },
    async read() {
      const rows = await owner<{ name: string; state: string; count: number; oldest: number; max: number }[]>`
        select case when application_name like 'baton%' then application_name else 'other' end as name,
          coalesce(state, 'unknown') as state, count(*)::int as count,
          coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8 as oldest,
          current_setting('max_connections')::int as max
        from pg_stat_activity where datname = current_database() and backend_type = 'client backend' group by 1, 2`
      return [
        ...rows
          .filter(({ name }) => /^baton(-[a-z]+)?$/.test(name))
          .map(({ name, state, count }) => ({
            name: 'baton_db_connections',
            labels: { name, state },
            value: count,
          })),
        { name: 'baton_db_connections_max', value: rows[0]?.max ?? 0 },
        {
          name: 'baton_db_oldest_transaction_seconds',
          value: Math.max(0, ...rows.map((row) => row.oldest)),
        },
      ]
    },
  }
}

/** Its size, which the database adds up file by file: asked for once a minute. */
export function sizeSource(owner: Sql): Source {
  return {
    name: 'size',
    keepMs: 60_000,
    gauges: {
      baton_db_size_bytes: { help: 'Size of the database on its disk, without the write-ahead log' },
    },
    async read() {
      const [row] = await owner<
        { bytes: number }[]
      >`select pg_database_size(current_database())::float8 as bytes`
      return [{ name: 'baton_db_size_bytes', value: row?.bytes ?? 0 }]
    },
  }
}

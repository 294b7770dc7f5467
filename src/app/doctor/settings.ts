import { memoryHere } from '../../platform/db/embedded-settings.ts'
import type { Sql } from '../../platform/db/pool.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const MB = 1024 ** 2
type Values = Readonly<Record<string, string>>

/** Settings that lose data, and settings worth changing. Those of the embedded PostgreSQL are chosen at each start. */
export async function settingFindings(db: Sql, isEmbedded: boolean): Promise<Finding[]> {
  const rows = await db<{ name: string; value: string }[]>`
    select name, case unit when '8kB' then (setting::bigint * 8192)::text when 'kB' then (setting::bigint * 1024)::text
      when 'MB' then (setting::bigint * 1048576)::text else setting end as value
    from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit', 'shared_buffers', 'work_mem',
      'maintenance_work_mem', 'random_page_cost', 'max_wal_size', 'jit', 'autovacuum', 'track_activities')`
  const values = Object.fromEntries(rows.map(({ name, value }) => [name, value]))
  return [...safety(values), ...tuning(values, isEmbedded)]
}

function safety(values: Values): Finding[] {
  const off = ['fsync', 'full_page_writes', 'autovacuum'].filter((name) => values[name] === 'off')
  const found = off.map((name) =>
    fail(
      'safety',
      `${name} is off: ${name === 'autovacuum' ? 'the database grows and slows down' : 'a power cut can destroy the database'}`,
      alter(name, 'on'),
    ),
  )
  if (values['synchronous_commit'] === 'off')
    found.push(
      warn(
        'safety',
        'synchronous_commit is off: a crash loses what was answered as done',
        alter('synchronous_commit', 'on'),
      ),
    )
  return found.length > 0
    ? found
    : [ok('safety', 'fsync, full_page_writes, synchronous_commit, autovacuum are on')]
}

/** What is worth changing on a PostgreSQL as it is installed. Its memory is not known from here; that of this machine stands for it. */
function tuning(values: Values, isEmbedded: boolean): Finding[] {
  const bytes = (name: string) => Number(values[name])
  const cache = Math.min(4096, Math.floor(memoryHere() / 8 / MB))
  const worth = [
    bytes('shared_buffers') < 64 * MB || (bytes('shared_buffers') <= 128 * MB && cache > 256)
      ? ['shared_buffers', `${bytes('shared_buffers') / MB} MB`, `${cache}MB`]
      : [],
    bytes('work_mem') <= 4 * MB && cache >= 512 ? ['work_mem', '4 MB', '16MB'] : [],
    bytes('maintenance_work_mem') <= 64 * MB && cache > 512 ? ['maintenance_work_mem', '64 MB', '256MB'] : [],
    bytes('max_wal_size') <= 1024 * MB && cache > 512 ? ['max_wal_size', '1 GB', '4GB'] : [],
    Number(values['random_page_cost']) >= 2
      ? ['random_page_cost', values['random_page_cost'] ?? '', '1.1']
      : [],
    values['jit'] === 'on' ? ['jit', 'on', 'off'] : [],
  ].filter((one) => one.length > 0)
  if (isEmbedded || worth.length === 0)
    return [ok('settings', isEmbedded ? 'chosen for this machine at each start' : 'are tuned')]
  return worth.map(([name = '', is, better = '']) => {
    const mend =
      name === 'shared_buffers' ? `${alter(name, better)} and restart PostgreSQL` : alter(name, better)
    return warn('settings', `${name} is ${is}; ${better} suits Baton better`, mend)
  })
}

function alter(name: string, value: string): string {
  return `alter system set ${name} = '${value}'; select pg_reload_conf();`
}

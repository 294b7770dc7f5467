import { waiting } from '../features/delivery/index.ts'
import { importsAtWork } from '../features/imports/index.ts'
import type { liveFeature } from '../features/live/index.ts'
import { lastLedgerCheck } from '../features/responsibility/index.ts'
import type { Clock } from '../kernel/time.ts'
import { databaseSource, poolSource, sizeSource } from '../platform/db/measures.ts'
import type { Sql } from '../platform/db/pool.ts'
import type { Standby } from '../platform/db/standby.ts'
import type { PoolWatch } from '../platform/db/watch.ts'
import type { Measures, Source } from '../platform/measures.ts'

type Measured = {
  db: Sql
  owner: Sql
  watch: PoolWatch
  poolMax: number
  clock: Clock
  live: ReturnType<typeof liveFeature>
  standby: Standby | undefined
}

/** Everything of one process that is read when `/metrics` is asked for. */
export function addSources(
  measures: Measures,
  { db, owner, watch, poolMax, clock, live, standby }: Measured,
): void {
  measures.add(poolSource(watch, poolMax))
  measures.add(databaseSource(owner))
  measures.add(sizeSource(owner))
  measures.add(importSource(db))
  measures.add(ledgerSource(db, clock))
  measures.add(liveSource(db, clock, live))
  measures.add(deliverySource(db, clock))
  measures.add(backupSource(db, clock))
  if (standby) measures.add(standbySource(standby))
}

function importSource(db: Sql): Source {
  return {
    name: 'imports',
    keepMs: 2000,
    gauges: { baton_imports: { help: 'Imports at work, of every process', labels: ['state'] } },
    async read() {
      const counts = Object.entries(await importsAtWork(db))
      return counts.map(([state, value]) => ({ name: 'baton_imports', labels: { state }, value }))
    },
  }
}

/** Before the first check there is nothing to tell: the gauges are absent, and an alert on absence tells it. */
function ledgerSource(db: Sql, clock: Clock): Source {
  return {
    name: 'ledger',
    keepMs: 2000,
    gauges: {
      baton_ledger_problems: {
        help: 'What the last standing check of the ledger found wrong; anything but 0 is an alarm',
      },
      baton_ledger_open_opportunities: { help: 'Open opportunities at the last check' },
      baton_ledger_check_age_seconds: { help: 'Time since the last check' },
      baton_ledger_check_seconds: { help: 'Time the last check took' },
    },
    async read() {
      const last = await lastLedgerCheck(db)
      if (!last) return []
      return [
        { name: 'baton_ledger_problems', value: last.problems },
        { name: 'baton_ledger_open_opportunities', value: last.open },
        {
          name: 'baton_ledger_check_age_seconds',
          value: Math.max(0, (Date.parse(clock.now()) - Date.parse(last.checkedAt)) / 1000),
        },
        { name: 'baton_ledger_check_seconds', value: last.tookMs / 1000 },
      ]
    },
  }
}

/** Of the last look at it; whoever reads looks, at most once a second. */
function standbySource(standby: Standby): Source {
  return {
    name: 'standby',
    keepMs: 0,
    gauges: {
      baton_standby_fit: { help: 'Whether the standby of DATABASE_READ_URL answers reports: 1, or 0' },
      baton_standby_lag_seconds: { help: 'How far it was behind; absent while it is away' },
      baton_standby_reads: { help: 'Reads it answered since the start of this process' },
    },
    async read() {
      const { lagMs, isBehind, reads } = standby
      return [
        { name: 'baton_standby_fit', value: isBehind ? 0 : 1 },
        ...(lagMs === undefined ? [] : [{ name: 'baton_standby_lag_seconds', value: lagMs / 1000 }]),
        { name: 'baton_standby_reads', value: reads },
      ]
    },
  }
}

/** Absent until a backup was made: an alert on absence tells it. */
function backupSource(db: Sql, clock: Clock): Source {
  return {
    name: 'backup',
    keepMs: 60_000,
    gauges: {
      baton_last_backup_age_seconds: { help: 'Time since the last backup by the backup command' },
      baton_last_backup_bytes: { help: 'Size of its file' },
    },
    async read() {
      const [last] = await db<{ at: string; bytes: number }[]>`select made_at as at, bytes from backup_made`
      if (!last) return []
      const age = Math.max(0, (Date.parse(clock.now()) - Date.parse(last.at)) / 1000)
      return [
        { name: 'baton_last_backup_age_seconds', value: age },
        { name: 'baton_last_backup_bytes', value: last.bytes },
      ]
    },
  }
}

function liveSource(db: Sql, clock: Clock, live: Measured['live']): Source {
  return {
    name: 'live',
    keepMs: 1000,
    gauges: {
      baton_live_behind_events: {
        help: 'Journal entries the open streams of this process have not been told yet',
      },
      baton_live_behind_seconds: { help: 'Age of the oldest of them' },
    },
    async read() {
      const { events, seconds } = await live.streams.behind(db, clock.now())
      return [
        { name: 'baton_live_behind_events', value: events },
        { name: 'baton_live_behind_seconds', value: seconds },
      ]
    },
  }
}

function deliverySource(db: Sql, clock: Clock): Source {
  return {
    name: 'delivery',
    keepMs: 10_000,
    gauges: {
      baton_deliveries_waiting: { help: 'Messages that wait to be sent', labels: ['channel'] },
      baton_deliveries_oldest_seconds: { help: 'Age of the oldest of them', labels: ['channel'] },
    },
    async read() {
      return (await waiting(db, clock.now())).flatMap(({ channel, waiting: count, seconds }) => [
        { name: 'baton_deliveries_waiting', value: count, labels: { channel } },
        { name: 'baton_deliveries_oldest_seconds', value: seconds, labels: { channel } },
      ])
    },
  }
}

import type { Log } from '../log.ts'
import { isLost } from './lost.ts'
import { connect, type Queryable, type Sql } from './pool.ts'
import { sqlState } from './transaction.ts'

export type ReadFrom = 'primary' | 'standby'
/** Reads where it may be a little old; answers whence it was read. */
export type Reading = <T>(work: (db: Queryable) => Promise<T>) => Promise<{ result: T; from: ReadFrom }>

/** Reads from the primary alone. */
export function fromPrimary(primary: Sql): Reading {
  return async (work) => ({ result: await work(primary), from: 'primary' })
}

const LOOK_MS = 1000
const PATIENCE_MS = 1000 // a standby that says nothing for so long is away
const POOL = 5
const SAMPLES = 120
const TURNED_AWAY = new Set(['40001', '57014', '53300', '25006'])
const AWAY = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

class Unfit extends Error {}

/**
 * A streaming standby for what only reads. It answers while it is there and has everything the primary had `mostLagMs` ago; else, and
 * where it gives up in the middle (a conflict with recovery, a lost connection), the primary answers. Rows and what may be seen of
 * them are of one snapshot: where people, rights or definitions of the standby are older than the asker's, the primary answers too.
 */
export class Standby {
  /** Milliseconds behind at the last look; undefined where it could not be looked at. */
  lagMs: number | undefined
  /** Reads it answered since the start of this process. */
  reads = 0
  private readonly primary: Sql
  private readonly reader: Sql
  private readonly mostLagMs: number
  private readonly log: Pick<Log, 'warn' | 'info'>
  private samples: { at: number; lsn: bigint }[] = []
  private lookedAt = Number.NEGATIVE_INFINITY
  private looking: Promise<void> | undefined

  private constructor(primary: Sql, reader: Sql, mostLagMs: number, log: Pick<Log, 'warn' | 'info'>) {
    this.primary = primary
    this.reader = reader
    this.mostLagMs = mostLagMs
    this.log = log
  }

  /** Faults where something answers at `url` that is no standby; one that is away now is asked again later. */
  static async open(
    primary: Sql,
    { url, mostLagMs, log }: { url: string; mostLagMs: number; log: Pick<Log, 'warn' | 'info'> },
  ): Promise<Standby> {
    const standby = new Standby(
      primary,
      connect(url, { as: 'app', max: POOL, name: 'baton-reader' }),
      mostLagMs,
      log,
    )
    const [found] = await inTime(
      standby.reader<{ standby: boolean }[]>`select pg_is_in_recovery() as standby`,
    ).catch(() => [])
    if (found && !found.standby) {
      await standby.close()
      throw new Error(
        'DATABASE_READ_URL is no standby: that database takes writes. Name a streaming standby of the database Baton works on, or leave it out.',
      )
    }
    return standby
  }

  /** Reads for somebody who was admitted under these versions. */
  readingUnder(versions: { metadataVersion: number; accessVersion: number }): Reading {
    return async (work) => {
      if (await this.isFit()) {
        try {
          const result = await this.inSnapshot(versions, work)
          this.reads += 1
          return { result, from: 'standby' }
        } catch (thrown) {
          if (!(thrown instanceof Unfit) && !isTurnedAway(thrown)) throw thrown
        }
      }
      return { result: await work(this.primary), from: 'primary' }
    }
  }

  get isBehind(): boolean {
    return this.lagMs === undefined || this.lagMs > this.mostLagMs
  }

  async close(): Promise<void> {
    await this.looking
    await this.reader.end({ timeout: 5 })
  }

  private inSnapshot<T>(
    { metadataVersion, accessVersion }: { metadataVersion: number; accessVersion: number },
    work: (db: Queryable) => Promise<T>,
  ): Promise<T> {
    return this.reader.begin('isolation level repeatable read read only', async (tx) => {
      const [there] = await tx<{ metadata: number; access: number }[]>`
        select metadata_version as metadata, access_version as access from company`
      if (there?.metadata !== metadataVersion || there.access !== accessVersion) throw new Unfit('older')
      return work(tx)
    }) as Promise<T>
  }

  private async isFit(): Promise<boolean> {
    if (performance.now() - this.lookedAt >= LOOK_MS) {
      this.looking ??= this.look().finally(() => {
        this.looking = undefined
      })
      await this.looking
    }
    return !this.isBehind
  }

  /** How old what it shows can be: it has replayed all that the primary had at the last of our looks that it has passed. */
  private async look(): Promise<void> {
    const wasBehind = this.isBehind
    try {
      const [here] = await this.primary<{ lsn: string }[]>`select pg_current_wal_lsn()::text as lsn`
      this.samples.push({ at: performance.now(), lsn: numberOf(here?.lsn ?? '0/0') })
      if (this.samples.length > SAMPLES) this.samples.shift()
      const [there] = await inTime(
        this.reader<{ lsn: string | null }[]>`select pg_last_wal_replay_lsn()::text as lsn`,
      )
      const replayed = numberOf(there?.lsn ?? '0/0')
      const passed = this.samples.findLast(({ lsn }) => lsn <= replayed)
      const isLast = passed === this.samples.at(-1)
      this.lagMs = passed ? (isLast ? 0 : performance.now() - passed.at) : undefined
    } catch {
      this.lagMs = undefined
    }
    this.lookedAt = performance.now()
    if (wasBehind !== this.isBehind)
      this.log[this.isBehind ? 'warn' : 'info'](
        { lagMs: this.lagMs },
        this.isBehind ? 'the standby is away or behind; the primary answers' : 'the standby answers reports',
      )
  }
}

function isTurnedAway(thrown: unknown): boolean {
  const code = typeof thrown === 'object' && thrown !== null && 'code' in thrown ? String(thrown.code) : ''
  return isLost(thrown) || AWAY.has(code) || TURNED_AWAY.has(sqlState(thrown) ?? '') || code.startsWith('57P')
}

function inTime<T>(asked: PromiseLike<T>): Promise<T> {
  return new Promise((done, failed) => {
    const late = setTimeout(failed, PATIENCE_MS, new Error('the standby does not answer'))
    asked.then(
      (found) => {
        clearTimeout(late)
        done(found)
      },
      (thrown) => {
        clearTimeout(late)
        failed(thrown)
      },
    )
  })
}

/** `16/B374D848` as a number. */
function numberOf(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresFolder } from './embedded-binaries.ts'
import { settingsFor } from './embedded-settings.ts'
import { connect } from './pool.ts'

export type Embedded = { url: string; readonly pid: number; stop(): Promise<void> }
type User = { uid: number; gid: number } | undefined
export type EmbeddedOptions = {
  home: string
  /** Extra settings, e.g. `{ fsync: 'off' }` in tests. */
  settings?: Readonly<Record<string, string>>
}

const DATABASE = 'baton'
const RESTART_MS = 300
const CALM_MS = 60_000
const START_TIMEOUT_MS = 60_000 // recovery after a hard stop may replay much

/**
 * Starts the PostgreSQL of this home, making it on the first start. Recovers by itself after a hard stop; one that an earlier
 * server left running is stopped first. As root it runs as `nobody`, also where the path to the home is closed to `nobody`.
 */
export async function startEmbedded({ home, settings = {} }: EmbeddedOptions): Promise<Embedded> {
  const user = unprivileged()
  const folder = join(home, 'postgres')
  const bin = join(postgresFolder(user), 'bin')
  const password = passwordOf(home)
  prepareFolder(folder, user)
  await stopLeftover(folder)
  if (!existsSync(join(folder, 'PG_VERSION'))) initialise(bin, folder, user, password, settings)
  const port = settings['port'] ?? String(await freePort())
  const start = () => launch(bin, folder, user, { ...settingsFor(), ...settings, port }, home)
  const child = start()
  const admin = `postgres://baton:${password}@127.0.0.1:${port}/postgres`
  await untilReady(admin, child, home)
  await createDatabase(admin)
  const url = `postgres://baton:${password}@127.0.0.1:${port}/${DATABASE}`
  return supervised(url, child, start)
}

/** Starts PostgreSQL again where it ends without being told to, on the same port; more slowly where it ends again and again. */
function supervised(url: string, first: ChildProcess, start: () => ChildProcess): Embedded {
  let child = first
  let pause = RESTART_MS
  const stopping = new AbortController()
  const watch = () => {
    const since = performance.now()
    child.once('exit', async () => {
      if (stopping.signal.aborted) return
      pause = performance.now() - since > CALM_MS ? RESTART_MS : Math.min(pause * 2, CALM_MS / 2)
      await sleep(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
      if (stopping.signal.aborted) return
      child = start()
      watch()
    })
  }
  watch()
  return {
    url,
    get pid() {
      return child.pid ?? 0
    },
    stop: () => {
      stopping.abort()
      return stop(child)
    },
  }
}

function unprivileged(): User {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return undefined
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'))
  return { uid: Number(line?.[1] ?? 65_534), gid: Number(line?.[2] ?? 65_534) }
}

function passwordOf(home: string): string {
  const file = join(home, 'postgres.password')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600 })
  return readFileSync(file, 'utf8').trim()
}

function prepareFolder(folder: string, user: User): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (user) chownSync(folder, user.uid, user.gid)
}

/** The data folder as its own process sees it: on Linux its working directory, which needs no right on the path above. */
function dataPath(folder: string): string {
  return process.platform === 'linux' ? '/proc/self/cwd' : folder
}

function initialise(
  bin: string,
  folder: string,
  user: User,
  password: string,
  settings: Readonly<Record<string, string>>,
): void {
  const secret = mkdtempSync(join(tmpdir(), 'baton-'))
  const file = join(secret, 'password')
  writeFileSync(file, `${password}\n`, { mode: 0o600 })
  if (user) for (const path of [file, secret]) chownSync(path, user.uid, user.gid)
  const options = [
    '-U',
    'baton',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--lc-ctype=C.UTF-8',
  ]
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const quick = settings['fsync'] === 'off' ? ['--no-sync'] : []
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', dataPath(folder), `--pwfile=${file}`, ...options, ...locale, ...quick],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...(user ?? {}), env: environment() },
  )
  rmSync(secret, { recursive: true, force: true })
  if (made.status !== 0) {
    throw new Error(
      `PostgreSQL could not be set up in ${folder}: ${made.stderr?.toString().trim() || made.error}`,
    )
  }
}

function environment(): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    LANG: 'C',
    TZ: 'UTC',
    HOME: '/',
    TMPDIR: process.env['TMPDIR'] ?? '/tmp',
  }
}

function launch(
  bin: string,
  folder: string,
  user: User,
  settings: Record<string, string>,
  home: string,
): ChildProcess {
  const log = openSync(join(home, 'postgres.log'), 'a', 0o600)
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(bin, 'postgres'), ['-D', dataPath(folder), ...args], {
    cwd: folder,
    stdio: ['ignore', log, log],
    detached: true, // Ctrl-C reaches the server, which stops PostgreSQL in its turn
    env: environment(),
    ...(user ?? {}),
  })
  child.unref()
  return child
}

async function untilReady(url: string, child: ChildProcess, home: string): Promise<void> {
  const until = performance.now() + START_TIMEOUT_MS
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`PostgreSQL stopped at its start. Its own words are in ${join(home, 'postgres.log')}.`)
    const db = connect(url, { as: 'admin', max: 1, name: 'baton-start' })
    try {
      await db`select 1`
      return
    } catch (thrown) {
      if (performance.now() > until)
        throw new Error('PostgreSQL did not start within a minute.', { cause: thrown })
      await sleep(100)
    } finally {
      await db.end({ timeout: 1 })
    }
  }
}

async function createDatabase(url: string): Promise<void> {
  const db = connect(url, { as: 'admin', max: 1, name: 'baton-start' })
  try {
    const found = await db`select 1 from pg_database where datname = ${DATABASE}`
    if (found.length === 0) await db.unsafe(`create database ${DATABASE}`)
  } finally {
    await db.end()
  }
}

/** A server killed hard leaves its PostgreSQL running; it is ours, on our folder, and stops before a new one starts. */
async function stopLeftover(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  if (!isPostgres(pid)) return
  process.kill(pid, 'SIGINT')
  for (let i = 0; i < 300 && isPostgres(pid); i++) await sleep(100)
  if (isPostgres(pid))
    throw new Error(`Another PostgreSQL (process ${pid}) still uses ${folder}. Stop it and start again.`)
}

function isPostgres(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (process.platform !== 'linux') return true
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
  } catch {
    return false
  }
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? done(address.port) : failed(new Error('no port')),
      )
    })
  })
}

/** Fast shutdown: connections are ended, everything committed is kept. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  child.ref()
  child.kill('SIGINT')
  await gone
}

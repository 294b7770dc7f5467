import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CLOCK_LOOK_MS } from './jumping-clock.ts'

const SERVER = fileURLToPath(new URL('../../src/app/server.ts', import.meta.url))
const CLOCK = new URL('jumping-clock.ts', import.meta.url).href

export const ADMIN = { email: 'admin@example.com', password: 'correct horse 9' }

/** A real server process; `address` changes with each start. */
export type Server = {
  address: string
  pid: number
  errors(): string
  /** Kills it hard and starts it again on its home. */
  killAndRestart(): Promise<void>
  /** Kills one of its workers hard, which it replaces by itself; answers how many. */
  killWorker(draw: number): number
  /** Sets its clock this far from the true one. */
  setClock(apartMs: number): Promise<void>
  stop(): Promise<void>
}

export type ServerOptions = {
  /** Without one the server uses its own embedded PostgreSQL. */
  databaseUrl?: string
  /** Without one it gets its own, removed at its end. */
  home?: string
  workers?: number
  env?: Readonly<Record<string, string>>
  /** A Ctrl-C of the terminal does not reach it. */
  detached?: boolean
}

/** Starts a server and waits until it listens. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'baton-bad-days-'))
  const clock = join(mkdtempSync(join(tmpdir(), 'baton-clock-')), 'apart')
  writeFileSync(clock, '0')
  const start = () => launch(options, home, clock)
  let running = await start()
  return {
    get address() {
      return running.address
    },
    get pid() {
      return running.child.pid ?? 0
    },
    errors: () => running.errors(),
    killAndRestart: async () => {
      await end(running.child, 'SIGKILL')
      running = await start()
    },
    killWorker: (draw) => {
      const workers = childrenOf(running.child.pid ?? 0)
      const victim = workers[Math.floor(draw * workers.length)]
      if (!victim) return 0
      process.kill(victim, 'SIGKILL')
      return 1
    },
    setClock: async (apartMs) => {
      writeFileSync(clock, String(apartMs))
      await new Promise((done) => setTimeout(done, CLOCK_LOOK_MS * 2))
    },
    stop: async () => {
      await end(running.child, 'SIGTERM')
      rmSync(join(clock, '..'), { recursive: true, force: true })
      if (!options.home) rmSync(home, { recursive: true, force: true })
    },
  }
}

async function launch(
  { databaseUrl, workers, env, detached = false }: ServerOptions,
  home: string,
  clock: string,
) {
  const args = ['--import', CLOCK, SERVER, ...(workers ? ['--workers', String(workers)] : [])]
  const child = spawn(process.execPath, args, {
    env: {
      ...process.env,
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
      BATON_HOME: home,
      PORT: '0',
      BATON_LOG: 'error',
      BATON_ADMIN_EMAIL: ADMIN.email,
      BATON_ADMIN_PASSWORD: ADMIN.password,
      BATON_TEST_CLOCK: clock,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached,
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    err = (err + data).slice(-10_000)
  })
  for (;;) {
    const address = /running at (\S+)/.exec(out)?.[1]
    if (address) return { child, address, errors: () => err }
    if (child.exitCode !== null) throw new Error(err)
    await new Promise((done) => setTimeout(done, 20))
  }
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((done) => child.once('exit', done))
  child.kill(signal)
  await gone
}

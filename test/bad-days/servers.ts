import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('../../src/app/server.ts', import.meta.url))

export const ADMIN = { email: 'admin@example.com', password: 'correct horse 9' }

/** A real server process; `address` changes with each start. */
export type Server = {
  address: string
  pid: number
  errors(): string
  /** Kills it hard and starts it again on its home. */
  killAndRestart(): Promise<void>
  stop(): Promise<void>
}

/** Starts a server over this database on a home of its own, or on the one given. */
export async function startServer(databaseUrl: string, sharedHome?: string): Promise<Server> {
  const home = sharedHome ?? mkdtempSync(join(tmpdir(), 'baton-bad-days-'))
  let running = await launch(databaseUrl, home)
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
      running = await launch(databaseUrl, home)
    },
    stop: async () => {
      await end(running.child, 'SIGTERM')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

async function launch(databaseUrl: string, home: string) {
  const child = spawn(process.execPath, [SERVER], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      BATON_HOME: home,
      PORT: '0',
      BATON_LOG: 'error',
      BATON_ADMIN_EMAIL: ADMIN.email,
      BATON_ADMIN_PASSWORD: ADMIN.password,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
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

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((done) => child.once('exit', done))
  child.kill(signal)
  await gone
}

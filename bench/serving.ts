import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SESSION_COOKIE, startSession } from '../src/features/identity/index.ts'
import type { Sql } from '../src/platform/db/pool.ts'

const SERVER = fileURLToPath(new URL('../src/app/server.ts', import.meta.url))

export type Asker = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<{ status: number; text: string }>

export type Serving = {
  address: string
  home: string
  pid: number
  /** A signed-in person's requests below /api/v1, over connections that are kept. */
  as(personId: string): Promise<Asker>
  /** Megabytes the server process has in memory now. */
  memory(): number
  stop(): Promise<void>
}

/** The product's own server, a process of its own on the given database. */
export async function serve(url: string, db: Sql): Promise<Serving> {
  const home = mkdtempSync(join(tmpdir(), 'baton-bench-'))
  const env = { ...process.env, DATABASE_URL: url, BATON_HOME: home, PORT: '0', BATON_LOG: 'error' }
  const child = spawn(process.execPath, [SERVER], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const address = await told(child)
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  return {
    address,
    home,
    pid: child.pid ?? 0,
    as: async (personId) => {
      const token = await startSession(db, new Date().toISOString(), personId, {
        agent: 'bench',
        ip: '127.0.0.1',
      })
      return asker(address, agent, { cookie: `${SESSION_COOKIE}=${token}`, 'x-baton-csrf': '1' })
    },
    memory: () => memoryOf(child.pid ?? 0),
    stop: async () => {
      agent.destroy()
      const gone = new Promise<void>((done) => child.once('exit', () => done()))
      child.kill('SIGTERM')
      await gone
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function told(child: ChildProcess): Promise<string> {
  return new Promise((done, failed) => {
    let text = ''
    child.stdout?.on('data', (piece) => {
      text += piece
      const found = /running at (http:\S+)/.exec(text)?.[1]
      if (found) done(found)
    })
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}: ${text}`)))
  })
}

function asker(address: string, agent: Agent, own: Record<string, string>): Asker {
  return (method, path, body, headers = {}) =>
    new Promise((done, failed) => {
      const payload = body === undefined ? undefined : JSON.stringify(body)
      const asked = request(
        `${address}/api/v1${path}`,
        {
          method,
          agent,
          headers: {
            ...own,
            ...(payload
              ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }
              : {}),
            ...headers,
          },
        },
        (answer) => {
          const pieces: Buffer[] = []
          answer.on('data', (piece) => pieces.push(piece))
          answer.on('end', () =>
            done({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString() }),
          )
        },
      )
      asked.on('error', failed)
      asked.end(payload)
    })
}

/** Megabytes of resident memory of a process, from /proc; NaN where there is none. */
export function memoryOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}

/** Seconds of processor a process and its children have had, from /proc; NaN where there is none. */
export function processorOf(pid: number): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
    return children.reduce((sum, child) => sum + ticksOf(Number(child), 11, 12), ticksOf(pid, 11, 14)) / 100
  } catch {
    return Number.NaN
  }
}

/** Clock ticks of a process: 11 and 12 are its own, 13 and 14 those of children that ended. */
function ticksOf(pid: number, from: number, to: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(from, to + 1).reduce((sum, ticks) => sum + Number(ticks), 0)
}

/** The JSON of an answer that has to be a good one. */
export function good<T>({ status, text }: { status: number; text: string }): T {
  if (status >= 400) throw new Error(`refused with ${status}: ${text.slice(0, 500)}`)
  return JSON.parse(text) as T
}

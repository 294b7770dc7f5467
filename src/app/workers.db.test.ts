import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/database.ts'

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'baton-workers-'))
let database: TestDatabase
let server: ChildProcess
let address = ''
let said = ''

beforeAll(async () => {
  database = await testDatabase()
  const env = {
    ...process.env,
    DATABASE_URL: database.url,
    BATON_HOME: home,
    PORT: '0',
    BATON_LOG: 'silent',
    BATON_ADMIN_EMAIL: 'admin@example.com',
    BATON_ADMIN_PASSWORD: 'correct horse 9',
  }
  server = spawn(process.execPath, [SERVER, '--workers', '2'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  server.stdout?.on('data', (piece) => {
    said += piece
  })
  for (let i = 0; i < 300 && !address; i++) {
    await sleep(100)
    address = /running at (\S+)/.exec(said)?.[1] ?? ''
  }
})
afterAll(async () => {
  server.kill('SIGKILL')
  await sleep(500) // its workers end when they lose it
  await database.close()
  rmSync(home, { recursive: true, force: true })
})

/** The server's workers, by their processes. */
function workers(): number[] {
  const text = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

async function signIn(): Promise<string> {
  const answer = await fetch(`${address}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-baton-csrf': '1' },
    body: JSON.stringify({ email: 'admin@example.com', password: 'correct horse 9' }),
  })
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

async function answers(cookie: string): Promise<number> {
  const answer = await fetch(`${address}/api/v1/me`, { headers: { cookie, connection: 'close' } })
  await answer.text()
  return answer.status
}

const onLinux = process.platform === 'linux'

test.runIf(onLinux)(
  'two workers serve one port: a session of one holds at the other, a dead one is replaced, a roll drops nothing',
  async () => {
    expect(said).toBe(`Baton 接力 is running at ${address}\n`)
    const first = workers()
    expect(first).toHaveLength(2)
    const cookie = await signIn()
    expect(new Set(await Promise.all(Array.from({ length: 20 }, () => answers(cookie))))).toEqual(
      new Set([200]),
    )

    process.kill(first[0] ?? 0, 'SIGKILL')
    for (let i = 0; i < 100 && (workers().includes(first[0] ?? 0) || workers().length < 2); i++)
      await sleep(100)
    const second = workers()
    expect(second).toHaveLength(2)
    expect(second).toContain(first[1])
    expect(await answers(cookie)).toBe(200)

    const statuses: number[] = []
    const roll = { over: false }
    const load = Array.from({ length: 4 }, async () => {
      while (!roll.over) statuses.push(await answers(cookie))
    })
    server.kill('SIGHUP')
    for (let i = 0; i < 150 && (workers().length !== 2 || workers().some((pid) => second.includes(pid))); i++)
      await sleep(100)
    roll.over = true
    await Promise.all(load)
    expect(workers()).toHaveLength(2)
    expect(workers().some((pid) => second.includes(pid))).toBe(false)
    expect(statuses.length).toBeGreaterThan(20)
    expect(statuses.filter((status) => status !== 200)).toEqual([])

    const ended = new Promise<number | null>((done) => server.once('exit', (code) => done(code)))
    server.kill('SIGTERM')
    expect(await ended).toBe(0)
  },
  60_000,
)

test('a number of workers that is none is refused in one sentence', async () => {
  const env = { ...process.env, DATABASE_URL: database.url, BATON_HOME: home }
  const wrong = spawn(process.execPath, [SERVER, '--workers', 'many'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let text = ''
  wrong.stderr.on('data', (piece) => {
    text += piece
  })
  expect(await new Promise((done) => wrong.once('close', done))).toBe(1)
  expect(text).toBe('--workers is "many"; it must be a number from 1 to 64.\n')
})

import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/database.ts'

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url))
const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))

let database: TestDatabase
const home = mkdtempSync(join(tmpdir(), 'baton-home-'))
const running: ChildProcess[] = []

beforeAll(async () => {
  database = await testDatabase({ empty: true })
})
afterEach(async () => {
  for (const child of running.splice(0)) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null)
      await new Promise((done) => child.once('exit', done))
  }
})
afterAll(async () => {
  await database?.close()
  rmSync(home, { recursive: true, force: true })
})

type Run = { child: ChildProcess; out: () => string; err: () => string; ended: Promise<number | null> }

function run(script: string, args: string[] = [], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [script, ...args], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      BATON_HOME: home,
      PORT: '0',
      BATON_LOG: 'error',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let out = ''
  let err = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    err += data
  })
  const ended = new Promise<number | null>((done) => child.once('close', done))
  return { child, out: () => out, err: () => err, ended }
}

async function started(server: Run): Promise<string> {
  for (;;) {
    const address = /running at (\S+)/.exec(server.out())?.[1]
    if (address) return address
    if (server.child.exitCode !== null) throw new Error(server.err())
    await new Promise((done) => setTimeout(done, 20))
  }
}

describe('the server', () => {
  test('sets up by itself where the environment names an administrator, says one line, and stops when told', async () => {
    const server = run(SERVER, [], {
      BATON_ADMIN_EMAIL: 'Admin@Example.com',
      BATON_ADMIN_PASSWORD: 'correct horse 9',
      BATON_COMPANY: '无人值守',
      BATON_LOG: 'info',
    })
    const address = await started(server)
    expect(server.out()).toBe(`Baton 接力 is running at ${address}\n`)
    expect((await fetch(`${address}/readyz`)).status).toBe(200)
    const signedIn = await fetch(`${address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-baton-csrf': '1' },
      body: JSON.stringify({ email: 'admin@example.com', password: 'correct horse 9' }),
    })
    expect(signedIn.status).toBe(201)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(server.err()).toBe('')
    expect(existsSync(join(home, 'server.json'))).toBe(false)
  })
  test('told twice to stop, stops once and in order', async () => {
    const server = run(SERVER)
    await started(server)
    server.child.kill('SIGINT')
    server.child.kill('SIGINT')
    expect(await server.ended).toBe(0)
    expect(existsSync(join(home, 'server.json'))).toBe(false)
  })
  test('stops although somebody listens to a stream', async () => {
    const server = run(SERVER)
    const address = await started(server)
    const { headers } = await fetch(`${address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-baton-csrf': '1' },
      body: JSON.stringify({ email: 'admin@example.com', password: 'correct horse 9' }),
    })
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
    const stream = await fetch(`${address}/api/v1/live`, { headers: { cookie } })
    expect(stream.status).toBe(200)
    const before = Date.now()
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(Date.now() - before).toBeLessThan(5000)
  })
  test('says in one sentence that its home is in use, or its port', async () => {
    const server = run(SERVER)
    const address = await started(server)
    const second = run(SERVER)
    expect(await second.ended).toBe(1)
    expect(second.err()).toMatch(
      /^Baton already runs on .* at http.*\. Stop it first, or set another BATON_HOME\.\n$/,
    )
    const port = new URL(address).port
    const other = mkdtempSync(join(tmpdir(), 'baton-home-'))
    const third = run(SERVER, [], { PORT: port, BATON_HOME: other })
    expect(await third.ended).toBe(1)
    expect(third.err()).toBe(
      `Port ${port} is taken. Stop what uses it, or start with PORT=${Number(port) + 1} npm start.\n`,
    )
    rmSync(other, { recursive: true, force: true })
    expect((await fetch(`${address}/healthz`)).status).toBe(200)
  })
  test('starts again after it was killed', async () => {
    const first = run(SERVER)
    await started(first)
    first.child.kill('SIGKILL')
    await first.ended
    expect(existsSync(join(home, 'server.json'))).toBe(true)
    expect((await fetch(`${await started(run(SERVER))}/readyz`)).status).toBe(200)
  })
  test('refuses a wrong environment, an unreachable database and a weak first password in one sentence', async () => {
    const refused = async (env: Record<string, string>) => {
      const server = run(SERVER, [], env)
      expect(await server.ended).toBe(1)
      return server.err()
    }
    expect(await refused({ PORT: 'http' })).toBe('PORT is "http"; it must be a number from 0 to 65535.\n')
    const closed = await closedPort()
    const away = await refused({ DATABASE_URL: `postgres://x:y@127.0.0.1:${closed}/z` })
    expect(away.trim().split('\n')).toHaveLength(1)
    expect(away).toContain(String(closed))
    const fresh = await testDatabase({ empty: true })
    const first = { BATON_ADMIN_EMAIL: 'a@b.cc', BATON_ADMIN_PASSWORD: 'short' }
    expect(await refused({ DATABASE_URL: fresh.url, ...first })).toMatch(
      /^BATON_ADMIN_PASSWORD is too weak: [^\n]*\n$/,
    )
    await fresh.close()
  })
})

describe('the command line', () => {
  test('helps, and tells wrong usage from failure', async () => {
    const help = run(CLI, ['--help'])
    expect([await help.ended, help.out()]).toEqual([
      0,
      expect.stringContaining('Usage: npm run baton -- <command>'),
    ])
    const none = run(CLI)
    expect([await none.ended, none.out()]).toEqual([2, expect.stringContaining('Usage')])
    const unknown = run(CLI, ['fly'])
    expect([await unknown.ended, unknown.err()]).toEqual([
      2,
      expect.stringContaining('There is no command "fly".'),
    ])
    const check = run(CLI, ['check', '--help'])
    expect([await check.ended, check.out()]).toEqual([0, expect.stringContaining('npm run baton -- check')])
  })
  test('works beside a running server and without one', async () => {
    const alone = run(CLI, ['check', '--json'])
    expect(await alone.ended).toBe(0)
    expect(JSON.parse(alone.out())).toMatchObject({ open: 0, problems: [] })
    await started(run(SERVER))
    const beside = run(CLI, ['check'])
    expect([await beside.ended, beside.out()]).toEqual([0, '0 open opportunities, 0 problems\n'])
  })
})

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === 'object' && address ? address.port : 0
}

import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/database.ts'
import { readConfig } from '../platform/config.ts'
import { connect, type Sql } from '../platform/db/pool.ts'
import { databaseFindings } from './doctor/database.ts'
import type { Finding } from './doctor/finding.ts'
import { machineFindings } from './doctor/machine.ts'

const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))

let database: TestDatabase
let owner: Sql
beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.url, { as: 'owner', max: 1 })
})
afterAll(async () => {
  await owner?.end()
  await database?.close()
})

const look = (wanted = 27, url = database.url) => databaseFindings(url, false, wanted)
const of = (findings: readonly Finding[], about: string) => findings.filter((one) => one.about === about)

describe('the doctor of the database', () => {
  test('finds a fresh one in order but for the safety that tests go without', async () => {
    const findings = await look()
    expect(findings.filter(({ state }) => state === 'fail').map(({ text }) => text)).toEqual([
      'fsync is off: a power cut can destroy the database',
      'full_page_writes is off: a power cut can destroy the database',
    ])
    expect(of(findings, 'encoding')[0]).toMatchObject({ state: 'ok', text: 'UTF8, locale C.UTF-8 (builtin)' })
    for (const about of [
      'PostgreSQL',
      'Chinese',
      'extension pg_trgm',
      'clock',
      'role',
      'schema',
      'connections',
      'rights on holding',
      'rights on event',
    ])
      expect(of(findings, about)[0]?.state, about).toBe('ok')
  })
  test('finds rights the application must not have, and its command mends them', async () => {
    await owner`grant update, delete on holding to baton_app`
    const [found] = of(await look(), 'rights on holding')
    expect(found).toMatchObject({ state: 'fail', text: 'baton_app may update, delete' })
    await owner.unsafe(found?.mend ?? '')
    expect(of(await look(), 'rights on holding')[0]?.state).toBe('ok')
  })
  test('finds a schema that is older, newer, or changed after the fact', async () => {
    const [last] = await owner<
      { name: string; hash: string }[]
    >`select name, hash from migration order by name desc limit 1`
    const { name = '', hash = '' } = last ?? {}
    await owner`delete from migration where name = ${name}`
    expect(of(await look(), 'schema')[0]).toMatchObject({
      state: 'warn',
      text: '1 migrations are to be applied',
    })
    await owner`insert into migration (name, hash, breaking) values (${name}, 'other', false)`
    expect(of(await look(), 'schema')[0]).toMatchObject({
      state: 'fail',
      text: expect.stringContaining(name),
    })
    await owner`update migration set hash = ${hash} where name = ${name}`
    await owner`insert into migration (name, hash, breaking) values ('29990101T0000-later', '', true)`
    expect(of(await look(), 'schema')[0]).toMatchObject({
      state: 'fail',
      text: expect.stringContaining('newer Baton'),
    })
    await owner`delete from migration where name = '29990101T0000-later'`
  })
  test('finds too few connections for the processes that are to share it', async () => {
    const [found] = of(await look(1000), 'connections')
    expect(found).toMatchObject({
      state: 'fail',
      mend: expect.stringMatching(/^alter system set max_connections = 1[01]\d0;/),
    })
  })
  test('finds a locale whose Chinese cannot be searched, and settings as PostgreSQL is installed with', async () => {
    const admin = connect(database.url, { as: 'admin', max: 1 })
    const name = `doctor_${process.pid}`
    await admin.unsafe(
      `create database ${name} template template0 encoding 'UTF8' locale_provider libc locale 'C'`,
    )
    const url = new URL(database.url)
    url.pathname = `/${name}`
    const other = connect(url.href, { as: 'admin', max: 1 })
    await other`create extension pg_trgm`
    await other.unsafe(
      `alter database ${name} set jit = 'on'; alter database ${name} set random_page_cost = 4`,
    )
    await other.end()
    const findings = await look(27, url.href)
    expect(of(findings, 'Chinese')[0]).toMatchObject({
      state: 'fail',
      mend: expect.stringContaining("builtin_locale 'C.UTF-8'"),
    })
    expect(of(findings, 'schema')[0]).toMatchObject({ state: 'warn', text: 'is not made yet' })
    expect(of(findings, 'settings').map(({ mend }) => mend)).toEqual([
      "alter system set random_page_cost = '1.1'; select pg_reload_conf();",
      "alter system set jit = 'off'; select pg_reload_conf();",
    ])
    await admin.unsafe(`drop database ${name} with (force)`)
    await admin.end()
  })
  test('says in one line that it cannot be reached, without the password', async () => {
    const findings = await look(27, 'postgres://baton:hunter22@127.0.0.1:1/none')
    expect(findings).toMatchObject([
      { state: 'fail', text: 'cannot be worked with at 127.0.0.1:1 (ECONNREFUSED)' },
    ])
    expect(JSON.stringify(findings)).not.toContain('hunter22')
  })
})

describe('the doctor of the machine', () => {
  test('finds a taken port, a home open to others, and an address without https', async () => {
    const server = createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const home = mkdtempSync(join(tmpdir(), 'baton-home-'))
    chmodSync(home, 0o755)
    const findings = await machineFindings(
      readConfig({ PORT: String(port), BATON_HOME: home, HOST: '0.0.0.0' }),
      false,
    )
    expect(of(findings, 'port')[0]).toMatchObject({
      state: 'fail',
      mend: expect.stringContaining(`PORT=${port + 1}`),
    })
    expect(of(findings, 'home')[0]).toMatchObject({ state: 'warn', mend: `chmod 700 ${home}` })
    expect(of(findings, 'address')[0]).toMatchObject({
      state: 'warn',
      text: expect.stringContaining('in the clear'),
    })
    expect(of(findings, 'Node')[0]).toMatchObject({ text: expect.stringContaining(process.versions.node) })
    await new Promise((done) => server.close(done))
    rmSync(home, { recursive: true })
  })
})

describe('npm run baton -- doctor', () => {
  const run = (args: string[], env: Record<string, string>) =>
    new Promise<{ code: number | null; out: string; err: string }>((done) => {
      const home = mkdtempSync(join(tmpdir(), 'baton-home-'))
      const child = spawn(process.execPath, [CLI, 'doctor', ...args], {
        env: { ...process.env, BATON_HOME: home, PORT: '0', DATABASE_URL: '', ...env },
      })
      let [out, err] = ['', '']
      child.stdout.on('data', (data) => {
        out += data
      })
      child.stderr.on('data', (data) => {
        err += data
      })
      child.once('close', (code) => {
        rmSync(home, { recursive: true, force: true })
        done({ code, out, err })
      })
    })

  test('answers 1 where anything fails, and JSON where it is asked for', async () => {
    const { code, out, err } = await run(['--json'], { DATABASE_URL: database.url })
    expect([code, err]).toEqual([1, '']) // fsync is off
    const findings = JSON.parse(out) as Finding[]
    expect(findings.every(({ state, mend }) => (state === 'ok') === (mend === undefined))).toBe(true)
  })
  test('answers 0 on a new home, in lines for people', async () => {
    const { code, out } = await run([], {})
    expect(code).toBe(0)
    expect(out).toMatch(/^ok {4}Baton/)
    expect(out).toMatch(/warn {2}PostgreSQL +the embedded one is made at the first start\n +→ npm start/)
    expect(out).toMatch(/\n\d+ ok, \d+ to look at, 0 failed\n$/)
  })
})

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/database.ts'
import { folderOf } from '../../test/upgrade/migrating.ts'
import { migrate } from '../platform/db/migrate.ts'
import { allMigrations, type Migration, migrationsOf } from '../platform/db/migrations.ts'
import { connect } from '../platform/db/pool.ts'
import { VERSION } from '../platform/version.ts'
import { refuseOtherSchema } from './database.ts'

const SERVER = fileURLToPath(new URL('server.ts', import.meta.url))
const CLI = fileURLToPath(new URL('cli.ts', import.meta.url))
const NEWER = {
  '29990101T0000-moons': 'create table moon (id integer primary key);',
  '29990102T0000-tides': '--! breaking\ncreate table tide (id integer primary key);',
}

let database: TestDatabase
let home: string
let running: ChildProcess[] = []
beforeEach(async () => {
  database = await testDatabase()
  home = mkdtempSync(join(tmpdir(), 'baton-upgrade-'))
})
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const gone = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    await gone
  }
  running = []
  await database.close()
  rmSync(home, { recursive: true, force: true })
})

/** A newer Baton upgrades the database, by the first `count` of its own migrations. */
async function upgradeByNewer(count: number): Promise<void> {
  const folder = folderOf(NEWER)
  const own: Migration[] = migrationsOf([folder]).slice(0, count)
  rmSync(folder, { recursive: true })
  await migrate(database.url, { migrations: [...allMigrations(), ...own], version: '99.1.0' })
}

function run(script: string, args: string[] = []) {
  const child = spawn(process.execPath, [script, ...args], {
    env: {
      ...process.env,
      DATABASE_URL: database.url,
      BATON_HOME: home,
      PORT: '0',
      BATON_LOG: 'error',
      BATON_ADMIN_EMAIL: 'admin@example.com',
      BATON_ADMIN_PASSWORD: 'correct horse 9',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (piece) => {
    said.out += piece
  })
  child.stderr.on('data', (piece) => {
    said.err += piece
  })
  return { child, said, ended: new Promise<number | null>((done) => child.once('close', done)) }
}

async function started({ said, child }: ReturnType<typeof run>): Promise<string> {
  for (;;) {
    const address = /running at (\S+)/.exec(said.out)?.[1]
    if (address) return address
    if (child.exitCode !== null) throw new Error(said.err)
    await sleep(20)
  }
}

const status = async (url: string) => (await fetch(url, { headers: { connection: 'close' } })).status
const refusal = (names: string) =>
  `This database was upgraded by Baton 99.1.0 (${names}), which this Baton ${VERSION} does not know. Start Baton 99.1.0 or newer, or restore the backup made before the upgrade.\n`

describe('on a database that a newer Baton upgraded', () => {
  test('no server starts and no command works; the doctor reports it', async () => {
    await upgradeByNewer(1)
    const runs = [
      run(SERVER),
      run(CLI, ['check']),
      run(CLI, ['demo', 'maven']),
      run(CLI, ['import', 'nothing.csv', '--object', 'account']),
    ]
    for (const { ended, said } of runs)
      expect([await ended, said]).toEqual([1, { out: '', err: refusal('29990101T0000-moons') }])
    const doctor = run(CLI, ['doctor'])
    expect([await doctor.ended, doctor.said.err]).toEqual([1, ''])
    expect(doctor.said.out).toMatch(
      /FAIL {2}schema +is of a newer Baton \(29990101T0000-moons, 99\.1\.0\); this one does not start on it\n +→ start that version, or restore the backup made before the upgrade\n/,
    )
  })
  test('a running server goes on until a breaking migration, which ends it with the reason', async () => {
    const server = run(SERVER)
    const address = await started(server)
    await upgradeByNewer(1)
    await sleep(2500) // it looks every two seconds
    expect([await status(`${address}/healthz`), await status(`${address}/readyz`)]).toEqual([200, 200])
    const beside = run(CLI, ['check'])
    expect([await beside.ended, beside.said.err]).toEqual([1, refusal('29990101T0000-moons')])
    await upgradeByNewer(2)
    expect(await server.ended).toBe(1)
    expect(server.said.err).toBe(refusal('29990102T0000-tides'))
  })
})

test.runIf(process.platform === 'linux')(
  'workers are rolled on a newer schema; on an older one the new ones refuse and the old ones go on',
  async () => {
    const server = run(SERVER, ['--workers', '2'])
    const address = await started(server)
    const workers = () =>
      readFileSync(`/proc/${server.child.pid}/task/${server.child.pid}/children`, 'utf8')
        .trim()
        .split(' ')
        .map(Number)
    const first = workers()
    await upgradeByNewer(1)
    server.child.kill('SIGHUP')
    for (let i = 0; i < 150 && (workers().length !== 2 || workers().some((pid) => first.includes(pid))); i++)
      await sleep(100)
    const second = workers()
    expect(second).toHaveLength(2)
    expect(second.some((pid) => first.includes(pid))).toBe(false)
    expect(await status(`${address}/readyz`)).toBe(200)

    const owner = connect(database.url, { as: 'owner', max: 1 })
    await owner`delete from migration where name = ${allMigrations().at(-1)?.name ?? ''}`
    await owner.end()
    server.child.kill('SIGHUP')
    for (let i = 0; i < 100 && !server.said.err.includes('a worker could not start'); i++) await sleep(100)
    expect(server.said.err).toContain(
      'This Baton needs 1 migrations that the database does not have. Stop and start the server instead',
    )
    for (let i = 0; i < 100 && workers().length > 2; i++) await sleep(100)
    expect(workers()).toEqual(second)
    expect(await status(`${address}/healthz`)).toBe(200)
  },
)

test('a command on an older schema is refused and changes nothing, beside a running server as well', async () => {
  const owner = connect(database.url, { as: 'owner', max: 1 })
  await owner`delete from migration where name = ${allMigrations().at(-1)?.name ?? ''}`
  const older = `The database is of an older Baton (1 migrations are to be applied). Make a backup and start the server; its start upgrades the database.\n`
  const check = run(CLI, ['check'])
  expect([await check.ended, check.said]).toEqual([1, { out: '', err: older }])
  await expect(refuseOtherSchema(database.url)).rejects.toThrow(older.trim())
  const [count] = await owner<{ n: number }[]>`select count(*)::int as n from migration`
  expect(count?.n).toBe(allMigrations().length - 1)
  await owner.end()
})

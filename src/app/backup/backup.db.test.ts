import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { openWorld, PASSWORD, type World, wanted } from '../../../test/world.ts'
import { checkLedger } from '../../features/responsibility/index.ts'
import { connect, type Sql } from '../../platform/db/pool.ts'
import { type Application, createApplication } from '../application.ts'
import { BackupWriter } from './container.ts'
import { LEFT_OUT } from './manifest.ts'
import { readBackup } from './read.ts'
import { type Restored, restoreBackup } from './restore.ts'
import { saveBackup } from './save.ts'
import { dataColumns, quoted, structureOf } from './structure.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'baton-backup-'))
const home = join(folder, 'home')
const file = join(folder, 'company.baton')
let world: World
let before: Record<string, string>

beforeAll(async () => {
  world = await openWorld({ home })
  await furnish(world)
  await saveBackup(file, { url: world.api.url, home })
  const owner = connect(world.api.url, { as: 'owner', max: 1 })
  before = await digests(owner)
  await owner.end()
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Something of every kind: own objects and fields with rows, opportunities at several stages, offers, files. */
async function furnish({ admin, as, people, opportunity }: World): Promise<void> {
  const own = {
    name: 'sample',
    plural: 'samples',
    label: { zh: '样品', en: 'Sample' },
    pluralLabel: { zh: '样品', en: 'Samples' },
  }
  await wanted(admin.post('/definitions/objects', own))
  await wanted(
    admin.post('/definitions/objects/sample/fields', {
      name: 'serial',
      label: { zh: '编号', en: 'Serial' },
      type: 'text',
      unique: true,
      searchable: true,
    }),
  )
  await wanted(
    admin.post('/definitions/objects/opportunity/fields', {
      name: 'method',
      label: { zh: '方法', en: 'Method' },
      type: 'text',
      searchable: true,
    }),
  )
  for (const serial of ['甲-1', 'a;b\\c \\N', '𠮷 “x”'])
    await wanted(admin.post('/samples', { name: serial, serial }))
  const seller = await as('shanghai')
  const ids: string[] = []
  for (let n = 0; n < 6; n++)
    ids.push(
      await opportunity(seller, { method: `荧光 ${n}`, amount: { amount: `${n}00.00`, currency: 'CNY' } }),
    )
  const versionOf = async (id: string) =>
    (await admin.get<{ version: number }>(`/opportunities/${id}`)).body.version
  for (const [n, stage] of [
    [0, 'lost'],
    [1, 'lost'],
  ] as const) {
    const body = { stage, reason: '价格' }
    const id = ids[n] ?? ''
    await wanted(admin.ask('PUT', `/opportunities/${id}/stage`, { body, version: await versionOf(id) }))
  }
  const id = ids[2] ?? ''
  const { holder } = await wanted(admin.get<{ holder: { id: string } }>(`/opportunities/${id}`))
  const receiver = holder.id === people.guangdong ? people.shenzhen : people.guangdong
  await wanted(
    admin.ask('PUT', `/opportunities/${id}/holding`, {
      body: { person: receiver, reason: '区域' },
      version: await versionOf(id),
    }),
  )
  for (const key of ['aa/11aa', 'bb/22bb']) {
    mkdirSync(join(home, 'files', key, '..'), { recursive: true })
    writeFileSync(join(home, 'files', key), Buffer.from(key.repeat(50_000)))
    writeFileSync(join(home, 'files', `${key}.json`), JSON.stringify({ name: key }))
  }
  writeFileSync(join(home, 'files/aa/33aa'), 'still on its way')
}

/** What every table holds, without what a backup leaves out. */
async function digests(db: Sql): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const table of await structureOf(db)) {
    if (LEFT_OUT.has(table.name) || table.name === 'backup_made') continue
    const columns = dataColumns(table).map(quoted).join(', ')
    const [row] = await db.unsafe<{ digest: string }[]>(
      `select count(*) || ' ' || md5(coalesce(string_agg(r::text, '' order by r::text), '')) as digest from (select ${columns} from ${quoted(table.name)}) r`,
    )
    found[table.name] = row?.digest ?? ''
  }
  return found
}

async function emptyOne(): Promise<{ database: TestDatabase; home: string }> {
  return { database: await testDatabase({ empty: true }), home: mkdtempSync(join(folder, 'other-')) }
}
async function into<T>(
  path: string,
  work: (restored: Restored, url: string, home: string) => Promise<T>,
): Promise<T> {
  const { database, home: other } = await emptyOne()
  try {
    const restored = await restoreBackup(path, { url: database.url, home: other })
    return await work(restored, database.url, other)
  } finally {
    await database.close()
  }
}
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'not refused',
    (thrown: Error) => thrown.message,
  )
const bytesOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

describe('a backup', () => {
  test('brings everything back: rows, own objects and fields, counters, files', async () => {
    await into(file, async (restored, url, other) => {
      expect(restored).toMatchObject({ problems: [], upgraded: [], files: 4 })
      const owner = connect(url, { as: 'owner', max: 1 })
      expect(await digests(owner)).toEqual(before)
      expect(await owner`select 1 from session`).toHaveLength(0)
      await owner.end()
      for (const key of ['aa/11aa', 'bb/22bb', 'aa/11aa.json'])
        expect(bytesOf(join(other, 'files', key))).toBe(bytesOf(join(home, 'files', key)))
      expect(readdirSync(join(other, 'files/aa')).sort()).toEqual(['11aa', '11aa.json'])
    })
  })

  test('brings back a system that people work with: they sign in, find, make and pass on', async () => {
    await into(file, async (_, url) => {
      const application = await createApplication({ url, logLevel: 'silent', clock: { now: world.api.now } })
      try {
        await workWith(application)
      } finally {
        await application.close()
      }
    })
  })

  test('of a system at work holds all that was acknowledged before, and is of one instant', async () => {
    const other = join(folder, 'busy.baton')
    let going = true
    const made: string[] = []
    const writers = Array.from({ length: 4 }, async () => {
      const client = await world.as('shanghai')
      while (going) made.push(await world.opportunity(client))
    })
    while (made.length < 8) await new Promise((done) => setTimeout(done, 10))
    const acknowledged = [...made]
    await saveBackup(other, { url: world.api.url, home })
    const during = made.length - acknowledged.length
    going = false
    await Promise.all(writers)
    expect(during, 'they went on writing').toBeGreaterThan(0)
    await into(other, async ({ problems }, url) => {
      expect(problems).toEqual([])
      const db = connect(url, { as: 'owner', max: 1 })
      const [row] = await db<
        { count: number }[]
      >`select count(*)::int as count from opportunity where id = any(${acknowledged}::uuid[])`
      expect(row?.count).toBe(acknowledged.length)
      await db.end()
    })
  })
})

async function workWith({ http, db }: Application): Promise<void> {
  const ask = async (method: 'GET' | 'POST', path: string, payload?: object, cookie = '') => {
    const headers = { 'x-baton-csrf': '1', ...(cookie ? { cookie } : {}) }
    return http.inject({ method, url: `/api/v1${path}`, headers, ...(payload ? { payload } : {}) })
  }
  const entered = await ask('POST', '/session', {
    email: 'zhou.min@chenguang.example',
    password: PASSWORD,
  })
  expect(entered.statusCode, entered.body).toBeLessThan(300)
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? ''
  const samples = await ask('GET', '/samples?q=%E7%94%B2', undefined, cookie)
  expect(samples.json().items, samples.body).toMatchObject([{ serial: '甲-1' }])
  expect((await ask('POST', '/samples', { name: 'x', serial: '甲-1' }, cookie)).statusCode).toBe(409)
  const found = await ask('GET', '/opportunities?q=yingguang', undefined, cookie)
  expect(found.json().items).toHaveLength(6)
  const made = await ask(
    'POST',
    '/opportunities',
    { title: '新的', companyName: '新客户', requirement: '第一行\n第二行\t\\.' },
    cookie,
  )
  expect(made.statusCode, made.body).toBe(201)
  expect(made.json().number).toBeGreaterThan(6)
  expect((await checkLedger(db)).problems).toEqual([])
}

describe('a backup that is not whole', () => {
  test('is refused wherever a byte was changed, and nothing is restored', async () => {
    const whole = readFileSync(file)
    const bad = join(folder, 'changed.baton')
    const places = [
      13,
      14,
      20,
      whole.length - 1,
      whole.length - 5,
      ...Array.from({ length: 40 }, (_, i) => Math.floor((whole.length * (i + 0.5)) / 40)),
    ]
    for (const place of places) {
      const bytes = Buffer.from(whole)
      bytes[place] = (bytes[place] ?? 0) ^ (1 << (place % 8))
      writeFileSync(bad, bytes)
      expect(await refusal(readBackup(bad)), `byte ${place}`).toMatch(/damaged|not a backup/)
    }
    const { database, home: other } = await emptyOne()
    expect(await refusal(restoreBackup(bad, { url: database.url, home: other }))).toMatch(/damaged/)
    const db = connect(database.url, { as: 'admin', max: 1 })
    expect(await db`select 1 from pg_namespace where nspname = 'baton'`).toHaveLength(0)
    await db.end()
    await database.close()
  })
  test('is refused wherever it was cut off, and where something follows', async () => {
    const bad = join(folder, 'cut.baton')
    const { size } = statSync(file)
    for (let i = 1; i < 30; i++) {
      writeFileSync(bad, readFileSync(file))
      truncateSync(bad, Math.floor((size * i) / 30))
      expect(await refusal(readBackup(bad))).toMatch(/damaged/)
    }
    writeFileSync(bad, Buffer.concat([readFileSync(file), Buffer.from('more')]))
    expect(await refusal(readBackup(bad))).toMatch(/damaged/)
    writeFileSync(bad, 'BATON')
    expect(await refusal(readBackup(bad))).toContain('is not a backup of Baton')
    expect(await refusal(readBackup(join(folder, 'nowhere')))).toContain('ENOENT')
  })
  test('or of a newer Baton is refused by name', async () => {
    const newer = join(folder, 'newer.baton')
    const { manifest } = await readBackup(file)
    const write = async (said: object) => {
      const writer = await BackupWriter.open(newer)
      await writer.json('M', { ...manifest, tables: [], files: 0, ...said })
      await writer.close()
    }
    await write({ format: 2, version: '9.0.0' })
    expect(await refusal(readBackup(newer))).toBe(
      'The backup is of format 2, made by Baton 9.0.0; this Baton reads format 1. Use Baton 9.0.0 or newer.',
    )
    await write({
      version: '9.0.0',
      migrations: [...manifest.migrations, { name: '20991231T0000-later', hash: 'x' }],
    })
    const { database, home: other } = await emptyOne()
    expect(await refusal(restoreBackup(newer, { url: database.url, home: other }))).toMatch(
      /^The backup was made by Baton 9.0.0, whose schema \(20991231T0000-later\) this Baton \S+ does not have\. Restore it with Baton 9\.0\.0 or newer\.$/,
    )
    await database.close()
  })
  test('because a row of it breaks a law is refused after all, and leaves nothing behind', async () => {
    const source = await testDatabase()
    const db = connect(source.url, { as: 'owner', max: 1 })
    await db.unsafe(`alter table department drop constraint department_parent_id_fkey;
      insert into department (name, parent_id) values ('nowhere', uuidv7())`)
    await db.end()
    const bad = join(folder, 'broken.baton')
    await saveBackup(bad, { url: source.url, home: join(folder, 'none') })
    await source.close()
    const { database, home: other } = await emptyOne()
    expect(await refusal(restoreBackup(bad, { url: database.url, home: other }))).toContain(
      'violates foreign key constraint "department_parent_id_fkey"',
    )
    const there = connect(database.url, { as: 'admin', max: 1 })
    expect(await there`select 1 from pg_namespace where nspname = 'baton'`).toHaveLength(0)
    await there.end()
    await database.close()
  })
})

describe('a place that is not fit', () => {
  test('an occupied system is refused and left as it is', async () => {
    const { database, home: other } = await emptyOne()
    await restoreBackup(file, { url: database.url, home: other })
    expect(await refusal(restoreBackup(file, { url: database.url, home: join(folder, 'third') }))).toContain(
      'There is a system in this database already.',
    )
    const db = connect(database.url, { as: 'owner', max: 1, name: 'baton' })
    expect(await digests(db)).toEqual(before)
    expect(await refusal(restoreBackup(file, { url: database.url, home: other }))).toContain(
      'Somebody works on this database',
    )
    await db.end()
    await database.close()
  })
  test('files of another system are refused', async () => {
    const { database } = await emptyOne()
    expect(await refusal(restoreBackup(file, { url: database.url, home }))).toContain(
      'holds files of another system',
    )
    await database.close()
  })
  test('a file that is there, a folder that is not, and a full disk are refused, and no half file stays', async () => {
    const save = (path: string) => refusal(saveBackup(path, { url: world.api.url, home }))
    expect(await save(file)).toContain('is there already')
    expect(await save(join(folder, 'no/where.baton'))).toContain('ENOENT')
    if (existsSync('/dev/full')) {
      const writer = await BackupWriter.open('/dev/full')
      await writer.json('M', {})
      expect(await refusal(writer.close())).toContain('ENOSPC')
      await writer.abandon()
    }
    const empty = await testDatabase({ empty: true })
    expect(await refusal(saveBackup(join(folder, 'empty.baton'), { url: empty.url, home }))).toMatch(
      /There is no Baton/,
    )
    await empty.close()
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
})

test('the command saves, verifies, refuses and restores', async () => {
  const run = promisify(execFile)
  const env = { ...process.env, DATABASE_URL: world.api.url, BATON_HOME: home }
  const baton = (args: string[], own: Record<string, string> = {}) =>
    run(process.execPath, [CLI, ...args], { env: { ...env, ...own } }).then(
      ({ stdout }) => ({ code: 0, out: stdout, err: '' }),
      (thrown: { code: number; stdout: string; stderr: string }) => ({
        code: thrown.code,
        out: thrown.stdout,
        err: thrown.stderr,
      }),
    )
  const path = join(folder, 'by-command.baton')
  expect(await baton(['backup', path])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/by-command\.baton: \d+ rows and 4 files/),
  })
  expect(await baton(['backup', path])).toMatchObject({
    code: 1,
    err: expect.stringContaining('is there already'),
  })
  expect(await baton(['backup', '--verify', path])).toMatchObject({
    code: 0,
    out: expect.stringContaining('is whole: made'),
  })
  expect((await baton(['doctor'])).out).toMatch(/ok +backup +the last one was made/)
  expect(await baton(['backup'])).toMatchObject({ code: 2 })
  const { database, home: other } = await emptyOne()
  const elsewhere = { DATABASE_URL: database.url, BATON_HOME: other }
  expect(await baton(['restore', path], elsewhere)).toMatchObject({
    code: 0,
    out: expect.stringContaining('0 problems in the ledger'),
  })
  expect(await baton(['restore', path], elsewhere)).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is a system'),
  })
  expect(await baton(['restore'], elsewhere)).toMatchObject({ code: 2 })
  await database.close()
})

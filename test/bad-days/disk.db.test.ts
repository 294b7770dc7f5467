import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkLedger } from '../../src/features/responsibility/index.ts'
import { type Embedded, startEmbedded } from '../../src/platform/db/embedded.ts'
import { connect, type Sql } from '../../src/platform/db/pool.ts'
import { allowWriting, keepRoom } from '../../src/platform/db/room.ts'
import { type Answer, ask, signIn } from './load.ts'
import { type Server, startServer } from './servers.ts'
import { smallDisk } from './small-disk.ts'

const MB = 1024 ** 2
const disk = smallDisk(420)
if (typeof disk === 'string') process.stdout.write(`skipped: a really full disk, because ${disk}\n`)
const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0
if (!hasPrlimit) process.stdout.write('skipped: files that may not grow, because there is no prlimit here\n')

const create = (server: Server, cookie: string, title = '光谱仪') =>
  ask(server.address, {
    method: 'POST',
    path: '/opportunities',
    body: { title, companyName: '华东大学' },
    cookie,
  })
const list = (server: Server, cookie: string) =>
  ask(server.address, { method: 'GET', path: '/opportunities', cookie })
const told = ({ status, body }: Answer) => [status, body['code']]
const upload = async (server: Server, cookie: string, path: 'files' | 'imports') => {
  const form = new FormData()
  form.set('object', 'opportunity')
  form.set('file', new Blob([`商机名称\n${'光谱仪\n'.repeat(5000)}`]), 'a.csv')
  const headers = { cookie, 'x-baton-csrf': '1' }
  const answer = await fetch(`${server.address}/api/v1/${path}`, { method: 'POST', headers, body: form })
  return told({ status: answer.status, body: (await answer.json()) as Answer['body'] })
}
const CANNOT = [507, 'http.cannot-store']
const MADE = [201, undefined]

describe.skipIf(typeof disk === 'string')('on a disk of its own that becomes full', () => {
  if (typeof disk === 'string') return
  const home = join(disk.folder, 'home')
  let server: Server
  let cookie: string
  let made = 0
  afterAll(async () => {
    await server?.stop()
    disk.remove()
  })
  const until = (wanted: readonly unknown[]) =>
    expect
      .poll(
        async () => {
          const answer = await create(server, cookie)
          if (answer.status === 201) made += 1
          return told(answer)
        },
        { timeout: 10_000, interval: 50 },
      )
      .toEqual(wanted)
  const count = async () =>
    (await ask(server.address, { method: 'GET', path: '/opportunities/count', cookie })).body['count']

  test('what is written is refused before PostgreSQL has no room, reading goes on, and it is over by itself', async () => {
    server = await startServer({ home })
    cookie = await signIn(server.address)
    await until(MADE)
    disk.fill(60)
    await until(CANNOT)
    expect(server.errors()).toContain('the disk is nearly full')
    disk.fill(0)
    for (let i = 0; i < 20; i++) {
      expect(told(await create(server, cookie))).toEqual(CANNOT)
      expect((await list(server, cookie)).status).toBe(200)
    }
    expect(await upload(server, cookie, 'files')).toEqual(CANNOT)
    expect(await upload(server, cookie, 'imports')).toEqual(CANNOT)
    await expect(signIn(server.address)).rejects.toThrow('http.cannot-store')
    disk.empty()
    await until(MADE)
    expect(await count()).toBe(made)
    expect(readFileSync(join(home, 'postgres.log'), 'utf8')).not.toContain('PANIC')
  }, 40_000)

  test('a server is not started on a full one, and says so in one sentence; with room it starts and has everything', async () => {
    disk.fill(60)
    await until(CANNOT)
    await expect(server.killAndRestart()).rejects.toThrow(
      /^Only \d+ MB are free below \S+, and 128 MB are needed to start\. Make room .+\n$/,
    )
    disk.empty()
    await server.killAndRestart()
    await until(MADE)
    expect(await count()).toBe(made)
  }, 40_000)
})

describe('with a PostgreSQL elsewhere', () => {
  const home = mkdtempSync(join(tmpdir(), 'baton-bad-days-'))
  let postgres: Embedded
  beforeAll(async () => {
    postgres = await startEmbedded({ home })
  })
  afterAll(async () => {
    await postgres?.stop()
    rmSync(home, { recursive: true, force: true })
  })

  test('a disk with little room is only read, through every connection at once, until there is room again', async () => {
    const server = await startServer({ databaseUrl: postgres.url })
    const cookie = await signIn(server.address)
    let free = 100 * MB
    const said: string[] = []
    const note = (_: unknown, text?: string) => void said.push(text ?? '')
    const stop = keepRoom(home, postgres.url, { error: note, warn: note } as never, () => free)
    try {
      await expect.poll(async () => told(await create(server, cookie)), { timeout: 5000 }).toEqual(CANNOT)
      const sessions = connect(postgres.url, { as: 'owner', max: 1, name: 'bad-days' })
      await sessions`begin read write`
      await sessions`update session set last_seen_at = last_seen_at - interval '1 hour'`
      await sessions`commit`
      await sessions.end()
      expect((await list(server, cookie)).status).toBe(200) // a session whose use cannot be noted
      free = 150 * MB // more than it takes to stop writing, less than it takes to begin again
      await new Promise((done) => setTimeout(done, 1500))
      expect(told(await create(server, cookie))).toEqual(CANNOT)
      free = 300 * MB
      await expect.poll(async () => told(await create(server, cookie)), { timeout: 5000 }).toEqual(MADE)
      expect(said).toEqual([
        'the disk is nearly full: nothing is written until there is room',
        'there is room again: everything is written as before',
      ])
      free = 0
      await expect.poll(async () => told(await create(server, cookie)), { timeout: 5000 }).toEqual(CANNOT)
      await stop() // as by a kill: the setting stays behind
      await allowWriting(postgres.url)
      expect(told(await create(server, cookie))).toEqual(MADE)
    } finally {
      await stop()
      await server.stop()
    }
  }, 30_000)

  test.runIf(hasPrlimit)(
    'files that may not grow are a disk that takes nothing; what was acknowledged is there when they may',
    async () => {
      const server = await startServer({ databaseUrl: postgres.url })
      const owner = connect(postgres.url, { as: 'owner', max: 1, name: 'bad-days' })
      try {
        const cookie = await signIn(server.address)
        await fillJournal(owner, 1500, 14_000) // a new file of the write-ahead log must still fit
        expect(told(await create(server, cookie))).toEqual(MADE)
        const [event] = await owner<{ bytes: number }[]>`select pg_relation_size('event')::int as bytes`
        expect(event?.bytes).toBeGreaterThan(16 * MB)
        await limitFiles(postgres, String(event?.bytes))
        await expect(fillJournal(owner, 10, 1_000_000)).rejects.toThrow('File too large')
        const titles: string[] = []
        for (let i = 0; i < 60; i++) {
          const answer = await create(server, cookie, `F-${i}`)
          if (answer.status === 201) titles.push(`F-${i}`)
          else expect(told(answer)).toEqual(CANNOT)
        }
        expect(titles.length).toBeLessThan(60)
        expect((await list(server, cookie)).status).toBe(200)
        await limitFiles(postgres, 'unlimited')
        expect(told(await create(server, cookie))).toEqual(MADE)
        const rows = await owner<{ title: string }[]>`
          select title from opportunity where title like 'F-%' order by number`
        expect(rows.map(({ title }) => title)).toEqual(titles)
        expect((await checkLedger(owner)).problems).toEqual([])
      } finally {
        await limitFiles(postgres, 'unlimited')
        await owner.end()
        await server.stop()
      }
    },
    30_000,
  )

  test('a home that cannot be written is said in one sentence at the start', async () => {
    await expect(startServer({ databaseUrl: postgres.url, home: '/dev/null/baton' })).rejects.toThrow(
      /^Nothing can be stored in \/dev\/null\/baton \(EN\w+: [^)]+\)\. Give the folder to this user .+\n$/,
    )
  })

  const small = smallDisk(1)
  const isRoot = process.getuid?.() === 0
  const why = typeof small === 'string' && isRoot ? `${small}, and root may write everywhere` : undefined
  if (why) process.stdout.write(`skipped: a home that becomes read-only, because ${why}\n`)
  test.skipIf(why !== undefined)(
    'a home that becomes read-only or full takes no file, everything else goes on, and it is over by itself',
    async () => {
      const folder = typeof small === 'string' ? mkdtempSync(join(tmpdir(), 'baton-bad-days-')) : small.folder
      const server = await startServer({ databaseUrl: postgres.url, home: join(folder, 'home') })
      try {
        const cookie = await signIn(server.address)
        const taken = () => Promise.all([upload(server, cookie, 'files'), upload(server, cookie, 'imports')])
        expect(await taken()).toEqual([MADE, MADE])
        const refuse = [CANNOT, CANNOT]
        const readOnly = (is: boolean) => {
          if (typeof small !== 'string') small.writable(!is)
          else
            for (const part of ['files', 'imports']) chmodSync(join(folder, 'home', part), is ? 0o500 : 0o700)
        }
        readOnly(true)
        expect(await taken()).toEqual(refuse)
        expect(told(await create(server, cookie))).toEqual(MADE)
        readOnly(false)
        expect(await taken()).toEqual([MADE, MADE])
        if (typeof small === 'string') return
        small.fill(0)
        expect(await taken()).toEqual(refuse)
        expect(told(await create(server, cookie))).toEqual(MADE)
        small.empty()
        expect(await taken()).toEqual([MADE, MADE])
      } finally {
        await server.stop()
        if (typeof small === 'string') rmSync(folder, { recursive: true, force: true })
        else small.remove()
      }
    },
    30_000,
  )
})

async function fillJournal(owner: Sql, letters: number, rows: number): Promise<void> {
  await owner`insert into event (at, kind, object, record_id, actor_kind, cause)
    select now(), 'test', 'test', uuidv7(), 'system', jsonb_build_object('filler', repeat('x', ${letters}::int))
    from generate_series(1, ${rows}::int)`
}

/** Sets how large a file PostgreSQL and those of its processes that serve somebody may write. */
async function limitFiles({ url, pid }: Embedded, bytes: string): Promise<void> {
  const admin = connect(url, { as: 'admin', max: 1, name: 'bad-days' })
  const rows = await admin<{ pid: number }[]>`
    select pid from pg_stat_activity where backend_type = 'client backend'`
  await admin.end()
  const { uid, gid } = statSync(`/proc/${pid}`) // only its own user may
  for (const each of [pid, ...rows.map((row) => row.pid)]) {
    const set = spawnSync('prlimit', ['--pid', String(each), `--fsize=${bytes}:`], { uid, gid })
    if (set.status !== 0 && existsSync(`/proc/${each}`)) throw new Error(set.stderr.toString())
  }
}

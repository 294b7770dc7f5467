import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { livingCredentials, sweepSignIns } from '../../src/features/identity/index.ts'
import { checkLedger } from '../../src/features/responsibility/index.ts'
import { type Embedded, startEmbedded } from '../../src/platform/db/embedded.ts'
import { forgetKeys } from '../../src/platform/http/idempotency.ts'
import type { Client } from '../api.ts'
import { ADMIN_EMAIL, openWorld, PASSWORD, type World, wanted } from '../world.ts'
import { runBadDay } from './scenario.ts'

const HOUR = 60
const DAY = 24 * HOUR

describe('a clock that is set', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world.close())

  type Tile = { from: string; until: string | null; person: { id: string } }
  const tiles = async (id: string) =>
    (await wanted(world.admin.get<{ items: Tile[] }>(`/opportunities/${id}/holdings`))).items
  const record = (id: string) =>
    wanted(world.admin.get<{ version: number; stage: { id: string } }>(`/opportunities/${id}`))
  const change = async (who: Client, id: string, part: 'holding' | 'stage', body: unknown) => {
    const { version } = await record(id)
    return wanted(who.ask('PUT', `/opportunities/${id}/${part}`, { body, version }))
  }

  test.each([
    ['a day on', DAY],
    ['an hour back', -HOUR],
    ['two days back', -2 * DAY],
  ])(
    '%s: the baton is passed, won, reopened and handed over, and the tiles follow one another',
    async (_, minutes) => {
      const { admin, api, people } = world
      const holder = await world.as('shanghai')
      const receiver = await world.as('zhejiang')
      const id = await world.opportunity(admin, { holder: people.shanghai, source: 'phone' })
      const helping = `/opportunities/${id}/participants/${people.support}`
      await wanted(admin.put(helping, { letter: 'C' }))
      const packet = { needs: '质谱仪', nextStep: '报价', nextStepOn: '2026-12-01' }
      const body = { to: people.zhejiang, packet }
      const given = await wanted(
        holder.post<{ id: string; offeredAt: string }>(`/opportunities/${id}/hand-overs`, body),
      )
      api.pass(minutes)

      const answering = { body: { answer: 'accept' }, version: 1 }
      const accepted = await wanted(
        receiver.ask<{ answeredAt: string }>('PUT', `/hand-overs/${given.id}/answer`, answering),
      )
      expect(accepted.answeredAt >= given.offeredAt).toBe(true)
      await change(admin, id, 'holding', { person: people.guangdong, reason: '换人' })
      await change(admin, id, 'stage', { stage: 'screened' })
      await wanted(admin.put(helping, { letter: 'R' }))
      await wanted(admin.put(helping, { letter: 'C' }))
      await wanted(admin.delete(helping))
      await change(admin, id, 'stage', { stage: 'lost', reason: '预算' })
      await change(admin, id, 'stage', { stage: 'lead', reason: '又有预算' })

      const found = await tiles(id)
      expect(found.map(({ person }) => person.id)).toEqual([
        people.shanghai,
        people.zhejiang,
        people.guangdong,
        people.guangdong,
        people.guangdong,
      ])
      for (const [i, { from, until }] of found.entries()) {
        if (until) expect(from <= until).toBe(true)
        const earlier = found[i - 1]
        if (earlier) expect((earlier.until ?? 'never') <= from).toBe(true)
      }
      expect(found.at(-1)?.until).toBeNull()
      expect((await checkLedger(api.application.db)).problems).toEqual([])
      api.pass(-minutes)
    },
  )

  test('a session outlives a day on and an hour back, and ends after its days', async () => {
    const { api } = world
    const client = await world.as('director')
    const { db } = api.application
    const token = client.headers['cookie']?.split('=')[1] ?? ''
    for (const minutes of [DAY, -DAY - HOUR, HOUR]) {
      api.pass(minutes)
      expect((await client.get('/me')).status).toBe(200)
      await sweepSignIns(db, api.now())
      expect(await livingCredentials(db, api.now(), [token])).toEqual(new Set([token]))
    }
    api.pass(31 * DAY)
    expect((await client.get('/me')).status).toBe(401)
    api.pass(-31 * DAY)
    expect((await client.get('/me')).status).toBe(200)
  })

  test('failures noted by a clock that ran a day ahead lock nobody when it is true again', async () => {
    const { api } = world
    const tryWith = (password: string) => api.nobody.post('/session', { email: ADMIN_EMAIL, password })
    api.pass(DAY)
    for (let i = 0; i < 8; i++) await tryWith('wrong')
    expect((await tryWith(PASSWORD)).code).toBe('identity.locked')
    api.pass(-DAY)
    expect((await tryWith(PASSWORD)).status).toBe(201)
  })

  test('a request sent again is answered once, also where the clock jumped a month between', async () => {
    const { admin, api } = world
    const before = await wanted(admin.get<{ count: number }>('/opportunities/count'))
    const send = () =>
      admin.post('/opportunities', { title: '一次', companyName: '华东大学' }, { 'idempotency-key': 'k' })
    const first = await wanted(send())
    api.pass(29 * DAY)
    await forgetKeys(api.application.db, 7)
    const again = await send()
    expect([again.status, again.headers['idempotency-replayed'], again.body]).toEqual([201, 'true', first])
    api.pass(-29 * DAY)
    const after = await wanted(admin.get<{ count: number }>('/opportunities/count'))
    expect(after.count).toBe(before.count + 1)
  })
})

describe('servers whose clocks jump a day on and an hour back, and disagree', () => {
  const home = mkdtempSync(join(tmpdir(), 'baton-bad-days-'))
  let postgres: Embedded
  beforeAll(async () => {
    postgres = await startEmbedded({ home })
  })
  afterAll(async () => {
    await postgres?.stop()
    rmSync(home, { recursive: true, force: true })
  })

  test('lose nothing, double nothing and keep the ledger in order', { timeout: 60_000 }, async () => {
    const load = { servers: 2, clients: 4, seconds: 10, seed: 11, importRows: 3000 }
    const { problems, ...outcome } = await runBadDay({ postgres, ...load, day: 'clock' })
    expect(problems.slice(0, 10)).toEqual([])
    expect(outcome.clockJumps).toBeGreaterThan(3)
    expect(outcome.done['pass']).toBeGreaterThan(5)
  })
})

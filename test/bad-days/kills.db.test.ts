import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Embedded, startEmbedded } from '../../src/platform/db/embedded.ts'
import { runBadDay } from './scenario.ts'

const home = mkdtempSync(join(tmpdir(), 'baton-bad-days-'))
let postgres: Embedded
beforeAll(async () => {
  postgres = await startEmbedded({ home })
})
afterAll(async () => {
  await postgres?.stop()
  rmSync(home, { recursive: true, force: true })
})

test('servers, workers and the database are killed under every kind of work: nothing acknowledged is lost, nothing doubled', {
  timeout: 120_000,
}, async () => {
  const load = { servers: 2, workers: 2, clients: 6, seconds: 14, seed: 7, importRows: 20_000 }
  const { problems, done, ...outcome } = await runBadDay({ postgres, ...load, day: 'kills' })
  expect(problems.slice(0, 10)).toEqual([])
  expect(outcome.serverKills).toBeGreaterThan(0)
  expect(outcome.databaseKills).toBeGreaterThan(0)
  if (process.platform === 'linux') expect(outcome.workerKills).toBeGreaterThan(0)
  expect(outcome.repeated).toBeGreaterThan(0)
  expect(outcome.replayed).toBeGreaterThan(0)
  expect(Object.keys(done).sort()).toEqual(expect.arrayContaining(KINDS))
})

const KINDS = ['create', 'edit', 'follow-up', 'helper', 'move', 'offer', 'pass', 'task']

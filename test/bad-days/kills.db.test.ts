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

test('servers and the database are killed under load: nothing acknowledged is lost, nothing doubled', {
  timeout: 120_000,
}, async () => {
  const given = { postgres, servers: 2, clients: 6, seconds: 12, seed: 7, importRows: 20_000, kills: true }
  const outcome = await runBadDay(given)
  expect(outcome.problems.slice(0, 10)).toEqual([])
  expect(outcome.serverKills).toBeGreaterThan(0)
  expect(outcome.databaseKills).toBeGreaterThan(0)
  expect(outcome.repeated).toBeGreaterThan(0)
  expect(outcome.made).toBeGreaterThan(5)
})

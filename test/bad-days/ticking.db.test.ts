import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { restoreBackup } from '../../src/app/backup/restore.ts'
import { saveBackup } from '../../src/app/backup/save.ts'
import { type Embedded, startEmbedded } from '../../src/platform/db/embedded.ts'
import { testDatabase } from '../database.ts'
import { runTickingDay, ticksOn } from './ticking.ts'

const home = mkdtempSync(join(tmpdir(), 'baton-bad-days-'))
let postgres: Embedded
beforeAll(async () => {
  postgres = await startEmbedded({ home })
})
afterAll(async () => {
  await postgres?.stop()
  rmSync(home, { recursive: true, force: true })
})

test('every step of thousands fires once, whoever is killed and however the clocks are set; a restored backup repeats none', {
  timeout: 300_000,
}, async () => {
  const { problems, fired, kills, worked } = await runTickingDay({
    postgres,
    servers: 3,
    opportunities: 600,
    seed: 5,
  })
  expect(problems.slice(0, 10)).toEqual([])
  expect(fired).toBeGreaterThan(1500)
  expect(kills).toBeGreaterThan(3)
  expect(worked).toBeGreaterThan(10)

  const file = join(home, 'company.baton')
  await saveBackup(file, { url: postgres.url, home })
  const restored = await testDatabase({ empty: true })
  await restoreBackup(file, { url: restored.url, home: join(home, 'restored') })
  const later = await ticksOn(restored.url)
  expect(later.problems.slice(0, 10)).toEqual([])
  expect(later.fired).toBeGreaterThanOrEqual(fired)
  await restored.close()
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Embedded, startEmbedded } from '../../src/platform/db/embedded.ts'
import { runRace } from './scenario.ts'

let home: string
let postgres: Embedded
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'baton-races-'))
  postgres = await startEmbedded({ home })
})
afterEach(async () => {
  await postgres?.stop()
  rmSync(home, { recursive: true, force: true })
})

/** `npm run races` runs twenty seeds for longer. */
describe('64 clients pass, offer, answer, move, route, claim, release and deactivate on the same 200 opportunities through 3 servers', () => {
  const given = { opportunities: 200, clients: 64, servers: 3, people: 24, seconds: 6 }

  test('every answer is consistent with an order of commits, and the ledger is whole', {
    timeout: 120_000,
  }, async () => {
    const { problems, counts } = await runRace({ ...given, postgres, seed: 1, kills: false })
    expect(problems.slice(0, 10)).toEqual([])
    for (const deed of [
      'pass',
      'bulk-pass',
      'move',
      'offer',
      'read',
      'route',
      'claim',
      'release',
      'assign',
      'take-back',
    ])
      expect(counts[`${deed} done`], JSON.stringify(counts)).toBeGreaterThan(0)
  })
  test('and where servers and PostgreSQL are killed meanwhile', { timeout: 180_000 }, async () => {
    const { problems, kills } = await runRace({ ...given, postgres, seed: 2, kills: true })
    expect(problems.slice(0, 10)).toEqual([])
    expect(kills).toBeGreaterThan(1)
  })
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrator, importFile } from '../../src/app/commands/import.ts'
import { commandApplication } from '../../src/app/serving.ts'
import { getRun, settled, startRun } from '../../src/features/imports/index.ts'
import { foldTally } from '../../src/features/opportunities/index.ts'
import { standingCheck } from '../../src/features/responsibility/index.ts'
import { settleSearch, sqlState } from '../../src/platform/db/transaction.ts'
import { openWorld, type World } from '../world.ts'

const LIMIT_MS = 400
const HELD_MS = 1000
const ROWS = 6000

let world: World
let home: string
let before: string | undefined
beforeAll(async () => {
  before = process.env['BATON_HOME']
  home = mkdtempSync(join(tmpdir(), 'baton-limits-'))
  process.env['BATON_HOME'] = home
  world = await openWorld({ statementMs: LIMIT_MS })
})
afterAll(async () => {
  await world.close()
  if (before === undefined) delete process.env['BATON_HOME']
  else process.env['BATON_HOME'] = before
  rmSync(home, { recursive: true, force: true })
})

/** Does it while everything that touches `table` must wait longer than a request's statement may take. */
async function whileHeld<T>(table: string, work: () => Promise<T>): Promise<T> {
  const held = Promise.withResolvers<void>()
  const holding = world.api.application.owner.begin(async (tx) => {
    await tx.unsafe(`lock table "${table}" in access exclusive mode`)
    held.resolve()
    await sleep(HELD_MS)
  })
  await held.promise
  const [result] = await Promise.all([work(), holding])
  return result
}

describe('work that takes longer than a request may', () => {
  test('of a request is ended and said to be busy', async () => {
    const { code } = await whileHeld('holding', () => world.admin.get('/opportunities/count?filter=isOpen'))
    expect(code).toBeUndefined() // it asks nothing of that table
    const refused = await whileHeld('opportunity', () => world.admin.get('/opportunities'))
    expect([refused.status, refused.code]).toEqual([503, 'http.busy'])
  })

  test('of an import, its check and its search entries takes its time', async () => {
    const { application } = world.api
    const context = await administrator(application)
    const file = join(home, 'many.csv')
    const lines = Array.from({ length: ROWS }, (_, i) => `商机 ${i},K${i}`)
    writeFileSync(file, `商机名称,外部编号\n${lines.join('\n')}\n`)
    const given = { file, object: 'opportunity', dryRun: true } as const
    const checked = await whileHeld('opportunity', () => importFile(context, given))
    expect(checked).toMatchObject({ state: 'checked', rowsRead: ROWS })
    const run = await whileHeld('opportunity', async () => {
      await startRun(context, checked.id)
      await settled(checked.id)
      return getRun(context, checked.id)
    })
    expect(run).toMatchObject({ state: 'done', created: ROWS, problems: 0 })
    await whileHeld('opportunity', () => settleSearch(application.db))
  })

  test('of folding the tallies takes its time', async () => {
    const { db, owner } = world.api.application
    await whileHeld('tally_change', () => foldTally(db))
    const [row] = await owner<{ left: number }[]>`select count(*)::int as left from tally_change`
    expect(row?.left).toBe(0)
  })

  test('of the standing check takes its time', async () => {
    const { db } = world.api.application
    const found = await whileHeld('holding', () => standingCheck(db, '2026-11-30T08:00:00.000Z'))
    expect(found).toEqual({ open: ROWS, problems: [] })
  })

  test('of an export is page by page: the whole may take as long as its reader', async () => {
    const { http } = world.api.application
    await http.listen({ port: 0, host: '127.0.0.1' })
    const { port } = http.server.address() as { port: number }
    const headers = { ...world.admin.headers, 'accept-encoding': 'identity' }
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/opportunities/export.csv`, { headers })
    const began = performance.now()
    let text = ''
    for await (const piece of answer.body ?? []) {
      text += Buffer.from(piece).toString()
      await sleep(50)
    }
    expect(performance.now() - began).toBeGreaterThan(LIMIT_MS)
    expect(text.trim().split('\n')).toHaveLength(ROWS + 1)
  })

  test('of a command is without end', async () => {
    const application = await commandApplication({ home }, world.api.url)
    try {
      const [row] = await application.db`select current_setting('statement_timeout') as most`
      expect(row?.['most']).toBe('0')
    } finally {
      await application.close()
    }
    const thrown = await world.api.application.db`select pg_sleep(2)`.catch((error: unknown) => error)
    expect(sqlState(thrown)).toBe('57014')
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkLedger } from '../../src/features/responsibility/index.ts'
import { prepareCluster } from '../../src/platform/db/cluster.ts'
import { connect } from '../../src/platform/db/pool.ts'
import { schemaText } from '../../tools/schema-text.ts'
import { testDatabase } from '../database.ts'
import { openWorld } from '../world.ts'
import { fillCompany } from './company.ts'
import { dump, load, readFixture, writeDefinitionsDown, writeFixture } from './fixture.ts'

const home = mkdtempSync(join(tmpdir(), 'baton-company-'))
const before = process.env['BATON_HOME']
beforeAll(() => {
  process.env['BATON_HOME'] = home
})
afterAll(() => {
  if (before === undefined) delete process.env['BATON_HOME']
  else process.env['BATON_HOME'] = before
  rmSync(home, { recursive: true, force: true })
})

test('a company of this version is written into a fixture and comes out of it whole', async () => {
  const file = process.env['BATON_FIXTURE'] ?? join(home, 'company.json.gz')
  const world = await openWorld({ home })
  const owner = connect(world.api.url, { as: 'owner', max: 1 })
  await writeDefinitionsDown(owner)
  await fillCompany(world)
  const ledger = await checkLedger(world.api.application.db)
  expect(ledger).toMatchObject({ open: expect.any(Number), problems: [] })
  const written = await dump(owner)
  writeFixture(file, written)
  const schema = await schemaText(owner)
  await owner.end()
  await world.close()

  const database = await testDatabase({ empty: true })
  await prepareCluster(database.url)
  await load(database.url, readFixture(file))
  const loaded = connect(database.url, { as: 'owner', max: 1 })
  await loaded.unsafe('create schema noted; create table noted.statement (id integer, text text)')
  const { tables, sequences } = await dump(loaded)
  expect(tables).toEqual(written.tables)
  expect(sequences).toEqual(written.sequences)
  expect(await schemaText(loaded)).toBe(schema)
  expect(await checkLedger(loaded)).toEqual(ledger)
  await loaded.end()
  await database.close()
})

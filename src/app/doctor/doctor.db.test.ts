import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { connect, type Sql } from '../../platform/db/pool.ts'
import { databaseFindings } from './database.ts'

describe('the doctor', () => {
  let database: TestDatabase
  let owner: Sql
  beforeAll(async () => {
    database = await testDatabase()
    owner = connect(database.url, { as: 'owner', max: 1 })
  })
  afterAll(async () => {
    await owner.end()
    await database.close()
  })

  const about = async (name: string, wanted = 25) =>
    (await databaseFindings(database.url, false, wanted)).find((finding) => finding.about === name)

  test('finds a migrated database fit for work, but for the safety the tests do without', async () => {
    const findings = await databaseFindings(database.url, false, 25)
    expect(findings.filter(({ state, about: name }) => state === 'fail' && name !== 'safety')).toEqual([])
    expect((await about('safety'))?.text).toMatch(/fsync/)
  })

  test('sees a role that may rewrite the ledger, and names the command', async () => {
    await owner`grant update on holding to baton_app`
    const found = await about('rights on holding')
    await owner`revoke update on holding from baton_app`
    expect(found).toMatchObject({ state: 'fail', mend: expect.stringMatching(/^revoke/) })
    expect(await about('rights on holding')).toMatchObject({ state: 'ok' })
  })

  test('sees an older schema, and more connections wanted than there are', async () => {
    await owner`delete from migration where name = (select max(name) from migration)`
    expect(await about('schema')).toMatchObject({
      state: 'warn',
      text: expect.stringContaining('1 migration'),
    })
    expect((await about('connections', 100_000))?.state).not.toBe('ok')
  })

  test('says where a database cannot be reached, and not its password', async () => {
    const [found, ...rest] = await databaseFindings('postgres://a:secretword@127.0.0.1:1/x', false, 5)
    expect(rest).toEqual([])
    expect(found).toMatchObject({ state: 'fail' })
    expect(JSON.stringify(found)).not.toContain('secretword')
  })
})

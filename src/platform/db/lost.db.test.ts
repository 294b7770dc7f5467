import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { isLost } from './lost.ts'
import { connect, type Sql } from './pool.ts'
import { transaction } from './transaction.ts'

let database: TestDatabase
let pool: Sql
let owner: Sql
beforeAll(async () => {
  database = await testDatabase()
  pool = connect(database.url, { as: 'app', max: 8, name: 'baton-lost' })
  owner = connect(database.url, { as: 'owner', max: 1 })
})
afterAll(async () => {
  await pool.end()
  await owner.end()
  await database.close()
})

const backends = () => owner<{ pid: number }[]>`
  select pid from pg_stat_activity where datname = current_database() and application_name = 'baton-lost'`

/** A fault outside of any promise ends the test run; that there is none is what is tested. */
test.each([
  ['while a statement runs', (tx: Sql) => tx`select pg_sleep(30)`],
  [
    'between two statements',
    async (tx: Sql) => {
      await tx`select 1`
      await new Promise((done) => setTimeout(done, 600))
      await tx`select 2`
    },
  ],
])('a transaction whose connection is ended %s is refused, and the pool goes on', async (_, work) => {
  const ends = Array.from({ length: 6 }, () =>
    transaction(pool, async (tx) => void (await work(tx as unknown as Sql))).then(
      () => 'done',
      (thrown) => thrown,
    ),
  )
  for (let i = 0; i < 100 && (await backends()).length < 6; i++)
    await new Promise((done) => setTimeout(done, 20))
  await owner`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'baton-lost'`
  for (const end of await Promise.all(ends)) expect(isLost(end), String(end)).toBe(true)
  await new Promise((done) => setTimeout(done, 700)) // what asks on afterwards asks nobody
  expect(await pool`select 1 as one`).toMatchObject([{ one: 1 }])
  expect(await transaction(pool, (tx) => tx`select 2 as two`)).toMatchObject([{ two: 2 }])
})

test('any other fault rolls back as ever', async () => {
  await expect(transaction(pool, (tx) => tx`select 1 / 0`)).rejects.toMatchObject({ code: '22012' })
  await expect(
    transaction(pool, async () => {
      throw new Error('mine')
    }),
  ).rejects.toThrow('mine')
})

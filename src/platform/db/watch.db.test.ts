import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { onBehalfOf } from '../request-scope.ts'
import { connect, type Sql } from './pool.ts'
import { PoolWatch, type SlowQuery, shapeOf } from './watch.ts'

let database: TestDatabase
let db: Sql
let watch: PoolWatch
const slow: SlowQuery[] = []
beforeAll(async () => {
  database = await testDatabase()
  watch = new PoolWatch(100, (one) => slow.push(one), { ms: 400, refusal: () => new Error('busy') })
  db = connect(database.url, { as: 'app', max: 2, watch })
})
afterEach(() => void slow.splice(0))
afterAll(async () => {
  await db?.end()
  await database?.close()
})

describe('a statement that takes long', () => {
  test('is told by its shape, its time and its request; no value is in it', async () => {
    await onBehalfOf({ requestId: 'r1' }, async () => {
      await db`select pg_sleep(${0.12}), ${'secret'}::text`
    })
    expect(slow).toHaveLength(1)
    expect(slow[0]).toMatchObject({ statement: 'select pg_sleep($1), $2::text', requestId: 'r1', waiting: 0 })
    expect(slow[0]?.ms).toBeGreaterThanOrEqual(110)
    expect(JSON.stringify(slow)).not.toContain('secret')
  })
  test('is told on every road: generated, in a transaction, failed', async () => {
    await db.unsafe('select pg_sleep($1)', [0.11], { prepare: true })
    await db.begin((tx) => tx`select pg_sleep(0.11), 'in a transaction'`)
    await db`select 1 / length(pg_sleep(${0.11})::text)`.catch(() => {})
    expect(slow.map((one) => one.statement)).toEqual([
      'select pg_sleep($1)',
      "select pg_sleep(0.11), '…'",
      'select 1 / length(pg_sleep($1)::text)',
    ])
    expect(slow[2]).toMatchObject({ failed: true })
  })
  test('is not told where it is fast, and fragments inside of it count for nothing', async () => {
    const rows = await db`select ${db.unsafe('1 as one')}, ${db`2 as two`}`
    expect(rows[0]).toEqual({ one: 1, two: 2 })
    expect(slow).toEqual([])
  })
})

describe('patience', () => {
  const hold = (ms: number) => [1, 2].map(() => db.begin((tx) => tx`select pg_sleep(${ms / 1000})`))
  test('a request that gets no connection in time is refused at any of its statements, and nothing of it is done later', async () => {
    const held = hold(800)
    await new Promise((done) => setTimeout(done, 50))
    const done: string[] = []
    const refused = await onBehalfOf({ requestId: 'r2' }, () =>
      Promise.allSettled([
        db`select 1`,
        db.begin(async (tx) => {
          done.push('begun')
          await tx`select 1`
        }),
      ]),
    )
    expect(refused.map((one) => one.status === 'rejected' && one.reason.message)).toEqual(['busy', 'busy'])
    await Promise.all(held)
    expect((await db`select 1 as one`)[0]).toEqual({ one: 1 })
    expect([done, watch.inUse, watch.waiting]).toEqual([[], 0, 0])
  })
  test('a statement that is being worked on, and work of the background, take their time', async () => {
    await onBehalfOf({ requestId: 'r3' }, () => db`select pg_sleep(0.6)`)
    const held = hold(700)
    await new Promise((done) => setTimeout(done, 50))
    expect((await db`select 2 as two`)[0]).toEqual({ two: 2 })
    await Promise.all(held)
  })
})

describe('a pool', () => {
  test('shows its connections in use and who waits, and nothing of either at rest', async () => {
    const queries = [1, 2, 3].map(() => db`select pg_sleep(0.3)`.execute())
    const transactions = [1, 2].map(() => db.begin((tx) => tx`select pg_sleep(0.05)`))
    await new Promise((done) => setTimeout(done, 150))
    expect([watch.inUse, watch.waiting]).toEqual([2, 3])
    await Promise.all([...queries, ...transactions])
    expect([watch.inUse, watch.waiting]).toEqual([0, 0])
  })
  test('is at rest again after failures inside and outside of transactions', async () => {
    await db`select nothing_of_that_name`.catch(() => {})
    await db.begin((tx) => tx`select nothing_of_that_name`).catch(() => {})
    await db
      .begin(async () => {
        throw new Error('not a query')
      })
      .catch(() => {})
    const away = connect('postgres://nobody:x@127.0.0.1:1/none', { as: 'app', max: 1, watch })
    await away`select 1`.catch(() => {})
    await away.begin((tx) => tx`select 1`).catch(() => {})
    await away.end()
    expect([watch.inUse, watch.waiting]).toEqual([0, 0])
  })
})

test('the shape of a statement hides every written-out text', () => {
  expect(shapeOf("select  'a''b', $1\n  from x where y = 'open")).toBe("select '…', $1 from x where y = '…'")
  expect(shapeOf('do $$ begin secret end $$')).toBe("do '…'")
  expect(shapeOf('do $body$ begin secret $$ end $body$; select 1')).toBe("do '…'; select 1")
})

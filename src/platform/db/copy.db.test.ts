import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { copyOut } from './copy.ts'
import { connect, type Sql } from './pool.ts'

let database: TestDatabase
let db: Sql
beforeAll(async () => {
  database = await testDatabase()
  db = connect(database.url, { as: 'owner', max: 1 })
})
afterAll(async () => {
  await db.end({ timeout: 1 })
  await database.close()
})

test('a copy of any size comes whole, and the connection goes on after it', async () => {
  for (const rows of [0, 1, 5, 30, 60, 61, 62, 63, 64, 65, 66, 70, 90, 130, 200, 500, 2000]) {
    let bytes = 0
    const copy = `copy (select repeat('x', 1023) from generate_series(1, ${rows})) to stdout`
    for await (const piece of copyOut(db, copy)) {
      bytes += piece.length
      await new Promise((done) => setTimeout(done, 1)) // a reader slower than the database
    }
    expect(bytes).toBe(rows * 1024)
    const [after] = await Promise.race([
      db<{ one: number }[]>`select 1 as one`,
      new Promise<[]>((done) => setTimeout(done, 5000, [])),
    ])
    expect(after?.one, `after ${rows} rows`).toBe(1)
  }
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { connect, type Sql } from '../../platform/db/pool.ts'

const ANNA = '00000000-0000-7000-8000-000000000001'
const BORIS = '00000000-0000-7000-8000-000000000002'
const LEFT = '00000000-0000-7000-8000-000000000003'
const OPEN = '00000000-0000-7000-8000-0000000000c1'
const WON = '00000000-0000-7000-8000-0000000000c2'
const VERSION = '00000000-0000-7000-8000-0000000000b1'

let database: TestDatabase
let owner: Sql
let app: Sql

beforeAll(async () => {
  database = await testDatabase()
  owner = connect(database.url, { as: 'owner', max: 2 })
  app = connect(database.url, { as: 'app', max: 4 })
  await owner.unsafe(`
    insert into person (id, name, deactivated_at) values ('${ANNA}', 'Anna', null), ('${BORIS}', 'Boris', null), ('${LEFT}', 'Left', now());
    insert into plan (id, name) values ('00000000-0000-7000-8000-0000000000a1', 'p');
    insert into plan_version (id, plan_id, number, keeper_id) values ('${VERSION}', '00000000-0000-7000-8000-0000000000a1', 1, '${ANNA}');
    insert into stage (id, plan_version_id, key, label, phase, position, kind, accountable, probability) values
      ('${OPEN}', '${VERSION}', 'lead', '{}', 'lead', 1, 'open', 'sales', .1),
      ('${WON}', '${VERSION}', 'won', '{}', 'deal', 2, 'won', 'sales', 1)`)
})
afterAll(async () => {
  await app.end()
  await owner.end()
  await database.close()
})

async function insertOnly(
  tx: Sql,
  from = '2026-01-01T00:00:00Z',
  until: string | null = null,
  holder = ANNA,
) {
  const [row] = await tx<{ id: string }[]>`
    insert into opportunity (title, plan_version_id, stage_id, phase, stage_since, holder_id, held_since, open_during, opened_at)
    values ('x', ${VERSION}, ${OPEN}, 'lead', ${from}, ${holder}, ${from}, tstzrange(${from}, ${until}), ${from}) returning id`
  return row?.id ?? ''
}
const tile = (tx: Sql, id: string, person: string, from: string, until: string | null) =>
  tx`select holding_open(array[${id}]::uuid[], array[${OPEN}]::uuid[], array[${person}]::uuid[], array[${from}]::timestamptz[],
     array[${until}]::timestamptz[], array['given'], array[null]::uuid[], null)`
async function held(): Promise<string> {
  return app.begin(async (tx) => {
    const id = await insertOnly(tx as unknown as Sql)
    await tile(tx as unknown as Sql, id, ANNA, '2026-01-01T00:00:00Z', null)
    return id
  })
}
const pass = (db: Sql, id: string, from: string, to: string, stage = OPEN) =>
  db`select * from holding_pass(array[${id}]::uuid[], array[${from}]::uuid[], array[${to}]::uuid[], array[${stage}]::uuid[],
     'passed', 'why', array[null]::uuid[], null, now(), array['because'])`

describe('the ledger, by the database alone', () => {
  test('an opportunity nobody holds cannot be committed', async () => {
    await expect(app.begin((tx) => insertOnly(tx as unknown as Sql))).rejects.toThrow(/opportunity_is_held/)
  })
  test('a holding that begins too late or ends too early leaves a gap and is refused', async () => {
    const late = app.begin(async (tx) => {
      const id = await insertOnly(tx as unknown as Sql)
      await tile(tx as unknown as Sql, id, ANNA, '2026-01-02T00:00:00Z', null)
    })
    await expect(late).rejects.toThrow(/opportunity_is_held/)
  })
  test('two people cannot hold at one instant', async () => {
    const both = app.begin(async (tx) => {
      const id = await insertOnly(tx as unknown as Sql)
      await tx`select holding_open(array[${id}, ${id}]::uuid[], array[${OPEN}, ${OPEN}]::uuid[], array[${ANNA}, ${BORIS}]::uuid[],
        array['2026-01-01', '2026-02-01']::timestamptz[], array[null, null]::timestamptz[], array['given', 'given'],
        array[null, null]::uuid[], null)`
    })
    await expect(both).rejects.toThrow()
  })
  test('a known history of several holders tiles the life', async () => {
    const id = await app.begin(async (tx) => {
      const made = await insertOnly(tx as unknown as Sql, '2026-01-01T00:00:00Z', null, BORIS)
      await tx`select holding_open(array[${made}, ${made}]::uuid[], array[${OPEN}, ${OPEN}]::uuid[], array[${ANNA}, ${BORIS}]::uuid[],
        array['2026-01-01', '2026-02-01']::timestamptz[], array['2026-02-01', null]::timestamptz[], array['given', 'given'],
        array[null, null]::uuid[], null)`
      return made
    })
    const rows = await app`select person_id from holding where opportunity_id = ${id} order by lower(during)`
    expect(rows.map((r) => r['person_id'])).toEqual([ANNA, BORIS])
  })
  test('somebody who has left cannot hold anything', async () => {
    await expect(
      app.begin(async (tx) => {
        const id = await insertOnly(tx as unknown as Sql, '2026-01-01T00:00:00Z', null, LEFT)
        await tile(tx as unknown as Sql, id, LEFT, '2026-01-01T00:00:00Z', null)
      }),
    ).rejects.toMatchObject({ code: 'BTN05' })
    await expect(pass(app, await held(), ANNA, LEFT)).rejects.toMatchObject({ code: 'BTN05' })
  })
  test('the opportunity and its holding cannot say two things', async () => {
    await expect(
      app.begin(async (tx) => {
        const id = await insertOnly(tx as unknown as Sql)
        await tile(tx as unknown as Sql, id, BORIS, '2026-01-01T00:00:00Z', null)
      }),
    ).rejects.toMatchObject({ code: 'BTN04' })
  })
  test('the application cannot write the ledger by hand', async () => {
    const id = await held()
    await expect(app`update holding set person_id = ${BORIS} where opportunity_id = ${id}`).rejects.toThrow(
      /permission denied/,
    )
    await expect(app`delete from holding where opportunity_id = ${id}`).rejects.toThrow(/permission denied/)
    await expect(app`insert into holding (opportunity_id, during, person_id, stage_id, because)
      values (${id}, tstzrange(now(), null), ${BORIS}, ${OPEN}, 'passed')`).rejects.toThrow(
      /permission denied/,
    )
    await expect(app`update opportunity set holder_id = ${BORIS} where id = ${id}`).rejects.toThrow(
      /permission denied/,
    )
    await expect(app`update opportunity set stage_id = ${WON} where id = ${id}`).rejects.toThrow(
      /permission denied/,
    )
    await expect(app`delete from opportunity where id = ${id}`).rejects.toThrow(/permission denied/)
  })
  test('the owner of the database cannot either', async () => {
    await held()
    await expect(owner`update holding set person_id = ${BORIS}`).rejects.toMatchObject({ code: 'BTN03' })
    await expect(owner`delete from holding`).rejects.toMatchObject({ code: 'BTN03' })
    await expect(owner`update opportunity set holder_id = ${BORIS}`).rejects.toMatchObject({ code: 'BTN03' })
  })
  test('a pass somebody else overtook is refused, and the ledger tiles', async () => {
    const id = await held()
    await pass(app, id, ANNA, BORIS)
    await expect(pass(app, id, ANNA, BORIS)).rejects.toMatchObject({ code: 'BTN07' })
    const [gap] = await app`
      select count(*)::int as tiles, range_agg(during) = tstzmultirange(tstzrange('2026-01-01', null)) as whole
      from holding where opportunity_id = ${id}`
    expect(gap).toEqual({ tiles: 2, whole: true })
  })
  test('of many who pass at once exactly one wins', async () => {
    const id = await held()
    const results = await Promise.allSettled(Array.from({ length: 12 }, () => pass(app, id, ANNA, BORIS)))
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  })
  test('nobody leaves with work in hand, nor receives while leaving', async () => {
    const [eve] = await owner<{ id: string }[]>`insert into person (name) values ('Eve') returning id`
    const id = await held()
    await pass(app, id, ANNA, eve?.id ?? '')
    await expect(
      app`update person set deactivated_at = now() where id = ${eve?.id ?? ''}`,
    ).rejects.toMatchObject({ code: 'BTN08' })
    await pass(app, id, eve?.id ?? '', ANNA)
    const other = await held()
    const race = await Promise.allSettled([
      app`update person set deactivated_at = now() where id = ${eve?.id ?? ''}`,
      pass(app, other, ANNA, eve?.id ?? ''),
    ])
    expect(race.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
  })
  test('winning ends the holding, reopening begins a new one', async () => {
    const id = await held()
    await pass(app, id, ANNA, ANNA, WON)
    const [won] =
      await app`select is_open, outcome, outcome_reason, closed_at is not null as closed from opportunity where id = ${id}`
    expect(won).toEqual({ is_open: false, outcome: 'won', outcome_reason: 'because', closed: true })
    await pass(app, id, ANNA, BORIS)
    const [again] = await app`select is_open, outcome, closed_at, holder_id from opportunity where id = ${id}`
    expect(again).toEqual({ is_open: true, outcome: null, closed_at: null, holder_id: BORIS })
  })
  test('the journal is append-only, for the owner too', async () => {
    await app`insert into event (at, kind, object, record_id, actor_kind) values (now(), 'x', 'y', ${ANNA}, 'system')`
    await expect(app`update event set kind = 'z'`).rejects.toThrow()
    await expect(owner`delete from event`).rejects.toMatchObject({ code: 'BTN01' })
    await expect(owner`truncate event`).rejects.toMatchObject({ code: 'BTN01' })
  })
})

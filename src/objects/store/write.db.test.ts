import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { changeRecord, deleteRecord, getRecord, insertRecord, insertRecords, listRecords } from '../store.ts'
import { openWorld, type World } from '../world.fixture.ts'

let world: World
let id = ''
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())
beforeEach(async () => {
  id = await insert('matter', { title: '大项目', score: 1, amount: { amount: '5', currency: 'CNY' } })
})

const object = (name: string) => world.registry().objects.get(name) ?? never()
function never(): never {
  throw new Error('no such object')
}
const insert = (name: string, input: Record<string, unknown>) =>
  world.as(0).transaction((tx) => insertRecord(tx, world.as(0), name, { input }))
const change = (version: number, input: Record<string, unknown>) =>
  world.as(0).transaction((tx) => changeRecord(tx, world.as(0), 'matter', id, version, input))
const read = () => getRecord(world.db, { ...world.as(0), object: object('matter') }, id)
const journal = () =>
  world.db`select kind, before, after, actor_id as actor from event where record_id = ${id} order by seq`

test('a new record is journalled with what it was given', async () => {
  expect(await journal()).toEqual([
    {
      kind: 'matter.created',
      before: null,
      after: {
        title: '大项目',
        score: 1,
        amount: { amount: '5.00', currency: 'CNY' },
        holder: world.people[0],
      },
      actor: world.people[0],
    },
  ])
})

test('whoever makes a record holds it unless somebody is named, or nobody is', async () => {
  expect((await read())['holder']).toMatchObject({ id: world.people[0] })
  id = await insert('matter', { title: 'x', holder: world.people[1] })
  expect((await read())['holder']).toMatchObject({ id: world.people[1] })
  id = await insert('matter', { title: 'x', holder: null })
  expect((await read())['holder']).toBeNull()
})

test('a change journals exactly the fields that changed, before and after, and moves the version on', async () => {
  const client = await insert('client', { name: `client ${id}` })
  expect(await change(1, { title: '大项目', score: 2, client })).toEqual({
    version: 2,
    changed: ['client', 'score'],
  })
  const [, entry] = await journal()
  expect(entry).toMatchObject({
    kind: 'matter.updated',
    before: { score: 1, client: null },
    after: { score: 2, client },
  })
  expect(Object.keys(entry?.['after']).sort()).toEqual(['client', 'score'])
  expect((await read()).version).toBe(2)
})

test('a change that changes nothing writes nothing', async () => {
  expect(await change(1, { title: ' 大项目 ', amount: { amount: 5, currency: 'CNY' } })).toEqual({
    version: 1,
    changed: [],
  })
  expect(await journal()).toHaveLength(1)
})

test('a stale version is refused with both versions and changes nothing', async () => {
  await change(1, { score: 2 })
  await expect(change(1, { score: 3 })).rejects.toMatchObject({
    code: 'objects.stale',
    status: 412,
    facts: { yours: 1, current: 2 },
  })
  expect((await read())['score']).toBe(2)
})

test('of two changes of one version at the same moment exactly one happens', async () => {
  const results = await Promise.allSettled([change(1, { score: 10 }), change(1, { score: 20 })])
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await read()).version).toBe(2)
})

test('a required field cannot be left out or emptied; all problems are told at once', async () => {
  await expect(insert('matter', { score: 'x', day: '2026-02-30' })).rejects.toMatchObject({
    code: 'objects.invalid-fields',
    facts: {
      problems: [
        { field: 'score', code: 'field.not-a-number' },
        { field: 'day', code: 'field.not-a-day' },
        { field: 'title', code: 'field.required' },
      ],
    },
  })
  await expect(change(1, { title: ' ' })).rejects.toMatchObject({
    facts: { problems: [{ field: 'title', code: 'field.required' }] },
  })
})

test('an unknown field is refused by name, with the one that may have been meant', async () => {
  await expect(change(1, { scor: 1 })).rejects.toMatchObject({
    code: 'objects.unknown-field',
    facts: { field: 'scor', nearest: 'score' },
  })
  await expect(change(1, { holder_id: world.people[1] })).rejects.toMatchObject({
    code: 'objects.unknown-field',
  })
  await expect(change(1, { createdAt: '2026-01-01T00:00:00Z' })).rejects.toMatchObject({
    code: 'objects.read-only-field',
  })
})

test('a value that may stand only once is refused by field and value', async () => {
  await insert('client', { name: '独一（无二）' })
  await expect(insert('client', { name: '独一（无二）' })).rejects.toMatchObject({
    code: 'objects.duplicate',
    facts: { object: 'client', field: 'name', value: '独一（无二）' },
  })
})

test('a deleted record is in no list, cannot be read, changed or pointed to, and its name is free again', async () => {
  const client = await insert('client', { name: 'gone' })
  await world.as(0).transaction((tx) => deleteRecord(tx, world.as(0), 'client', client, 1))
  const asked = { ...world.as(0), object: object('client') }
  await expect(getRecord(world.db, asked, client)).rejects.toMatchObject({ code: 'objects.not-found' })
  const { items } = await listRecords(world.db, { ...asked, limit: 200 })
  expect(items.map((item) => item.id)).not.toContain(client)
  await expect(change(1, { client })).rejects.toMatchObject({ code: 'objects.unknown-reference' })
  await insert('client', { name: 'gone' })
})

test('many records go in at once, in the order given, or not at all', async () => {
  const context = world.as(0)
  const all = (titles: (string | null)[]) =>
    context.transaction((tx) =>
      insertRecords(
        tx,
        context,
        'matter',
        titles.map((title) => ({ input: { title } })),
      ),
    )
  const ids = await all(['first', 'second', 'third'])
  const asked = { ...context, object: object('matter') }
  expect(
    await Promise.all(ids.map(async (each) => (await getRecord(world.db, asked, each))['title'])),
  ).toEqual(['first', 'second', 'third'])
  await expect(all(['fourth', null])).rejects.toMatchObject({ code: 'objects.invalid-fields' })
  expect((await listRecords(world.db, { ...asked, filter: 'title == "fourth"' })).items).toEqual([])
})

test('a renamed record is found by its new name, not by the old one', async () => {
  await change(1, { title: '新名称' })
  const asked = { ...world.as(0), object: object('matter') }
  const found = async (search: string) =>
    (await listRecords(world.db, { ...asked, search })).items.map((item) => item.id)
  expect(await found('xinmingcheng')).toContain(id)
  expect(await found('daxiangmu')).not.toContain(id)
})

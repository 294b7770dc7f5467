import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packCursor } from '../../kernel/page.ts'
import { aggregateRecords, countRecords, insertRecords, listRecords } from '../store.ts'
import { openWorld, type World } from '../world.fixture.ts'
import type { Sort } from './list.ts'

let world: World
beforeAll(async () => {
  world = await openWorld()
  await fill()
})
afterAll(() => world?.close())

const TITLES = ['北京华信科技', '上海云图', '阿里山茶', 'Zebra', 'apple', 'Apple', '100%_\\纯', '重庆长安']
const COUNT = 120

/** Many ties, many empty values, two currencies. */
async function fill() {
  const context = world.as(0)
  await context.transaction(async (tx) => {
    const clients = await insertRecords(
      tx,
      context,
      'client',
      TITLES.map((name, i) => ({ input: { name, region: i % 2 ? '31' : '1101' } })),
    )
    const rows = Array.from({ length: COUNT }, (_, i) => ({
      title: `${TITLES[i % TITLES.length]}${i % 3 === 0 ? '' : ` ${i}`}`,
      holder: world.people[i % 4] ?? null,
      client: i % 5 === 0 ? null : (clients[i % clients.length] ?? null),
      amount: i % 4 === 0 ? null : { amount: `${(i % 7) * 1000}.50`, currency: i % 2 ? 'CNY' : 'USD' },
      score: i % 3 === 0 ? null : (i % 5) / 4,
      day: i % 6 === 0 ? null : `2026-0${1 + (i % 9)}-15`,
      state: i % 4 === 3 ? null : (['a', 'b', 'c'][i % 3] ?? null),
    }))
    await insertRecords(
      tx,
      context,
      'matter',
      rows.map((input, i) => ({
        input,
        columns: { created_at: `2026-11-2${i % 3}T08:00:00.00000${i % 2}Z` },
      })),
    )
  })
}

const asked = () => ({ ...world.as(0), object: world.registry().objects.get('matter') ?? fail() })
function fail(): never {
  throw new Error('no matter')
}

async function walk(sort: readonly Sort[], limit: number, filter?: string): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await listRecords(world.db, { ...asked(), sort, limit, cursor, filter })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    ids.push(...page.items.map((item) => item.id))
    cursor = page.next
  } while (cursor !== undefined)
  return ids
}

const field = fc.constantFrom(
  'title',
  'holder',
  'client',
  'amount',
  'score',
  'day',
  'state',
  'createdAt',
  'updatedAt',
  'id',
)
const sorts = fc.uniqueArray(
  fc.record({ field, direction: fc.constantFrom('asc' as const, 'desc' as const) }),
  {
    selector: (sort) => sort.field,
    maxLength: 3,
  },
)

test('pages of any size over any sort, ties and empty values included, are one long sorted list', async () => {
  await fc.assert(
    fc.asyncProperty(sorts, fc.integer({ min: 1, max: 50 }), async (sort, limit) => {
      const whole = await walk(sort, 200)
      expect(new Set(whole).size).toBe(COUNT)
      expect(await walk(sort, limit)).toEqual(whole)
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('empty values come last in both directions', async () => {
  for (const direction of ['asc', 'desc'] as const) {
    const { items } = await listRecords(world.db, {
      ...asked(),
      sort: [{ field: 'score', direction }],
      limit: 200,
    })
    const scores = items.map((item) => item['score'])
    const firstEmpty = scores.indexOf(null)
    expect(scores.slice(firstEmpty).every((score) => score === null)).toBe(true)
    const numbers = scores.slice(0, firstEmpty) as number[]
    expect(numbers).toEqual([...numbers].sort((a, b) => (direction === 'asc' ? a - b : b - a)))
  }
})

test('Chinese names are in the order of their pinyin', async () => {
  const clients = { ...asked(), object: world.registry().objects.get('client') ?? fail() }
  const { items } = await listRecords(world.db, { ...clients, sort: [{ field: 'name', direction: 'asc' }] })
  const chinese = items.map((item) => String(item['name'])).filter((name) => /^\p{Script=Han}/u.test(name))
  expect(chinese).toEqual(['阿里山茶', '北京华信科技', '重庆长安', '上海云图'])
})

test('a cursor of another list or a made-up one is refused', async () => {
  const good =
    (await listRecords(world.db, { ...asked(), sort: [{ field: 'score', direction: 'asc' }], limit: 5 }))
      .next ?? ''
  for (const cursor of [
    '',
    'x',
    good.slice(1),
    packCursor([1, 2]),
    packCursor(["'; drop table matter", '']),
    packCursor(['1']),
  ]) {
    await expect(
      listRecords(world.db, { ...asked(), sort: [{ field: 'score', direction: 'asc' }], cursor }),
    ).rejects.toMatchObject({
      code: 'objects.bad-cursor',
    })
  }
  await expect(
    listRecords(world.db, { ...asked(), sort: [{ field: 'day', direction: 'asc' }], cursor: good }),
  ).rejects.toMatchObject({
    code: 'objects.bad-cursor',
  })
})

test('list, count and group agree under any filter', async () => {
  const filters = fc.constantFrom(
    '',
    'state == "a"',
    'state != "a"',
    'amount > 3000',
    'score == null || day < day("2026-05-01")',
    'client.region == "31"',
    'client.name.contains("华信") && holder == me()',
    'holder.name == "Ben"',
  )
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const ids = await walk([], 50, filter)
      expect(await countRecords(world.db, { ...asked(), filter })).toEqual({ count: ids.length, more: false })
      const groupBy = [
        { field: 'state' },
        { field: 'client.region' },
        { field: 'day', bucket: 'month' as const },
      ]
      const { groups } = await aggregateRecords(world.db, {
        ...asked(),
        filter,
        groupBy,
        measures: [{ op: 'count' }],
      })
      expect(groups.reduce((sum, group) => sum + Number(group.values[0]), 0)).toBe(ids.length)
      expect(new Set(groups.map((group) => JSON.stringify(group.by))).size).toBe(groups.length)
    }),
    { numRuns: 20 },
  )
})

test('money is added up exactly, per currency, and never across', async () => {
  const { items } = await listRecords(world.db, { ...asked(), limit: 200 })
  const sums = new Map<string, bigint>()
  for (const item of items) {
    const money = item['amount'] as { amount: string; currency: string } | null
    if (money)
      sums.set(money.currency, (sums.get(money.currency) ?? 0n) + BigInt(money.amount.replace('.', '')))
  }
  const measures = [
    { op: 'sum', field: 'amount' },
    { op: 'count' },
    { op: 'avg', field: 'score' },
    { op: 'max', field: 'day' },
  ] as const
  const { groups } = await aggregateRecords(world.db, { ...asked(), groupBy: [], measures })
  const [total] = groups
  expect(total?.values[0]).toEqual(
    [...sums].sort().map(([currency, minor]) => ({
      amount: `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`,
      currency,
    })),
  )
  expect(total?.values[1]).toBe(COUNT)
  const scores = items.flatMap((item) => (typeof item['score'] === 'number' ? [item['score']] : []))
  expect(total?.values[2]).toBeCloseTo(scores.reduce((a, b) => a + b, 0) / scores.length, 10)
  expect(total?.values[3]).toBe('2026-09-15')
})

test('groups by a reference carry its title; more groups than asked for are told', async () => {
  const { groups, more } = await aggregateRecords(world.db, {
    ...asked(),
    groupBy: [{ field: 'holder' }],
    measures: [{ op: 'count' }],
    limit: 3,
  })
  expect(groups).toHaveLength(3)
  expect(more).toBe(true)
  expect(groups[0]?.by[0]).toMatchObject({ title: expect.any(String) })
})

test('months of instants are those of the company, not of UTC', async () => {
  const context = world.as(0)
  await context.transaction((tx) =>
    insertRecords(tx, context, 'matter', [
      {
        input: { title: 'midnight', state: 'c', score: 99 },
        columns: { created_at: '2025-12-31T17:00:00Z' },
      },
    ]),
  )
  const filter = 'score == 99'
  const { groups } = await aggregateRecords(world.db, {
    ...asked(),
    filter,
    groupBy: [{ field: 'createdAt', bucket: 'day' }],
    measures: [{ op: 'count' }],
  })
  expect(groups).toEqual([{ by: ['2026-01-01'], values: [1] }])
  await world.owner`delete from matter where score = 99`
})

test('a group or measure that has no meaning is refused', async () => {
  const ask = (
    groupBy: { field: string; bucket?: 'day' }[],
    measures: { op: 'sum' | 'avg'; field: string }[],
  ) => aggregateRecords(world.db, { ...asked(), groupBy, measures })
  await expect(ask([{ field: 'amount' }], [])).rejects.toMatchObject({ code: 'objects.not-groupable' })
  await expect(ask([{ field: 'title', bucket: 'day' }], [])).rejects.toMatchObject({
    code: 'objects.not-groupable',
  })
  await expect(ask([], [{ op: 'sum', field: 'title' }])).rejects.toMatchObject({
    code: 'objects.not-groupable',
  })
  await expect(ask([{ field: 'nothing' }], [])).rejects.toMatchObject({ code: 'objects.unknown-field' })
  await expect(ask([{ field: 'client.nothing' }], [])).rejects.toMatchObject({
    code: 'objects.unknown-field',
  })
})

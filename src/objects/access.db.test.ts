import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseCondition } from '../engines/conditions/index.ts'
import type { Scope, Viewer } from './access.ts'
import { vocabularyOf } from './metadata.ts'
import {
  aggregateRecords,
  changeRecord,
  countRecords,
  getRecord,
  insertRecord,
  listRecords,
  pickRecords,
} from './store.ts'
import { grant, openWorld, type World } from './world.fixture.ts'

let world: World
const ids: Record<string, string> = {}

/** One matter each of the five, named by their holders; Eve helps on Ben's; a client and a note on each. */
beforeAll(async () => {
  world = await openWorld()
  const context = world.as(0)
  for (const [i, name] of ['wang', 'ben', 'cleo', 'dan', 'eve'].entries()) {
    await context.transaction(async (tx) => {
      const client = await insertRecord(tx, context, 'client', {
        input: { name: `client of ${name}`, holder: null, secret: 'hush' },
      })
      const input = {
        title: name,
        holder: world.people[i],
        client,
        score: i,
        secret: 'hush',
        state: i < 2 ? 'a' : 'b',
      }
      ids[name] = await insertRecord(tx, context, 'matter', { input })
      ids[`note of ${name}`] = await insertRecord(tx, context, 'note', {
        input: { content: `note of ${name}`, matter: ids[name] },
      })
      ids[`client of ${name}`] = client
    })
  }
  await world.owner`insert into helping values (${ids['ben'] ?? ''}, ${world.people[4] ?? ''}, tstzrange('2026-01-01', null)),
    (${ids['dan'] ?? ''}, ${world.people[4] ?? ''}, tstzrange('2026-01-01', '2026-02-01'))`
})
afterAll(() => world?.close())

const object = (name: string) => {
  const found = world.registry().objects.get(name)
  if (!found) throw new Error(`no ${name}`)
  return found
}
function condition(source: string): Scope {
  const parsed = parseCondition(source, vocabularyOf(world.registry(), 'matter'))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return { kind: 'condition', condition: parsed.condition }
}
function seeing(scopes: readonly Scope[], fields: Record<string, 'hidden' | 'read'> = {}): Viewer['grants'] {
  return {
    matter: grant(['see', 'edit'], scopes, fields),
    client: grant(['see'], [{ kind: 'mine' }]),
    note: grant(['see'], []),
  }
}
async function titles(who: number, grants: Viewer['grants'] | undefined, name: string, title: string) {
  const { items } = await listRecords(world.db, { ...world.as(who, grants), object: object(name) })
  return items.map((item) => String(item[title])).sort()
}

const CASES: [string, number, () => Viewer['grants'] | undefined, string[]][] = [
  ['an administrator sees all', 4, () => undefined, ['ben', 'cleo', 'dan', 'eve', 'wang']],
  ['mine', 1, () => seeing([{ kind: 'mine' }]), ['ben']],
  ['reports, with mine', 0, () => seeing([{ kind: 'reports' }]), ['ben', 'cleo', 'wang']],
  ['department', 1, () => seeing([{ kind: 'department' }]), ['ben', 'cleo', 'wang']],
  ['department of somebody without one is mine', 4, () => seeing([{ kind: 'department' }]), ['ben', 'eve']],
  ['department tree', 1, () => seeing([{ kind: 'department-tree' }]), ['ben', 'cleo', 'dan', 'wang']],
  ['all', 3, () => seeing([{ kind: 'all' }]), ['ben', 'cleo', 'dan', 'eve', 'wang']],
  ['a condition', 2, () => seeing([condition('state == "a"')]), ['ben', 'wang']],
  [
    'a condition over the record pointed to',
    2,
    () => seeing([condition('client.name == "client of dan"')]),
    ['dan'],
  ],
  ['a condition about me', 2, () => seeing([condition('holder == me()')]), ['cleo']],
  ['two scopes add up', 2, () => seeing([{ kind: 'mine' }, condition('score > 3')]), ['cleo', 'eve']],
  ['helping now shows a record, having helped does not', 4, () => seeing([{ kind: 'mine' }]), ['ben', 'eve']],
  ['no scope but helping', 4, () => seeing([]), ['ben']],
  [
    'without the right to see: nothing, helping or not',
    4,
    () => ({ matter: grant(['edit'], [{ kind: 'all' }]) }),
    [],
  ],
  ['without any grant: nothing', 4, () => ({}), []],
]

for (const [name, who, grants, expected] of CASES) {
  test(`${name}: the same rows on every road`, async () => {
    const context = world.as(who, grants())
    const asked = { ...context, object: object('matter') }
    expect(await titles(who, grants(), 'matter', 'title')).toEqual(expected)
    expect(await countRecords(world.db, asked)).toEqual({ count: expected.length, more: false })
    const { groups } = await aggregateRecords(world.db, {
      ...asked,
      groupBy: [{ field: 'title' }],
      measures: [{ op: 'count' }],
    })
    expect(groups.map((group) => group.by[0]).sort()).toEqual(expected)
    expect((await pickRecords(world.db, asked)).map((item) => item.title).sort()).toEqual(expected)
    for (const holder of ['wang', 'ben', 'cleo', 'dan', 'eve']) {
      const got = getRecord(world.db, asked, ids[holder] ?? '')
      if (expected.includes(holder)) expect((await got)['title']).toBe(holder)
      else await expect(got).rejects.toMatchObject({ code: 'objects.not-found' })
      const change = () =>
        context.transaction((tx) => changeRecord(tx, context, 'matter', ids[holder] ?? '', 99, { score: 1 }))
      const code = expected.includes(holder) ? 'objects.stale' : 'objects.not-found'
      await expect(change()).rejects.toMatchObject({ code })
    }
    const wanted = context.viewer.admin || expected.length > 0 ? expected : []
    expect(await titles(who, grants(), 'note', 'content')).toEqual(wanted.map((each) => `note of ${each}`))
    expect(await titles(who, grants(), 'client', 'name')).toEqual(wanted.map((each) => `client of ${each}`))
  })
}

const ABSENT: [string, () => Viewer['grants']][] = [
  ['mine', () => seeing([{ kind: 'mine' }])],
  ['all', () => seeing([{ kind: 'all' }])],
  ['the department tree', () => seeing([{ kind: 'department-tree' }])],
  ['a condition', () => seeing([condition('state == "a"')])],
  ['a condition that holds for nothing of theirs', () => seeing([condition('score > 99')])],
  ['nothing', () => ({ matter: grant(['edit'], [{ kind: 'all' }]) })],
]
const DEPUTY: [string, () => Viewer['grants']][] = [
  ['mine', () => seeing([{ kind: 'mine' }])],
  ['all', () => seeing([{ kind: 'all' }])],
  ['a condition', () => seeing([condition('state == "b"')])],
  ['helping alone', () => seeing([])],
  ['no right at all', () => ({})],
]
for (const [theirs, absentGrants] of ABSENT) {
  for (const [own, grants] of DEPUTY) {
    test(`who sees ${own} and stands in for somebody who sees ${theirs}: theirs, and what that one holds and sees`, async () => {
      const names = ['wang', 'ben', 'cleo', 'dan', 'eve']
      const [absent, deputy] = [1, 4]
      const mine = await titles(deputy, grants(), 'matter', 'title')
      const seen = await titles(absent, absentGrants(), 'matter', 'title')
      const held = seen.filter((name) => name === names[absent])
      const expected = [...new Set([...mine, ...held])].sort()
      const plain = world.as(deputy, grants())
      const other = { ...world.as(absent, absentGrants()).viewer, heldOnly: true as const }
      const context = { ...plain, viewer: { ...plain.viewer, actsFor: [other] } }
      const of = async (object_: string, field: string) => {
        const { items } = await listRecords(world.db, { ...context, object: object(object_) })
        return items.map((item) => String(item[field])).sort()
      }
      expect(await of('matter', 'title')).toEqual(expected)
      expect(await of('note', 'content')).toEqual(expected.map((name) => `note of ${name}`))
      expect(await of('client', 'name')).toEqual(expected.map((name) => `client of ${name}`))
      for (const name of names) {
        const got = getRecord(world.db, { ...context, object: object('matter') }, ids[name] ?? '')
        if (expected.includes(name)) expect((await got)['title']).toBe(name)
        else await expect(got).rejects.toMatchObject({ code: 'objects.not-found' })
      }
    })
  }
}
test('who stands in writes what the absent may write of theirs, and nothing else', async () => {
  const plain = world.as(4, { matter: grant(['see'], [{ kind: 'all' }]) })
  const other = { ...world.as(1, seeing([{ kind: 'mine' }])).viewer, heldOnly: true as const }
  const context = { ...plain, viewer: { ...plain.viewer, actsFor: [other] } }
  const change = (name: string) =>
    context.transaction((tx) => changeRecord(tx, context, 'matter', ids[name] ?? '', 99, { score: 1 }))
  await expect(change('ben')).rejects.toMatchObject({ code: 'objects.stale' })
  await expect(change('wang')).rejects.toMatchObject({ code: 'objects.not-allowed' })
  await expect(change('eve')).rejects.toMatchObject({ code: 'objects.not-allowed' })
})
test('where only the absent sees an object, a field they may not read stays hidden', async () => {
  const plain = world.as(4, {})
  const other = {
    ...world.as(1, seeing([{ kind: 'mine' }], { secret: 'hidden' })).viewer,
    heldOnly: true as const,
  }
  const viewer = { ...plain.viewer, actsFor: [other] }
  const record = await getRecord(world.db, { ...plain, viewer, object: object('matter') }, ids['ben'] ?? '')
  expect(record).toMatchObject({ title: 'ben' })
  expect('secret' in record).toBe(false)
})

test('a hidden field is as unknown as one that does not exist: in the record, filter, sort, group and write', async () => {
  const context = world.as(1, seeing([{ kind: 'all' }], { secret: 'hidden', score: 'read' }))
  const asked = { ...context, object: object('matter') }
  const { items } = await listRecords(world.db, asked)
  expect(items.every((item) => !('secret' in item))).toBe(true)
  const roads = (name: string) => [
    () => listRecords(world.db, { ...asked, sort: [{ field: name, direction: 'asc' as const }] }),
    () => listRecords(world.db, { ...asked, fields: [name] }),
    () =>
      aggregateRecords(world.db, {
        ...asked,
        groupBy: [{ field: name }],
        measures: [{ op: 'count' as const }],
      }),
    () =>
      context.transaction((tx) => changeRecord(tx, context, 'matter', ids['ben'] ?? '', 1, { [name]: 'x' })),
  ]
  for (const name of ['secret', 'nothing']) {
    for (const road of roads(name))
      await expect(road()).rejects.toMatchObject({ code: 'objects.unknown-field' })
    await expect(listRecords(world.db, { ...asked, filter: `${name} == "hush"` })).rejects.toMatchObject({
      code: 'objects.bad-filter',
      facts: { problems: [{ code: 'unknown-field', facts: { field: name } }] },
    })
  }
  const write = context.transaction((tx) =>
    changeRecord(tx, context, 'matter', ids['ben'] ?? '', 1, { score: 5 }),
  )
  await expect(write).rejects.toMatchObject({ code: 'objects.read-only-field', facts: { field: 'score' } })
})

test('what a record points to is named only to those who may see it, and cannot be asked about through it', async () => {
  const grants = { matter: grant(['see'], [{ kind: 'all' }]), client: grant([], []) }
  const context = world.as(1, grants)
  const asked = { ...context, object: object('matter') }
  const record = await getRecord(world.db, asked, ids['dan'] ?? '')
  expect(record['client']).toEqual({ id: ids['client of dan'], title: null })
  expect(record['holder']).toMatchObject({ title: 'Dan' })
  await expect(listRecords(world.db, { ...asked, filter: 'client.secret == "hush"' })).rejects.toMatchObject({
    code: 'objects.bad-filter',
  })
  await expect(
    aggregateRecords(world.db, {
      ...asked,
      groupBy: [{ field: 'client.name' }],
      measures: [{ op: 'count' }],
    }),
  ).rejects.toMatchObject({ code: 'objects.unknown-field' })
})

test('a record cannot be pointed at one the writer may not see', async () => {
  const context = world.as(1, { ...seeing([{ kind: 'mine' }]), note: grant(['see', 'create'], []) })
  const point = (matter: string) =>
    context.transaction((tx) => insertRecord(tx, context, 'note', { input: { content: 'x', matter } }))
  for (const matter of [ids['dan'] ?? '', '01890000-0000-7000-8000-000000000000']) {
    await expect(point(matter)).rejects.toMatchObject({
      code: 'objects.unknown-reference',
      facts: { field: 'matter', id: matter },
    })
  }
})

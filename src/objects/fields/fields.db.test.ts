import { afterAll, beforeAll, expect, test } from 'vitest'
import { isRefusal } from '../../kernel/refusal.ts'
import { addField, addObject } from '../change.ts'
import type { FieldOptions, FieldType } from '../definition.ts'
import { changeRecord, getRecord, insertRecord, listRecords } from '../store.ts'
import { openWorld, type World } from '../world.fixture.ts'
import { kindOf } from './index.ts'

const both = (text: string) => ({ zh: text, en: text })
const CHOICES = ['red', 'green'].map((value) => ({ value, label: both(value) }))

type Case = {
  type: FieldType
  options?: FieldOptions
  good: [unknown, unknown?][]
  bad: [unknown, string][]
  filter?: string
}
const THING = '01890000-0000-7000-8000-000000000000'

/** Per type: values as written (and as read where that differs), values refused with their codes, a filter that finds the first. */
const CASES: Record<string, Case> = {
  aText: {
    type: 'text',
    good: [['华信'], ['  GTX Pro ', 'GTX Pro'], ['   ', null], ["Robert'); drop table x;--"]],
    bad: [
      [5, 'field.not-text'],
      ['x'.repeat(201), 'field.too-long'],
      ['a\0b', 'field.bad-text'],
      ['\ud800', 'field.bad-text'],
      ['a\nb', 'field.not-one-line'],
    ],
    filter: 'thing.aText == "华信"',
  },
  aLongText: {
    type: 'long-text',
    good: [['line\nline']],
    bad: [['x'.repeat(20_001), 'field.too-long']],
    filter: 'aLongText.contains("line")',
  },
  aNumber: {
    type: 'number',
    good: [[12.5], [0], [-3]],
    bad: [
      ['12', 'field.not-a-number'],
      [Number.NaN, 'field.not-a-number'],
      [1.234, 'field.too-many-decimals'],
      [1e16, 'field.too-large'],
    ],
    filter: 'aNumber > 12 && aNumber < 13',
  },
  aWhole: {
    type: 'number',
    options: { decimals: 0 },
    good: [[7]],
    bad: [[7.5, 'field.too-many-decimals']],
    filter: 'aWhole == 7',
  },
  aMoney: {
    type: 'money',
    good: [
      [
        { amount: 1234.5, currency: 'CNY' },
        { amount: '1234.50', currency: 'CNY' },
      ],
      [{ amount: '90000000000000.00', currency: 'CNY' }],
      [{ amount: '1000', currency: 'JPY' }],
      [{ amount: '0.001', currency: 'KWD' }],
    ],
    bad: [
      [5, 'field.not-money'],
      [{ amount: '-1', currency: 'CNY' }, 'field.negative'],
      [{ amount: '1.005', currency: 'CNY' }, 'field.too-many-decimals'],
      [{ amount: '1', currency: 'XYZ' }, 'field.unknown-currency'],
      [{ amount: '90000000000000.01', currency: 'CNY' }, 'field.too-large'],
      [{ amount: '99999999999999999999', currency: 'CNY' }, 'field.too-large'],
      [{ amount: '1e3', currency: 'CNY' }, 'field.not-a-number'],
    ],
    filter: 'aMoney == 1234.5',
  },
  aDebt: {
    type: 'money',
    options: { allowNegative: true },
    good: [[{ amount: '-5.00', currency: 'CNY' }]],
    bad: [],
    filter: 'aDebt < 0',
  },
  aPercent: {
    type: 'percent',
    good: [[12.5]],
    bad: [['12%', 'field.not-a-number']],
    filter: 'aPercent == 12.5',
  },
  aDate: {
    type: 'date',
    good: [['2028-02-29'], ['0001-01-01'], ['9999-12-31']],
    bad: [
      ['2026-02-29', 'field.not-a-day'],
      ['2026-1-5', 'field.not-a-day'],
      ['0000-01-01', 'field.not-a-day'],
      [5, 'field.not-a-day'],
    ],
    filter: 'aDate == day("2028-02-29")',
  },
  aDateTime: {
    type: 'date-time',
    good: [['2026-11-23T16:00:00.123+08:00', '2026-11-23T08:00:00.123Z']],
    bad: [
      ['2026-11-23', 'field.not-an-instant'],
      ['2026-11-23T16:00:00', 'field.not-an-instant'],
      ['0000-01-01T00:00:00Z', 'field.not-an-instant'],
    ],
    filter: 'aDateTime <= timestamp("2026-11-23T08:00:00.123Z")',
  },
  aYesNo: {
    type: 'yes-no',
    good: [[true], [false]],
    bad: [
      ['yes', 'field.not-yes-or-no'],
      [1, 'field.not-yes-or-no'],
    ],
    filter: 'aYesNo',
  },
  aChoice: {
    type: 'choice',
    options: { choices: CHOICES },
    good: [['red']],
    bad: [
      ['blue', 'field.unknown-choice'],
      [3, 'field.not-text'],
    ],
    filter: 'aChoice in ["red"]',
  },
  someChoices: {
    type: 'choices',
    options: { choices: CHOICES },
    good: [[['red', 'green']], [[], null]],
    bad: [
      [['blue'], 'field.unknown-choice'],
      ['red', 'field.not-a-list'],
      [['red', 'red'], 'field.twice'],
      [[1], 'field.not-text'],
    ],
    filter: '"green" in someChoices',
  },
  openChoices: {
    type: 'choices',
    options: { open: true },
    good: [[['GTX', '华东']]],
    bad: [[['x'.repeat(101)], 'field.unknown-choice']],
    filter: '"华东" in openChoices',
  },
  anEmail: {
    type: 'email',
    good: [['Li@Example.com', 'li@example.com']],
    bad: [
      ['li', 'field.not-an-email'],
      ['a b@c.d', 'field.not-an-email'],
      ['<a@b.c>', 'field.not-an-email'],
    ],
    filter: 'anEmail == "li@example.com"',
  },
  aPhone: {
    type: 'phone',
    good: [['+86 138-0013-8000'], ['(021) 5555 1234 转 12'], ['400-820-8820']],
    bad: [
      ['abc', 'field.not-a-phone'],
      ['12', 'field.not-a-phone'],
    ],
    filter: 'aPhone.startsWith("+86")',
  },
  aUrl: {
    type: 'url',
    good: [['https://例子.cn/a?b=c'], ['www.example.com']],
    bad: [
      ['javascript:alert(1)', 'field.not-a-url'],
      ['http://', 'field.not-a-url'],
      ['no host', 'field.not-a-url'],
      ['ftp://a.b', 'field.not-a-url'],
    ],
    filter: 'aUrl.startsWith("https")',
  },
  aRegion: {
    type: 'region',
    good: [['310115'], ['31']],
    bad: [
      ['3', 'field.not-a-region'],
      ['上海', 'field.not-a-region'],
    ],
    filter: 'aRegion.startsWith("31")',
  },
  aFile: {
    type: 'file',
    good: [[{ name: '合同.pdf', size: 12, type: 'application/pdf', key: 'k' }]],
    bad: [['合同.pdf', 'field.not-a-file']],
  },
}

let world: World
beforeAll(async () => {
  world = await openWorld()
  await addObject(world.owner, world.as(0), {
    name: 'thing',
    plural: 'things',
    label: both('Thing'),
    pluralLabel: both('Things'),
  })
  await world.reload()
  for (const [name, { type, options }] of Object.entries(CASES)) {
    await addField(world.owner, world.as(0), 'thing', { name, type, label: both(name), options })
  }
  for (const [name, type, options] of [
    ['aPerson', 'person', {}],
    ['aDepartment', 'department', {}],
    ['aMatter', 'reference', { target: 'matter' }],
    ['aNumberOf', 'auto-number', { prefix: 'SO-' }],
  ] as const) {
    await addField(world.owner, world.as(0), 'thing', { name, type, label: both(name), options })
  }
  await world.reload()
})
afterAll(() => world?.close())

const thing = () => ({ ...world.as(0), object: world.registry().objects.get('thing') ?? fail() })
function fail(): never {
  throw new Error('no thing')
}
const insert = (input: Record<string, unknown>) =>
  world.as(0).transaction((tx) => insertRecord(tx, world.as(0), 'thing', { input: { name: 'x', ...input } }))

for (const [name, { good, bad, filter, type }] of Object.entries(CASES)) {
  test(`${type} (${name}): what is written is read back, filtered and cleared`, async () => {
    for (const [i, [written, read = written]] of good.entries()) {
      const id = await insert({ [name]: written })
      expect((await getRecord(world.db, thing(), id))[name]).toEqual(read)
      if (i === 0 && filter) {
        const found = await listRecords(world.db, { ...thing(), filter, limit: 200 })
        expect(found.items.map((item) => item.id)).toContain(id)
      }
      await world.as(0).transaction((tx) => changeRecord(tx, world.as(0), 'thing', id, 1, { [name]: null }))
      expect((await getRecord(world.db, thing(), id))[name]).toBeNull()
      if (i === 0 && filter) {
        const found = await listRecords(world.db, { ...thing(), filter, limit: 200 })
        expect(found.items.map((item) => item.id)).not.toContain(id)
      }
    }
  })
  test(`${type} (${name}): what is no value of it is refused by its code`, async () => {
    for (const [value, code] of bad) expect(await problemsOf(() => insert({ [name]: value }))).toEqual([code])
  })
}

test('pointers are written as ids and read with their titles', async () => {
  const [person = ''] = world.people
  const [team = ''] = world.departments
  const matter = await world
    .as(0)
    .transaction((tx) => insertRecord(tx, world.as(0), 'matter', { input: { title: '大项目' } }))
  const id = await insert({ aPerson: person, aDepartment: { id: team }, aMatter: matter })
  const record = await getRecord(world.db, thing(), id)
  expect(record['aPerson']).toEqual({ id: person, title: '王芳' })
  expect(record['aDepartment']).toEqual({ id: team, title: 'Team' })
  expect(record['aMatter']).toEqual({ id: matter, title: '大项目' })
  expect(await problemsOf(() => insert({ aPerson: 'Wang' }))).toEqual(['field.not-an-id'])
  await expect(insert({ aPerson: THING })).rejects.toMatchObject({
    code: 'objects.unknown-reference',
    facts: { field: 'aPerson', id: THING },
  })
})

test('an auto-number counts up, is shown with its prefix and cannot be written', async () => {
  const first = await getRecord(world.db, thing(), await insert({}))
  const second = await getRecord(world.db, thing(), await insert({}))
  expect(Number(second['aNumberOf'])).toBeGreaterThan(Number(first['aNumberOf']))
  const field = thing().object.fields.find((each) => each.name === 'aNumberOf') ?? fail()
  expect(kindOf(field).text(123, field, 'zh')).toBe('SO-000123')
  await expect(insert({ aNumberOf: 5 })).rejects.toMatchObject({ code: 'objects.read-only-field' })
})

test('a formula is computed from its record, and can be filtered, sorted and read', async () => {
  await addField(world.owner, world.as(0), 'thing', {
    name: 'double2',
    type: 'formula',
    label: both('f'),
    options: { formula: 'aNumber * 2 / aWhole', gives: 'number' },
  })
  await world.reload()
  const ids = [
    await insert({ aNumber: 10, aWhole: 4 }),
    await insert({ aNumber: 1, aWhole: 1 }),
    await insert({ aNumber: 1, aWhole: 0 }),
  ]
  const filter = `id in [${ids.map((id) => `"${id}"`).join(',')}]`
  const { items } = await listRecords(world.db, {
    ...thing(),
    filter,
    sort: [{ field: 'double2', direction: 'desc' }],
  })
  expect(items.map((item) => item['double2'])).toEqual([5, 2, null])
  const some = await listRecords(world.db, { ...thing(), filter: `double2 > 4 && ${filter}` })
  expect(some.items.map((item) => item.id)).toEqual([ids[0]])
})

async function problemsOf(work: () => Promise<unknown>): Promise<string[]> {
  try {
    await work()
  } catch (thrown) {
    if (isRefusal(thrown) && thrown.code === 'objects.invalid-fields') {
      return (thrown.facts['problems'] as { code: string }[]).map((problem) => problem.code)
    }
    throw thrown
  }
  return []
}

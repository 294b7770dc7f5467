import { afterAll, beforeAll, expect, test } from 'vitest'
import { addField, addObject, changeField, customFields } from './change.ts'
import { getRecord, insertRecord, listRecords } from './store.ts'
import { grant, openWorld, type World } from './world.fixture.ts'

const both = (text: string) => ({ zh: text, en: text })
const CHOICES = ['red', 'green'].map((value) => ({ value, label: both(value) }))

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world?.close())

const admin = () => world.as(0)
type Field = Parameters<typeof addField>[3]
const add = (object: string, input: Partial<Field> & Pick<Field, 'name' | 'type'>) =>
  addField(world.owner, admin(), object, { label: both(input.name), ...input })
const object = (name: string, plural: string) =>
  addObject(world.owner, admin(), { name, plural, label: both(name), pluralLabel: both(plural) })

test('a field of the company’s own stands in a built-in object at once, beside the rows that were there', async () => {
  const context = admin()
  const id = await context.transaction((tx) =>
    insertRecord(tx, context, 'matter', { input: { title: 'before' } }),
  )
  const before = world.registry().version
  await add('matter', { name: 'contractEnd', type: 'date', required: true })
  await world.reload()
  expect(world.registry().version).toBe(before + 1)
  const matter = world.registry().objects.get('matter')
  if (!matter) throw new Error('no matter')
  expect((await getRecord(world.db, { ...admin(), object: matter }, id))['contractEnd']).toBeNull()
  const insert = (input: Record<string, unknown>) =>
    admin().transaction((tx) => insertRecord(tx, admin(), 'matter', { input: { title: 'after', ...input } }))
  await expect(insert({})).rejects.toMatchObject({
    facts: { problems: [{ field: 'contractEnd', code: 'field.required' }] },
  })
  const made = await insert({ contractEnd: '2027-01-31' })
  const found = await listRecords(world.db, {
    ...admin(),
    object: matter,
    filter: 'contractEnd < day("2027-02-01")',
  })
  expect(found.items.map((item) => item.id)).toEqual([made])
})

test('an object of the company’s own has its table, its holder and its scopes', async () => {
  await object('contract', 'contracts')
  await world.reload()
  const context = admin()
  const id = await context.transaction((tx) =>
    insertRecord(tx, context, 'contract', { input: { name: '合同一', holder: world.people[1] } }),
  )
  const contract = world.registry().objects.get('contract')
  if (!contract) throw new Error('no contract')
  const seen = async (who: number) => {
    const viewer = world.as(who, { contract: grant(['see'], [{ kind: 'mine' }]) })
    return (await listRecords(world.db, { ...viewer, object: contract, search: 'hetong' })).items.map(
      (item) => item.id,
    )
  }
  expect(await seen(1)).toEqual([id])
  expect(await seen(2)).toEqual([])
})

test('changes are in the journal', async () => {
  await add('matter', { name: 'journalled', type: 'text' })
  const [entry] = await world.db`select kind, object, after from event order by seq desc limit 1`
  expect(entry).toMatchObject({
    kind: 'field.added',
    object: 'definition',
    after: { object: 'matter', name: 'journalled', type: 'text' },
  })
})

test('names that are taken or kept are refused', async () => {
  await add('matter', { name: 'taken', type: 'text' })
  await expect(add('matter', { name: 'taken', type: 'number' })).rejects.toMatchObject({
    code: 'objects.name-taken',
  })
  await world.reload()
  for (const name of ['taken', 'title', 'holder']) {
    await expect(add('matter', { name, type: 'text' })).rejects.toMatchObject({ code: 'objects.name-taken' })
  }
  await add('matter', { name: 'price', type: 'money' })
  await world.reload()
  await expect(add('matter', { name: 'priceCurrency', type: 'text' })).rejects.toMatchObject({
    code: 'objects.name-taken',
  })
  for (const name of ['id', 'version', 'true', 'in', 'size', 'matter', 'createdAt']) {
    await expect(add('matter', { name, type: 'text' })).rejects.toMatchObject({
      code: expect.stringMatching(/name-(reserved|taken)/),
    })
  }
  await expect(add('matter', { name: `a${'B'.repeat(39)}`, type: 'text' })).rejects.toMatchObject({
    code: 'objects.name-reserved',
  })
  await expect(object('matter', 'others')).rejects.toMatchObject({ code: 'objects.name-taken' })
  await expect(object('other', 'matters')).rejects.toMatchObject({ code: 'objects.name-taken' })
  await expect(object('search', 'searches')).rejects.toMatchObject({ code: 'objects.name-reserved' })
})

test.each([
  [{ name: 'bad1', type: 'choice' }, 'no-choices'],
  [{ name: 'bad2', type: 'choice', options: { choices: [CHOICES[0], CHOICES[0]] } }, 'choice-twice'],
  [{ name: 'bad3', type: 'reference' }, 'unknown-target'],
  [{ name: 'bad4', type: 'reference', options: { target: 'nothing' } }, 'unknown-target'],
  [{ name: 'bad5', type: 'text', options: { decimals: 2 } }, 'option-not-for-type'],
  [{ name: 'bad6', type: 'formula' }, 'no-formula'],
  [{ name: 'bad7', type: 'formula', options: { formula: 'score +' } }, 'syntax'],
  [{ name: 'bad8', type: 'formula', options: { formula: 'scor * 2' } }, 'unknown-field'],
  [{ name: 'bad9', type: 'formula', options: { formula: 'title' } }, 'wrong-kind'],
  [
    { name: 'bad10', type: 'formula', options: { formula: 'holder == me()', gives: 'bool' } },
    'formula-not-fixed',
  ],
  [
    {
      name: 'bad11',
      type: 'formula',
      options: { formula: 'score * 1e15 * 1e15 * score * 1e15 * 1e15 * score * 1e15 * 1e15 * 1e15' },
    },
    'arithmetic-too-large',
  ],
  [{ name: 'bad12', type: 'date', searchable: true }, 'not-searchable'],
  [{ name: 'bad13', type: 'choices', options: { open: true }, unique: true }, 'not-unique'],
  [{ name: 'bad14', type: 'auto-number', required: true }, 'never-required'],
])('%j is refused: %s', async (input, code) => {
  await expect(add('matter', input as never)).rejects.toMatchObject({
    code: 'objects.bad-definition',
    facts: { code },
  })
})

test('only an administrator changes definitions, and people are described elsewhere', async () => {
  const grants = { matter: grant(['see', 'edit', 'create'], [{ kind: 'all' }]) }
  const input = { name: 'mine', type: 'text' as const, label: both('x') }
  await expect(addField(world.owner, world.as(1, grants), 'matter', input)).rejects.toMatchObject({
    code: 'objects.admin-only',
  })
  await expect(add('person', { name: 'shoe', type: 'number' })).rejects.toMatchObject({
    code: 'objects.closed',
  })
  await expect(add('nothing', { name: 'shoe', type: 'number' })).rejects.toMatchObject({
    code: 'objects.unknown-object',
  })
})

test('a field keeps choices that records have, and what it is for good', async () => {
  await add('matter', { name: 'colour', type: 'choice', options: { choices: CHOICES } })
  await add('matter', { name: 'other', type: 'reference', options: { target: 'client' } })
  await world.reload()
  const context = admin()
  await context.transaction((tx) =>
    insertRecord(tx, context, 'matter', { input: { title: 'x', colour: 'red', contractEnd: '2027-01-31' } }),
  )
  const update = (field: string, version: number, input: Parameters<typeof changeField>[2]['input']) =>
    changeField(world.owner, admin(), { object: 'matter', field, version, input })
  const [red, green] = CHOICES
  await expect(update('colour', 1, { options: { choices: green ? [green] : [] } })).rejects.toMatchObject({
    facts: { code: 'choice-in-use' },
  })
  const blue = { value: 'blue', label: both('blue') }
  await update('colour', 1, { label: both('Colour'), options: { choices: red ? [red, blue] : [] } })
  await expect(update('colour', 1, { label: both('x') })).rejects.toMatchObject({ code: 'objects.stale' })
  const field = (await customFields(admin(), 'matter')).find((each) => each.name === 'colour')
  expect(field).toMatchObject({ version: 2, label: both('Colour'), options: { choices: [red, blue] } })
  await expect(update('other', 1, { options: { target: 'matter' } })).rejects.toMatchObject({
    facts: { code: 'option-is-fixed' },
  })
  await expect(update('title', 1, { label: both('x') })).rejects.toMatchObject({ code: 'objects.built-in' })
  await expect(update('nothing', 1, { label: both('x') })).rejects.toMatchObject({
    code: 'objects.unknown-field',
  })
})

test('a table that others hold is left alone after five seconds, and nothing of the change is there', async () => {
  const holding = world.db.begin(async (tx) => {
    await tx`select count(*) from note`
    await expect(add('note', { name: 'late', type: 'text' })).rejects.toMatchObject({
      code: 'objects.table-busy',
      status: 503,
    })
  })
  await holding
  expect(await customFields(admin(), 'note')).toEqual([])
}, 15_000)

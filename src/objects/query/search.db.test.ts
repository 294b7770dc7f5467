import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fold } from '../../kernel/text.ts'
import { insertRecords, listRecords } from '../store.ts'
import { openWorld, type World } from '../world.fixture.ts'

const TITLES = [
  '北京华信科技有限公司',
  '上海云图（华东）',
  'GTX Pro 100%',
  'a_b\\c',
  '单雄信',
  '重庆 长安',
  'ＡＢＣ１２３',
  '吕布',
]

let world: World
beforeAll(async () => {
  world = await openWorld()
  const context = world.as(0)
  await context.transaction((tx) =>
    insertRecords(
      tx,
      context,
      'matter',
      TITLES.map((title) => ({ input: { title } })),
    ),
  )
})
afterAll(() => world?.close())

async function found(search: string): Promise<string[]> {
  const object = world.registry().objects.get('matter')
  if (!object) throw new Error('no matter')
  const { items } = await listRecords(world.db, {
    ...world.as(0),
    object,
    search,
    sort: [{ field: 'title', direction: 'asc' }],
  })
  return items.map((item) => String(item['title'])).sort()
}

test.each([
  ['华信科', ['北京华信科技有限公司'], 'Chinese in the middle of a name'],
  ['华信', ['北京华信科技有限公司'], 'two characters'],
  ['华', ['上海云图（华东）', '北京华信科技有限公司'], 'one character'],
  ['huaxin', ['北京华信科技有限公司'], 'pinyin'],
  ['bjhx', ['北京华信科技有限公司'], 'initials'],
  ['hx', ['北京华信科技有限公司'], 'two initials'],
  ['shanxiong', ['单雄信'], 'a surname read as a surname'],
  ['chongqing', ['重庆 长安'], 'a character with several readings'],
  ['100%', ['GTX Pro 100%'], 'a percent sign is a letter'],
  ['%%%', [], 'not a wildcard'],
  ['a_b', ['a_b\\c'], 'an underscore is a letter'],
  ['b\\c', ['a_b\\c'], 'so is a backslash'],
  ['___', [], 'not a wildcard either'],
  ['pro gtx', ['GTX Pro 100%'], 'all words, in any order'],
  ['gtx 华信', [], 'every word must be there'],
  ['abc123', ['ＡＢＣ１２３'], 'full width is half width'],
  ['ＢＣ１', ['ＡＢＣ１２３'], 'and the other way round'],
  ["'; drop", [], 'quotes are letters'],
])('“%s” finds %j: %s', async (search, expected) => {
  expect(await found(search)).toEqual([...expected].sort())
})

test('every part of a title without a blank in it finds the title', async () => {
  const part = fc.constantFrom(...TITLES).chain((title) => {
    const words = fold(title).split(' ')
    return fc.constantFrom(...words).chain((word) => {
      const letters = [...word]
      return fc
        .tuple(fc.nat(letters.length - 1), fc.integer({ min: 2, max: letters.length }))
        .map(([from, length]) => ({ title, part: letters.slice(from, from + length).join('') }))
    })
  })
  await fc.assert(
    fc.asyncProperty(part, async ({ title, part: searched }) => {
      if ([...searched].length === 1 && !/\p{Script=Han}/u.test(searched)) return
      expect(await found(searched)).toContain(title)
    }),
    { numRuns: 100 },
  )
})

test('no search text, however odd, is an error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 20 }), async (text) => {
      await found(text.replaceAll('\0', '').toWellFormed())
    }),
    { numRuns: 60 },
  )
})

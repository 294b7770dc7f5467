import { expect, test } from 'vitest'
import { nameKeys } from '../../src/engines/tabular/name-keys.ts'
import { minorFrom } from '../../src/kernel/money.ts'
import { projectFiles } from '../../tools/house/files.ts'
import { patternsIn, pumped, slowOn } from './patterns.ts'

/** Letters of a text for which time is linear or is not: a quadratic pattern needs a second, an exponential one for ever. */
const LENGTH = 25_000
const MOST_MS = 80
const PATIENCE_MS = 2000

/** Where what a pattern is asked about is short by a check before it. */
const BOUNDED: Readonly<Record<string, { length: number; because: string }>> = {
  'src/engines/tabular/date-parts.ts': { length: 100, because: 'LONGEST_DATE' },
  'src/engines/tabular/decimals.ts': { length: 100, because: 'LONGEST_NUMBER' },
  'src/engines/tabular/mapping.ts': { length: 300, because: 'LOOKED_AT' },
  'src/engines/tabular/headings.ts': { length: 300, because: 'LOOKED_AT in mapping.ts, its only caller' },
  'src/engines/tabular/name-keys.ts': { length: 400, because: 'LONGEST_NAME' },
  'src/engines/tabular/numbers.ts': {
    length: 150,
    because: 'LONGEST_NUMBER in decimals.ts, and a power of ten',
  },
  'src/engines/regions/region-tree.ts': {
    length: 40,
    because: 'the names of the list of regions, never those asked for',
  },
  'src/platform/region-names.ts': { length: 40, because: 'the names of the list of regions' },
  'src/kernel/money.ts': { length: 60, because: 'fifteen digits and forty places' },
  'src/objects/fields/phone.ts': { length: 40, because: 'most' },
  'src/objects/fields/email.ts': { length: 254, because: 'most' },
  'web/features/organisation/function-key.ts': { length: 40, because: 'cut before' },
  'src/platform/sheets/xlsx/number-formats.ts': { length: 1000, because: 'LONGEST_CODE' },
}

const sources = projectFiles().filter(
  ({ path }) =>
    /^(src|web)\//.test(path) && /\.tsx?$/.test(path) && !/\.(test|fixture|gen)\.tsx?$/.test(path),
)
const patterns = sources.flatMap(({ path }) => patternsIn(path))

test('every pattern of the product is found', () => {
  expect(patterns.length).toBeGreaterThan(150)
  expect(patterns.some(({ source }) => source.includes('有限责任公司'))).toBe(true)
})

test('no pattern takes more time than its text is long', () => {
  const slow = patterns.flatMap((pattern) => {
    const texts = pumped(pattern.source, BOUNDED[pattern.file]?.length ?? LENGTH)
    return slowOn(pattern, texts, MOST_MS, PATIENCE_MS).map(
      (on) => `${pattern.file}:${pattern.line} /${pattern.source}/ on ${on}`,
    )
  })
  process.stdout.write(`${patterns.length} patterns\n`)
  expect(slow).toEqual([])
}, 120_000)

test('what is said to be bounded is there', () => {
  for (const file of Object.keys(BOUNDED))
    expect(
      patterns.some((pattern) => pattern.file === file),
      file,
    ).toBe(true)
})

test('a pattern that does take its time would be noticed', () => {
  const source = '^(?:(?:集团)?(?:集团公司|公司|集团))+$'
  const pattern = { file: '', line: 0, source, flags: 'u' }
  expect(slowOn(pattern, pumped(source, 400), MOST_MS, 500)).not.toEqual([])
})

test('an amount of a million noughts is no amount, and is told so at once', () => {
  const began = performance.now()
  expect(minorFrom(`1.${'0'.repeat(1_000_000)}1`, 'CNY')).toBeUndefined()
  expect(performance.now() - began).toBeLessThan(500)
})

test('a company made of nothing but legal forms is compared at once', () => {
  const began = performance.now()
  for (const name of [
    '集团公司'.repeat(90),
    `${'集团公司'.repeat(90)}x`,
    'co '.repeat(130),
    `${'('.repeat(399)}`,
    '公司'.repeat(500_000),
  ])
    nameKeys(name)
  expect(performance.now() - began).toBeLessThan(1000)
})

import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { ident, raw, rendered, sql } from '../../kernel/fragment.ts'
import { connect, type Sql } from '../../platform/db/pool.ts'
import { type ColumnOf, type Condition, evaluate, parseCondition, toSql, type Vocabulary } from './index.ts'

const label = { zh: 'x', en: 'x' }
const ID = '0190a000-0000-7000-8000-00000000000'
const vocabulary: Vocabulary = {
  root: 'row',
  fields: {
    s: { kind: 'text', label },
    t: { kind: 'text', label },
    n: { kind: 'number', label },
    m: { kind: 'number', label },
    b: { kind: 'bool', label },
    d: { kind: 'day', label },
    i: { kind: 'instant', label },
    l: { kind: 'texts', label },
    u: { kind: 'record', label, fields: {} },
  },
}
const TYPES: Record<string, string> = {
  s: 'text collate "zh-x-icu"', // a database may sort by any language's rules; conditions sort by code point
  t: 'text',
  n: 'float8',
  m: 'float8',
  b: 'boolean',
  d: 'date',
  i: 'timestamptz',
  l: 'text[]',
  u: 'uuid',
}
const given = { now: '2026-11-23T08:00:00.000Z', today: '2026-11-23', me: `${ID}1` }

const texts = fc.constantFrom(
  '',
  'a',
  'ab',
  'B',
  '客户',
  '客',
  '%',
  '_',
  '\\',
  "'",
  '\u{1F600}',
  '\uFFFD',
  'é',
)
const numbers = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 2.5, 1e15, -1e15, 1e-6, 0.1),
  fc.integer({ min: -1000, max: 1000 }),
)
const days = fc.constantFrom('2026-11-23', '2026-02-28', '2000-02-29', '0001-01-01', '9999-12-31')
const instants = fc.constantFrom(
  '2026-11-23T08:00:00.000Z',
  '2026-11-23T07:59:59.999Z',
  '2026-11-25T08:00:00.000Z',
  '1999-12-31T23:59:59.001Z',
  '0001-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
)
/** Columns keep microseconds and any zone; the program reads milliseconds. */
const stored = fc.oneof(
  instants,
  fc.constantFrom(
    '2026-11-23T08:00:00.000001Z',
    '2026-11-23T08:00:00.000999Z',
    '2026-11-23T16:00:00+08:00',
    '1969-12-31T23:59:59.999500Z',
    '2026-11-23T07:59:59.999999Z',
  ),
)
const ids = fc.constantFrom(`${ID}1`, `${ID}2`, `${ID}3`)
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 4 })
const row = fc.record({
  s: orNull(texts),
  t: orNull(texts),
  n: orNull(numbers),
  m: orNull(numbers),
  b: orNull(fc.boolean()),
  d: orNull(days),
  i: orNull(stored),
  l: orNull(fc.array(texts, { maxLength: 3 })),
  u: orNull(ids),
})

const quoted = (arbitrary: fc.Arbitrary<unknown>) => arbitrary.map((value) => JSON.stringify(value))
const how = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const compared = (side: fc.Arbitrary<string>) =>
  fc.tuple(side, how, side).map(([a, sign, b]) => `${a} ${sign} ${b}`)
const listed = (side: fc.Arbitrary<string>, item: fc.Arbitrary<string>) =>
  fc.tuple(side, fc.array(item, { maxLength: 3 })).map(([a, list]) => `${a} in [${list.join(', ')}]`)
const chosen = (when: fc.Arbitrary<string>, side: fc.Arbitrary<string>) =>
  fc
    .tuple(when, side, fc.oneof(side, fc.constant('null')))
    .chain(([a, b, c]) => fc.constantFrom(`(${a} ? ${b} : ${c})`, `(${a} ? ${c} : ${b})`))

const plainText = quoted(texts)
const plainDay = days.map((value) => `day("${value}")`)
const plainInstant = instants.map((value) => `timestamp("${value}")`)
const span = fc.constantFrom('days(30)', 'days(1)', 'days(100000)', 'duration("48h")', 'duration("1h30m")')
const wholeDays = fc.constantFrom('days(30)', 'days(1)', 'days(100000)')
const shifted = (side: fc.Arbitrary<string>, amount: fc.Arbitrary<string>) =>
  fc.tuple(side, fc.constantFrom('+', '-'), amount).map(([a, sign, by]) => `(${a} ${sign} ${by})`)

/** Every kind of expression within every other. `x` stands for a text under `exists` and `all`. */
type Kinds = { bool: string; number: string; text: string; day: string; instant: string; tested: string }
const { bool } = fc.letrec<Kinds>((tie) => ({
  text: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('s', 't', 'u', 'me()'),
    plainText,
    chosen(tie('bool'), tie('text')),
  ),
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('n', 'm', 'size(s)', 'size(l)'),
    numbers.map((value) => `(${value})`),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number'))
      .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    tie('number').map((a) => `(-${a})`),
    chosen(tie('bool'), tie('number')),
  ),
  day: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('d', 'row.d', 'today()'),
    plainDay,
    shifted(tie('day'), wholeDays),
    chosen(tie('bool'), tie('day')),
  ),
  instant: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('i', 'now()'),
    plainInstant,
    shifted(tie('instant'), span),
    chosen(tie('bool'), tie('instant')),
  ),
  tested: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    compared(fc.oneof(fc.constantFrom('x', 's'), plainText)),
    listed(fc.constant('x'), plainText),
    plainText.map((value) => `x.startsWith(${value})`),
    fc.constantFrom('x in l', 'size(x) > n', 'x.contains(s)', 'has(x)', 'b'),
    tie('tested').map((a) => `!(${a})`),
    fc.tuple(tie('tested'), fc.constantFrom('&&', '||'), tie('tested')).map((part) => `(${part.join(' ')})`),
  ),
  bool: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom('b', 'true', 'false', 'null', 'b == true', 'b != false'),
    fc.constantFrom('s', 'n', 'b', 'd', 'i', 'l', 'u').map((field) => `has(${field})`),
    fc.constantFrom('s', 'n', 'b', 'd', 'i', 'l', 'u').map((field) => `${field} == null`),
    fc.constantFrom(
      'u == me()',
      'u != me()',
      'u == "nothing"',
      `u in ["${ID}1", "x"]`,
      `u.startsWith("0190")`,
    ),
    fc.tuple(ids, how).map(([id, sign]) => `u ${sign} "${id}"`),
    compared(tie('number')),
    compared(tie('text')),
    compared(tie('day')),
    compared(tie('instant')),
    fc.tuple(how, plainInstant).chain(([sign, at]) => fc.constantFrom(`i ${sign} ${at}`, `${at} ${sign} i`)),
    listed(tie('text'), plainText),
    listed(tie('number'), numbers.map(String)),
    listed(tie('day'), plainDay),
    listed(tie('instant'), plainInstant),
    fc
      .tuple(tie('text'), fc.constantFrom('startsWith', 'endsWith', 'contains'), tie('text'))
      .map(([a, f, b]) => `${a}.${f}(${b})`),
    tie('text').map((value) => `${value} in l`),
    fc.tuple(fc.constantFrom('exists', 'all'), tie('tested')).map(([f, test]) => `l.${f}(x, ${test})`),
    fc.tuple(tie('bool'), fc.constantFrom('&&', '||'), tie('bool')).map((part) => `(${part.join(' ')})`),
    tie('bool').map((a) => `!(${a})`),
    fc
      .tuple(tie('bool'), fc.constantFrom('==', '!='), tie('bool'))
      .map(([a, sign, b]) => `((${a}) ${sign} (${b}))`),
    tie('bool').map((a) => `has(${a})`),
    chosen(tie('bool'), tie('bool')),
  ),
}))
// What a generated condition may be too much of; anything else refused is a fault of the generator or the parser.
const TOO_MUCH = new Set(['arithmetic-too-large', 'too-deep', 'too-many-parts', 'too-many-days', 'too-long'])

let database: TestDatabase
let db: Sql
beforeAll(async () => {
  database = await testDatabase({ empty: true })
  db = connect(database.url, { as: 'admin', max: 1 })
})
afterAll(async () => {
  await db.end()
  await database.close()
})

const column: ColumnOf = ([name = '']) => ({
  sql: ident(`r.${name}`),
  cast: name === 'u' ? 'uuid' : undefined,
})
const columns = Object.entries(TYPES)
  .map(([name, type]) => `"${name}" ${type}`)
  .join(', ')

async function foundBy(condition: Condition, rows: readonly Record<string, unknown>[]): Promise<unknown> {
  const predicate = toSql(condition, column, given)
  const numbered = JSON.stringify(rows.map((r, k) => ({ ...r, k })))
  const query = rendered(sql`select array_agg(found order by k) as all from (
    select k, exists (select where ${predicate}) as found
    from jsonb_to_recordset(${numbered}::text::jsonb) as r(${raw(`k int, ${columns}`)})) r`)
  const [answer] = await db.unsafe(query.text, query.values as never[])
  return answer?.['all']
}

test('property: memory and SQL agree on every row, nulls included, and neither ever fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.array(bool, { minLength: 8, maxLength: 8 }),
      async (rows, sources) => {
        for (const source of sources) {
          const parsed = parseCondition(source, vocabulary)
          if (!parsed.ok) {
            const { problems } = parsed
            if (!TOO_MUCH.has(problems[0]?.code ?? ''))
              throw new Error(`${source}: ${JSON.stringify(problems)}`)
            continue
          }
          const expected = rows.map((r) => evaluate(parsed.condition, r, given))
          expect(await foundBy(parsed.condition, rows), source).toEqual(expected)
        }
      },
    ),
    { numRuns: Number(process.env['CONDITION_RUNS'] ?? 150) },
  )
})

test('the longest arithmetic that is accepted stays in range on the largest and smallest values', async () => {
  const rows = [1e15, -1e15, 1e-6, -1e-6].flatMap((n) => [1e15, 1e-6].map((m) => ({ n, m })))
  rows.push({ n: 1e-6, m: 1.0000000000000002e-6 }) // what is left of their difference is far smaller than either
  const calendar = ['0001-01-01', '9999-12-31'].map((d) => ({ d, i: `${d}T00:00:00.000Z` }))
  const times = (sign: string, name: string, count: number) => Array(count).fill(name).join(` ${sign} `)
  let accepted = 0
  for (let count = 1; count <= 40; count++) {
    for (const source of [
      `${times('*', 'n', count)} > 1`,
      `1 / (${times('*', 'm', count)}) < 0.5`,
      `m / ${times('/', 'n', count)} != 0`,
      `(n - m) * ${times('*', '(n - m)', count)} > 0`,
      `d ${'- days(100000) '.repeat(count)} < d`,
      `i ${'+ days(100000) '.repeat(count)} > i`,
    ]) {
      const parsed = parseCondition(source, vocabulary)
      if (!parsed.ok) continue
      accepted += 1
      const all = [...rows, ...calendar]
      expect(await foundBy(parsed.condition, all), source).toEqual(
        all.map((r) => evaluate(parsed.condition, r, given)),
      )
    }
  }
  expect(accepted).toBeGreaterThan(30)
})

test('an index serves the simple condition on every kind of column', async () => {
  await db.unsafe(`create temporary table r (${columns})`)
  for (const name of ['s', 'n', 'd', 'i', 'u']) await db.unsafe(`create index on r (${name})`)
  await db.unsafe('create index on r using gin (l)')
  await db.unsafe('set enable_seqscan = off')
  for (const source of [
    's == "a"',
    's in ["a", "b"]',
    's == null',
    'n >= 10 && n < 20',
    'd < today() - days(30)',
    'now() - duration("48h") > i',
    'i == timestamp("2026-11-23T08:00:00Z")',
    'u == me()',
    `u in ["${ID}1", "${ID}2"]`,
    'u == null',
    '"vip" in l',
  ]) {
    const parsed = parseCondition(source, vocabulary)
    if (!parsed.ok) throw new Error(source)
    const query = rendered(
      sql`explain (format text) select from r where ${toSql(parsed.condition, column, given)}`,
    )
    const plan = await db.unsafe(query.text, query.values as never[])
    expect(JSON.stringify(plan), source).toContain('Index Cond')
  }
})

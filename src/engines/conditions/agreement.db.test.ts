import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import { ident, rendered, sql } from '../../kernel/fragment.ts'
import { connect, type Sql } from '../../platform/db/pool.ts'
import { evaluate, parseCondition, toSql, type Vocabulary } from './index.ts'

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
  s: 'text',
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
const days = fc.constantFrom('2026-11-23', '2026-02-28', '2000-01-01', '1999-12-31', '2100-03-01')
const instants = fc.constantFrom(
  '2026-11-23T08:00:00.000Z',
  '2026-11-23T07:59:59.999Z',
  '1999-12-31T23:59:59.001Z',
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
  i: orNull(instants),
  l: orNull(fc.array(texts, { maxLength: 3 })),
  u: orNull(ids),
})

const quoted = (arbitrary: fc.Arbitrary<unknown>) => arbitrary.map((value) => JSON.stringify(value))
const { number } = fc.letrec<{ number: string }>((tie) => ({
  number: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('n', 'm', 'size(s)', 'size(l)'),
    numbers.map((value) => `(${value})`),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/'), tie('number'))
      .map(([a, how, b]) => `(${a} ${how} ${b})`),
    fc.tuple(tie('number')).map(([a]) => `(-${a})`),
  ),
}))
const text = fc.oneof(fc.constantFrom('s', 't'), quoted(texts))
const day = fc.oneof(
  fc.constantFrom('d', 'today()', '(d - days(30))', '(d + days(1))'),
  days.map((value) => `day("${value}")`),
)
const instant = fc.oneof(
  fc.constantFrom('i', 'now()', '(i + days(1))'),
  instants.map((value) => `timestamp("${value}")`),
)
const how = fc.constantFrom('==', '!=', '<', '<=', '>', '>=')
const compared = (side: fc.Arbitrary<string>) =>
  fc.tuple(side, how, side).map(([a, sign, b]) => `${a} ${sign} ${b}`)
const { bool } = fc.letrec<{ bool: string }>((tie) => ({
  bool: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(
      'b',
      'has(s)',
      'has(n)',
      's == null',
      'n != null',
      'b == true',
      'true',
      'u == me()',
      'u != me()',
      'has(u)',
    ),
    compared(number),
    compared(text),
    compared(day),
    compared(instant),
    fc.tuple(ids, fc.constantFrom('==', '!=', '<')).map(([id, sign]) => `u ${sign} "${id}"`),
    fc.constantFrom('u == "nothing"', `u in ["${ID}1", "x"]`, `u.startsWith("0190")`),
    fc
      .tuple(text, fc.constantFrom('startsWith', 'endsWith', 'contains'), text)
      .map(([a, f, b]) => `${a}.${f}(${b})`),
    fc
      .tuple(text, fc.array(quoted(texts), { maxLength: 3 }))
      .map(([a, list]) => `${a} in [${list.join(', ')}]`),
    text.map((value) => `${value} in l`),
    fc
      .tuple(tie('bool'), fc.constantFrom('&&', '||'), tie('bool'))
      .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    fc.tuple(tie('bool')).map(([a]) => `!(${a})`),
    fc.tuple(tie('bool'), tie('bool'), tie('bool')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
}))

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

test('property: memory and SQL agree on every row, nulls included, and neither ever fails', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 12 }),
      fc.array(bool, { minLength: 8, maxLength: 8 }),
      async (rows, sources) => {
        const conditions = sources.flatMap((source) => {
          const parsed = parseCondition(source, vocabulary)
          if (!parsed.ok && parsed.problems[0]?.code !== 'arithmetic-too-large')
            throw new Error(`${source}: ${JSON.stringify(parsed.problems)}`)
          return parsed.ok ? [parsed.condition] : []
        })
        for (const condition of conditions) {
          const predicate = toSql(
            condition,
            ([name = '']) => ({ sql: ident(`r.${name}`), cast: name === 'u' ? 'uuid' : undefined }),
            given,
          )
          const columns = Object.entries(TYPES)
            .map(([name, type]) => `"${name}" ${type}`)
            .join(', ')
          const query = rendered(sql`select array_agg(coalesce(${predicate}, false) order by k) as found
          from jsonb_to_recordset(${JSON.stringify(rows.map((r, k) => ({ ...r, k })))}::text::jsonb) as r(${{ parts: [`k int, ${columns}`], values: [] }})`)
          const [answer] = await db.unsafe(query.text, query.values as never[])
          const expected = rows.map((r) => evaluate(condition, r, given))
          expect(answer?.['found'], condition.source).toEqual(expected)
        }
      },
    ),
    { numRuns: 150 },
  )
})

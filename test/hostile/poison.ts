import fc from 'fast-check'
import type { Schema } from './doors.ts'

/** Texts that broke something somewhere. */
export const TEXTS: readonly string[] = [
  "'; drop table person; --",
  "' or '1'='1",
  '1) union select password_hash from person --',
  "\\'; select pg_sleep(5); --",
  '$1',
  '%',
  '_',
  '\\',
  '%00',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00 half',
  '\ufeff',
  '\u202e\u200b\u2066',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '{{constructor.constructor("return process")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an attack on templates
  '${7*7}',
  '=cmd|"/c calc"!A1',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '/etc/passwd',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data/',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  'true',
  '-1',
  '0',
  '1e400',
  '99999999999999999999999999',
  '2026-02-30',
  '0000-00-00',
  '+275760-09-13T00:00:00Z',
  '-000001-01-01',
  '10000-01-01',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '\r\nset-cookie: a=b',
  'İıſK',
  '👩‍👩‍👧‍👦'.repeat(20),
  'z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!',
  'a'.repeat(5000),
  '"'.repeat(300),
  '('.repeat(2000),
  '[['.repeat(500),
  `${'a'.repeat(40)}!`,
]

/** Filters that are no filters, or too much of one. */
export const FILTERS: readonly string[] = [
  'stage == "won"',
  'stage ==',
  'amount > 1000 && amount < "x"',
  'amount / 0 > 1',
  'amount * 99999999999999999999 > 1',
  'title.contains("a") && title.matches("(a+)+$")',
  'title.matches("(")',
  '[1,2,3].all(x, [1,2,3].all(y, x == y))',
  `${'!'.repeat(500)}true`,
  `${'('.repeat(400)}true${')'.repeat(400)}`,
  Array.from({ length: 300 }, (_, i) => `amount > ${i}`).join(' || '),
  `title in [${'"a",'.repeat(700)}"a"]`,
  'constructor.constructor == 1',
  '__proto__ == 1',
  'title.__proto__ == 1',
  'holder.manager.manager == "x"',
  'createdAt > timestamp("never")',
  'createdAt > timestamp("9999-12-31T23:59:59Z") + duration("99999999h")',
  'createdAt < today - 99999999999',
  '-9223372036854775808 == amount',
  'title == "\\u0000"',
  'title == "\\ud800"',
  `title == "${"' or 1=1 --"}"`,
  'b"\\xff" == title',
  'null == null',
  'true ? title : amount',
  'size(title) > 1e308',
]

const NUMBERS: readonly number[] = [
  0,
  -0,
  -1,
  1,
  0.1,
  1.7e308,
  5e-324,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  -(2 ** 63),
  1e21,
]

/** Any text at all: known poison, and what chance makes. */
export const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 200 }) },
)

/** Any JSON at all, with keys that reach for prototypes. */
export const json: fc.Arbitrary<unknown> = fc.oneof(
  { depthSize: 'small', withCrossShrink: true },
  text,
  fc.constantFrom(...NUMBERS),
  fc.constantFrom(null, true, false, [], {}),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'id')), text, { maxKeys: 3 }),
  fc.constantFrom(5, 30, 60).map((depth) => nested(depth)),
)

export function nested(depth: number): unknown {
  return depth === 0 ? 'deep' : depth % 2 ? [nested(depth - 1)] : { a: nested(depth - 1) }
}

/** Ids of real records by the word that asks for them (`account`, `opportunities`, …); `''` are all. */
export type KnownIds = Readonly<Record<string, readonly string[]>>
export type Making = { known: KnownIds; schemas: Readonly<Record<string, Schema>> }

/** Values that fit a schema, with poison in every text that is free. `name` is what the value is called. */
export function madeAfter(schema: Schema, making: Making, name = '', depth = 0): fc.Arbitrary<unknown> {
  const pointed = /^#\/components\/schemas\/(.+)$/.exec(String(schema['$ref'] ?? ''))?.[1]
  if (pointed) return madeAfter(making.schemas[pointed] ?? {}, making, name, depth + 1)
  if ('const' in schema) return fc.constant(schema['const'])
  const choices = schema['enum'] as unknown[] | undefined
  if (choices) return fc.constantFrom(...choices)
  const ways = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined
  if (ways) return fc.oneof(...ways.map((way) => madeAfter(way, making, name, depth + 1)))
  const type = schema['type']
  switch (Array.isArray(type) ? type[0] : type) {
    case 'object':
      return objectOf(schema, making, depth)
    case 'array':
      return arrayOf(schema, making, name, depth)
    case 'integer':
    case 'number':
      return numberOf(schema)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return textOf(schema, making, name)
    default:
      return json
  }
}

function arrayOf(schema: Schema, making: Making, name: string, depth: number): fc.Arbitrary<unknown> {
  const most = Math.min(Number(schema['maxItems'] ?? 3), 3)
  const minLength = Math.min(Number(schema['minItems'] ?? 0), most)
  const items = (schema['items'] ?? {}) as Schema
  return fc.uniqueArray(madeAfter(items, making, name, depth + 1), { minLength, maxLength: most })
}

/** The required parts and a few of the others. */
function objectOf(schema: Schema, making: Making, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
  if (depth > 6) return fc.constant({})
  if (properties.length === 0) return dictionaryOf(schema['additionalProperties'], making, depth)
  const known = properties.map(([key, inner]) => [key, madeAfter(inner, making, key, depth + 1)] as const)
  const wanted = new Set((schema['required'] ?? TITLES) as string[])
  const free = properties.map(([key]) => key).filter((key) => !wanted.has(key))
  return fc
    .tuple(fc.record(Object.fromEntries(known)), fc.subarray(free, { maxLength: Math.min(3, free.length) }))
    .map(([all, more]) => {
      const kept = Object.entries(all as object).filter(([key]) => wanted.has(key) || more.includes(key))
      return Object.fromEntries(kept)
    })
}

/** What no record does without, where its description makes nothing required. */
const TITLES = ['title', 'name', 'opportunity', 'kind', 'content', 'dueOn']

function dictionaryOf(inner: unknown, making: Making, depth: number): fc.Arbitrary<unknown> {
  if (typeof inner !== 'object' || inner === null) return fc.constant({})
  const keys = fc.constantFrom('title', 'opportunity', 'name', 'a-b', 'constructor', '__proto__')
  return fc.dictionary(keys, madeAfter(inner as Schema, making, '', depth + 1), { maxKeys: 3 })
}

function numberOf(schema: Schema): fc.Arbitrary<number> {
  const whole = schema['type'] === 'integer'
  const min = Number(schema['minimum'] ?? (schema['exclusiveMinimum'] === undefined ? -1000 : 0.5))
  const max = Math.min(Number(schema['maximum'] ?? 1000), 1e15)
  const edges = fc.constantFrom(...[min, max].map((edge) => (whole ? Math.trunc(edge) : edge)))
  const inside = whole
    ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) })
    : fc
        .integer({ min: Math.ceil(min) * 100, max: Math.floor(Math.min(max, 1e12)) * 100 })
        .map((n) => n / 100)
  return fc.oneof(inside, edges)
}

function textOf(schema: Schema, making: Making, name: string): fc.Arbitrary<unknown> {
  const format = schema['format']
  if (format === 'uuid') return idOf(making.known, name)
  if (format === 'date') return fc.constantFrom('2026-12-01', '2026-11-23', '0001-01-01', '9999-12-31')
  if (format === 'date-time') return fc.constantFrom('2026-11-20T00:00:00.000Z', '0001-01-01T00:00:00Z')
  const pattern = schema['pattern']
  if (typeof pattern === 'string') {
    const matching = WORDS.filter((each) => new RegExp(pattern, 'u').test(each))
    return matching.length > 0 ? fc.constantFrom(...matching) : fc.stringMatching(new RegExp(pattern))
  }
  const fitting = WORDS_FOR[name]
  const free = text
    .map((each) =>
      each
        .toWellFormed()
        .replaceAll('\0', '')
        .slice(0, Number(schema['maxLength'] ?? 200)),
    )
    .map((each) => (each.trim() === '' ? 'x' : each))
  return fitting
    ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...fitting) }, { weight: 1, arbitrary: free })
    : free
}

function idOf(known: KnownIds, name: string): fc.Arbitrary<string> {
  const all = fc.constantFrom(...(known[''] ?? []))
  const own = known[name]
  return own
    ? fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...own) }, { weight: 1, arbitrary: all })
    : all
}

const WORDS = ['CNY', 'a@b.example', 'sales', '31', 'opportunities', 'follow-ups', 'people', 'ownField']
/** Texts that are not free although their schema cannot say so. */
const WORDS_FOR: Readonly<Record<string, readonly string[]>> = {
  stage: ['requirement', 'won', 'lost', 'lead'],
  toStage: ['requirement', 'won'],
  object: ['opportunity', 'account', 'task'],
  functions: ['sales', 'marketing'],
  function: ['sales'],
  key: ['sales', 'marketing', 'newcomers'],
  filter: ['', 'id != "x"', 'createdAt > timestamp("2020-01-01T00:00:00Z")', 'amount > 1000'],
  condition: ['id != "x"', 'amount > 1000'],
  formula: ['amount * 2', 'size(title)'],
  sort: ['-createdAt', 'createdAt', 'updatedAt,-createdAt'],
  fields: ['createdAt', 'updatedAt', 'createdAt,updatedAt'],
  field: ['title', 'createdAt', 'amount'],
  columns: ['title', 'createdAt', 'amount'],
  groupBy: ['createdAt:month', 'holder', 'stage'],
  measures: ['count', 'sum:amount', 'count,avg:amount'],
  timeZone: ['Asia/Shanghai'],
}

/** `whole` with the part that `pick` names replaced by `poison`. */
export function poisoned(whole: unknown, pick: number, poison: unknown): unknown {
  const places: [Record<string, unknown>, string][] = []
  const copy: Record<string, unknown> = { whole: structuredClone(whole) }
  const walk = (inside: Record<string, unknown>) => {
    for (const [key, value] of Object.entries(inside)) {
      places.push([inside, key])
      if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>)
    }
  }
  walk(copy)
  const [holder, key] = places[pick % places.length] ?? [copy, 'whole']
  holder[key] = poison
  return copy['whole']
}

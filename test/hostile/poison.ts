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

/** Values made after a schema: `fit` keeps to it, else any part may be poison. `known` are ids of real records. */
export type Making = {
  fit: boolean
  known: readonly string[]
  schemas: Readonly<Record<string, Schema>>
}

export function madeAfter(schema: Schema, making: Making, depth = 0): fc.Arbitrary<unknown> {
  const made = fittingValue(schema, making, depth)
  return making.fit ? made : fc.oneof({ weight: 5, arbitrary: made }, { weight: 1, arbitrary: json })
}

function fittingValue(schema: Schema, making: Making, depth: number): fc.Arbitrary<unknown> {
  const pointed = /^#\/components\/schemas\/(.+)$/.exec(String(schema['$ref'] ?? ''))?.[1]
  if (pointed) return fittingValue(making.schemas[pointed] ?? {}, making, depth + 1)
  if ('const' in schema) return fc.constant(schema['const'])
  const choices = schema['enum'] as unknown[] | undefined
  if (choices) return fc.constantFrom(...choices)
  const ways = (schema['anyOf'] ?? schema['oneOf']) as Schema[] | undefined
  if (ways) return fc.oneof(...ways.map((way) => madeAfter(way, making, depth + 1)))
  const type = schema['type']
  const kind = Array.isArray(type) ? type[0] : type
  if (kind === 'object') return objectOf(schema, making, depth)
  if (kind === 'array') {
    const items = (schema['items'] ?? {}) as Schema
    const most = Math.min(Number(schema['maxItems'] ?? 3), 3)
    const least = Math.min(Number(schema['minItems'] ?? 0), most)
    return fc.array(madeAfter(items, making, depth + 1), { minLength: least, maxLength: most })
  }
  if (kind === 'integer' || kind === 'number') return numberOf(schema, making)
  if (kind === 'boolean') return fc.boolean()
  if (kind === 'null') return fc.constant(null)
  if (kind === 'string') return textOf(schema, making)
  return making.fit ? fc.constantFrom('x', 1, true, null) : json
}

function objectOf(schema: Schema, making: Making, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
  const required = new Set((schema['required'] ?? []) as string[])
  if (depth > 6) return fc.constant({})
  const known = Object.fromEntries(
    properties.map(([key, inner]) => [key, madeAfter(inner, making, depth + 1)]),
  )
  const record = fc.record(known, {
    requiredKeys: making.fit ? properties.map(([key]) => key).filter((key) => required.has(key)) : [],
  })
  const open = schema['additionalProperties']
  if (typeof open !== 'object' || open === null || properties.length > 0) return record
  return fc.dictionary(
    fc.constantFrom('title', 'opportunity', 'name', 'a-b', 'constructor', '__proto__'),
    madeAfter(open as Schema, making, depth + 1),
    { maxKeys: 3 },
  )
}

function numberOf(schema: Schema, making: Making): fc.Arbitrary<number> {
  const whole = schema['type'] === 'integer'
  const min = Number(schema['minimum'] ?? (schema['exclusiveMinimum'] === undefined ? -1000 : 0.5))
  const max = Math.min(Number(schema['maximum'] ?? 1000), 1e15)
  const inside = whole
    ? fc.integer({ min: Math.ceil(min), max: Math.floor(max) })
    : fc.double({ min, max, noNaN: true })
  const edges = [min, max].filter((edge) => !whole || Number.isInteger(edge))
  if (making.fit) return fc.oneof(inside, fc.constantFrom(...edges))
  return fc.oneof(inside, fc.constantFrom(...NUMBERS))
}

function textOf(schema: Schema, making: Making): fc.Arbitrary<string> {
  const format = schema['format']
  if (format === 'uuid') return fc.constantFrom(...making.known)
  if (format === 'date') return fc.constantFrom('2026-12-01', '0001-01-01', '9999-12-31')
  if (format === 'date-time') return fc.constantFrom('2026-12-01T00:00:00.000Z', '0001-01-01T00:00:00Z')
  const known = fc.constantFrom(...making.known)
  const short = text.map((each) => each.slice(0, Number(schema['maxLength'] ?? 200)))
  const plain = making.fit
    ? short.filter((each) => each.isWellFormed() && !each.includes('\0') && each.trim() !== '')
    : short
  const pattern = schema['pattern']
  if (typeof pattern !== 'string')
    return fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: known })
  const matching = WORDS.filter((each) => new RegExp(pattern, 'u').test(each))
  return matching.length > 0 ? fc.constantFrom(...matching) : fc.stringMatching(new RegExp(pattern))
}

const WORDS = ['CNY', 'a@b.example', 'sales', '31', 'opportunities', 'follow-ups', 'people', 'ownField']

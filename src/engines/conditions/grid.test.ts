import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as bits from './bits.ts'
import { type Condition, evaluate, exampleOf, Grid, parseCondition, type Vocabulary } from './index.ts'

const label = { zh: 'x', en: 'x' }
const vocabulary: Vocabulary = {
  root: 'opportunity',
  fields: {
    region: { kind: 'text', label },
    type: { kind: 'text', label },
    amount: { kind: 'number', label },
    urgent: { kind: 'bool', label },
    closeOn: { kind: 'day', label },
    account: { kind: 'record', label, fields: { region: { kind: 'text', label } } },
  },
}
const given = { now: '2026-11-27T08:00:00.000Z', today: '2026-11-27' }
const condition = (source: string): Condition => {
  const parsed = parseCondition(source, vocabulary)
  if (!parsed.ok) throw new Error(`${source}: ${JSON.stringify(parsed.problems)}`)
  return parsed.condition
}
const gridOf = (sources: readonly string[], most = 20_000) =>
  new Grid(sources.map(condition), given, { most })

const text = fc.constantFrom('CN-31', 'CN-3101', 'CN-32', '…')
const number = fc.constantFrom(-1, 0, 0.25, 0.5, 10, 11)
const day = fc.constantFrom('2026-11-26', '2026-11-27', '2026-12-31')
const quoted = text.map((one) => `'${one}'`)
const written = number.map((one) => (Number.isInteger(one) ? `${one}.0` : String(one)))
const plain = fc.oneof(
  fc
    .tuple(fc.constantFrom('region', 'type', 'account.region'), fc.constantFrom('==', '!='), quoted)
    .map((p) => p.join(' ')),
  fc
    .tuple(fc.constantFrom('<', '<=', '==', '!=', '>', '>='), written)
    .map(([how, one]) => `amount ${how} ${one}`),
  fc.tuple(fc.constantFrom('<', '>='), day).map(([how, one]) => `closeOn ${how} day("${one}")`),
  fc.array(quoted, { minLength: 1, maxLength: 3 }).map((list) => `region in [${list.join(', ')}]`),
  quoted.map((one) => `region.startsWith(${one})`),
  fc.constantFrom('urgent', 'true', '1.0 > 2.0', 'has(region)', 'has(amount)', 'has(account)'),
)
const { tree } = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    plain,
    fc
      .tuple(tie('tree'), fc.constantFrom('&&', '||'), tie('tree'))
      .map(([a, how, b]) => `(${a} ${how} ${b})`),
    tie('tree').map((one) => `!(${one})`),
  ),
}))
const record = fc.record({
  region: fc.oneof(text, fc.constant('CN-310115'), fc.constant(null)),
  type: fc.oneof(text, fc.constant('anything'), fc.constant(null)),
  amount: fc.oneof(number, fc.double({ min: -5, max: 20, noNaN: true }), fc.constant(null)),
  urgent: fc.constantFrom(true, false, null),
  closeOn: fc.oneof(day, fc.constantFrom('2020-01-01', '2026-12-01', '2030-01-01'), fc.constant(null)),
  account: fc.oneof(fc.constant(null), fc.record({ id: fc.constant('a1'), region: text })),
})

describe('every kind of record that conditions tell apart', () => {
  test('property: a condition holds in just those cells whose facts it holds for', () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), (sources) => {
        const conditions = sources.map(condition)
        const grid = new Grid(conditions, given, { most: 20_000 })
        for (const one of conditions) {
          const { sure, maybe } = grid.where(one)
          const holding = new Set(bits.members(sure))
          const possible = new Set(bits.members(maybe))
          for (let cell = 0; cell < grid.cells; cell += 1 + Math.floor(grid.cells / 300)) {
            const holds = evaluate(one, grid.factsAt(cell), given)
            if (grid.left.length === 0) expect(holding.has(cell)).toBe(holds)
            if (holding.has(cell)) expect(possible.has(cell)).toBe(true)
          }
        }
      }),
      { numRuns: 200 },
    )
  })
  test('property: whatever a record is, one of the cells is answered the same by every plain condition', () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 3 }), record, (sources, facts) => {
        const conditions = sources.map(condition)
        const grid = new Grid(conditions, given, { most: 100_000 })
        if (grid.left.length > 0) return
        let alike = grid.everywhere()
        for (const one of conditions) {
          const { sure } = grid.where(one)
          alike = evaluate(one, facts, given) ? bits.both(alike, sure) : bits.butNot(alike, sure)
        }
        expect(bits.isEmpty(alike)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
  test('values that no condition distinguishes share a cell', () => {
    const provinces = Array.from({ length: 200 }, (_, i) => `'r${i}'`).join(', ')
    expect(gridOf([`region in [${provinces}]`]).cells).toBe(2)
    expect(gridOf(["region in ['a', 'b']", "region == 'b'", 'amount > 5.0']).cells).toBe(3 * 2)
  })
  test('fields that find no room are left out, and what asks them may hold anywhere', () => {
    const grid = gridOf(["region == 'a' && type == 'b'", "type == 'c'"], 3)
    expect(grid.left).toEqual(['type'])
    const { sure, maybe } = grid.where(condition("region == 'a' && type == 'b'"))
    expect([bits.count(sure), bits.count(maybe)]).toEqual([0, 1])
  })
  test('what no record can be is known, and what cannot be known is not said', () => {
    expect(exampleOf(condition('amount > 10.0 && amount < 5.0'), given)).toBeNull()
    expect(exampleOf(condition('amount > 0.1 && amount < 0.2'), given)).toMatchObject({
      amount: 0.15000000000000002,
    })
    expect(exampleOf(condition('closeOn < today()'), given)).toBeUndefined()
    expect(exampleOf(condition("region < 'a'"), given)).toBeUndefined()
  })
})

describe('sets of cells', () => {
  test('property: they are sets', () => {
    const some = fc.uniqueArray(fc.nat(99))
    fc.assert(
      fc.property(some, some, (a, b) => {
        const of = (list: number[]) => {
          const made = bits.none(100)
          for (const one of list) bits.addRange(made, one, one + 1)
          return made
        }
        const sorted = (list: number[]) => list.toSorted((x, y) => x - y)
        expect(bits.members(of(a))).toEqual(sorted(a))
        expect(bits.count(of(a))).toBe(a.length)
        expect(bits.members(bits.both(of(a), of(b)))).toEqual(sorted(a.filter((one) => b.includes(one))))
        expect(bits.members(bits.butNot(of(a), of(b)))).toEqual(sorted(a.filter((one) => !b.includes(one))))
        expect(bits.count(bits.either(of(a), of(b)))).toBe(new Set([...a, ...b]).size)
      }),
    )
  })
  test('a range is every cell of it', () => {
    for (const [from, to] of [
      [0, 0],
      [3, 70],
      [31, 33],
      [32, 64],
      [0, 100],
    ] as const) {
      const made = bits.none(100)
      bits.addRange(made, from, to)
      expect(bits.members(made)).toEqual(Array.from({ length: to - from }, (_, i) => from + i))
    }
    expect(bits.count(bits.all(100))).toBe(100)
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ident, rendered } from '../../kernel/fragment.ts'
import { type BuilderLine, type BuilderTree, fromSource, kindsOf, toSource } from './builder.ts'
import { evaluate, fieldsUsed, inWords, parseCondition, toSql, type Vocabulary } from './index.ts'

const label = (zh: string, en: string) => ({ zh, en })
const vocabulary: Vocabulary = {
  root: 'opportunity',
  fields: {
    stage: { kind: 'text', label: label('节点', 'Stage') },
    amount: { kind: 'number', label: label('金额', 'Amount') },
    urgent: { kind: 'bool', label: label('紧急', 'Urgent') },
    closeOn: { kind: 'day', label: label('预计成交日期', 'Expected close') },
    openedAt: { kind: 'instant', label: label('开始时间', 'Opened') },
    tags: { kind: 'texts', label: label('标签', 'Tags') },
    account: {
      kind: 'record',
      label: label('客户', 'Account'),
      fields: { region: { kind: 'text', label: label('区域', 'Region') } },
    },
  },
}
const given = { now: '2026-11-23T08:00:00.000Z', today: '2026-11-23', me: 'p1' }
const row = {
  stage: 'negotiation',
  amount: 120_000,
  urgent: null,
  closeOn: '2026-12-01',
  openedAt: '2026-10-01T00:00:00.000Z',
  tags: ['vip', '大客户'],
  account: { id: 'p1', region: '310115' },
}
function holds(source: string, record: Record<string, unknown> = row): boolean {
  const parsed = parseCondition(source, vocabulary)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return evaluate(parsed.condition, record, given)
}
function refused(source: string): { code: string; at: number; facts: Record<string, unknown> } {
  const parsed = parseCondition(source, vocabulary)
  if (parsed.ok) throw new Error(`${source} was accepted`)
  return parsed.problems[0] ?? { code: 'none', at: -1, facts: {} }
}

describe('what a condition means', () => {
  test('fields are named bare or with their object', () => {
    expect(holds('stage == "negotiation" && opportunity.amount > 100000')).toBe(true)
  })
  test('a path goes through a reference; the reference alone is its id', () => {
    expect(holds('account.region.startsWith("31")')).toBe(true)
    expect(holds('account == me()')).toBe(true)
  })
  test('lists, choices, days and instants', () => {
    expect(holds('stage in ["lead", "negotiation"]')).toBe(true)
    expect(holds('"大客户" in tags && size(tags) == 2')).toBe(true)
    expect(holds('closeOn <= today() + days(8) && openedAt < now() - days(30)')).toBe(true)
    expect(holds('closeOn == day("2026-12-01")')).toBe(true)
  })
  test('some or all items of a list', () => {
    expect(holds('tags.exists(t, t.startsWith("v"))')).toBe(true)
    expect(holds('tags.all(t, t.startsWith("v"))')).toBe(false)
    expect(holds('tags.all(t, size(t) == 3 && stage != t)')).toBe(true)
    expect(holds('tags.exists(t, true) || tags.all(t, true)', { tags: null })).toBe(false)
    expect(holds('!tags.exists(t, true) && tags.all(t, false)', { tags: [] })).toBe(true)
  })
  test('hours and minutes before and after an instant, however it is written', () => {
    expect(holds('openedAt + duration("48h") < now()')).toBe(true)
    const justNow = { openedAt: '2026-11-23T15:00:00+08:00' }
    expect(
      holds('openedAt > now() - duration("1h30m") && openedAt == now() - duration("60m")', justNow),
    ).toBe(true)
  })
  test('days beyond the year 9999 still come after those before it', () => {
    expect(holds('closeOn + days(1) > closeOn', { closeOn: '9999-12-31' })).toBe(true)
  })
  test('a branch may be empty', () => {
    expect(holds('(urgent ? amount : null) == null')).toBe(true)
    expect(holds('(urgent ? null : amount) > 1')).toBe(true)
  })
  test('a value of another kind than its field is no value', () => {
    expect(
      holds('has(amount) || has(tags) || has(closeOn) || has(stage)', {
        amount: '1',
        tags: 'a',
        closeOn: 'x',
        stage: 3,
      }),
    ).toBe(false)
  })
  test('comparing with a missing value is false, and its opposite too', () => {
    for (const source of ['amount > 1', 'amount < 1', 'stage.contains("x")', '"x" in tags', 'urgent']) {
      expect(holds(source, {}), source).toBe(false)
    }
    expect(holds('!(amount > 1)', {})).toBe(true)
  })
  test('null equals null and differs from everything else', () => {
    expect(holds('amount == null && !has(amount) && stage != "lead"', {})).toBe(true)
  })
  test('dividing by zero gives nothing', () => {
    expect(holds('amount / 0 > 1')).toBe(false)
    expect(holds('amount / (amount - amount) == null')).toBe(true)
  })
  test('texts are ordered by code point, beyond the basic plane too', () => {
    expect(holds('stage < "\u{1F600}"', { stage: '\uFFFD' })).toBe(true)
    expect(holds('size(stage) == 1', { stage: '\u{1F600}' })).toBe(true)
  })
})

describe('what is refused, with its reason', () => {
  test('unknown fields, with the nearest name', () => {
    expect(refused('amuont > 1')).toMatchObject({ code: 'unknown-field', facts: { nearest: 'amount' } })
    expect(refused('account.nothing == "x"').code).toBe('unknown-field')
    expect(refused('account.regoin == "x"').facts).toMatchObject({ nearest: 'account.region' })
    expect(refused('true && amuont > 1').at).toBe(8)
    expect(refused('constructor == "x"').code).toBe('unknown-field')
    expect(refused('__proto__ == "x"').code).toMatch(/unknown-field|syntax/)
  })
  test('wrong kinds', () => {
    expect(refused('amount == "x"').code).toBe('wrong-kind')
    expect(refused('amount').code).toBe('wrong-kind')
    expect(refused('stage > null').code).toBe('compared-with-null')
    expect(refused('amount in ["x"]').code).toBe('wrong-kind')
    expect(refused('closeOn < now()').code).toBe('wrong-kind')
  })
  test('what has no bound: matches, macros, computed days', () => {
    expect(refused('stage.matches("(a+)+$")').code).toBe('unknown-function')
    expect(refused('tags.exists(x, tags.exists(y, x == y))').code).toBe('nested')
    expect(refused('tags.exists_one(x, true)').code).toBe('unknown-function')
    expect(refused('tags.map(x, x) == tags').code).toBe('unknown-function')
    expect(refused('tags.exists(stage, true)').code).toBe('name-taken')
    expect(refused('stage.exists(x, true)').code).toBe('wrong-kind')
    expect(refused('tags.exists(x, true) && x == "a"').code).toBe('unknown-field')
    expect(refused('today() + days(size(tags)) == today()').code).toBe('days-expected')
  })
  test('days that do not exist, text that cannot be stored', () => {
    expect(refused('closeOn == day("2026-02-29")').code).toBe('no-such-day')
    expect(refused('closeOn == day("0000-01-01")').code).toBe('no-such-day')
    expect(refused('openedAt == timestamp("0001-01-01T00:00:00+08:00")').code).toBe('no-such-instant')
    expect(refused('closeOn == today() - duration("24h")').code).toBe('days-expected')
    expect(refused(`closeOn ${'- days(100000)'.repeat(11)} == closeOn`).code).toBe('too-many-days')
    expect(refused('stage == "\\u0000"').code).toBe('bad-text')
  })
  test('arithmetic that could leave the range of a double', () => {
    const many = Array.from({ length: 12 }, () => 'amount').join(' * ')
    expect(refused(`${many} > 1`).code).toBe('arithmetic-too-large')
  })
  test('the limits: 4,000 letters, 300 parts, depth 40', () => {
    const list = (count: number) => `amount in [${Array(count).fill('1').join(', ')}]`
    expect(parseCondition(list(298), vocabulary).ok).toBe(true)
    expect(refused(list(299)).code).toBe('too-many-parts')
    expect(refused(`amount > ${Array(42).fill('1').join(' + ')}`).code).toBe('too-deep')
    expect(parseCondition(`stage == "${'x'.repeat(3989)}"`, vocabulary).ok).toBe(true)
    expect(refused(`stage == "${'x'.repeat(3990)}"`).code).toBe('too-long')
    expect(parseCondition(`stage == "${'(?[{!-'.repeat(100)}"`, vocabulary).ok).toBe(true)
  })
  test('hostile text is refused in no time', () => {
    const hostile = [
      '('.repeat(3999),
      '!'.repeat(3999),
      '-'.repeat(3999),
      '['.repeat(3999),
      'a.'.repeat(1999),
      `${'1+'.repeat(1999)}1`,
      'true?'.repeat(700),
      '"'.repeat(3999),
      `${'stage == "a" && '.repeat(240)}true`,
      '{'.repeat(3999),
      '\ud800',
      'x'.repeat(100_000),
      '!-'.repeat(1999),
      'a['.repeat(1999),
      'has('.repeat(999),
      'tags.exists(x,'.repeat(285),
      `stage.matches("${'(a+)+'.repeat(700)}$")`,
      `"${'\\\\'.repeat(1990)}`,
      `${'q'.repeat(3990)} == 1`,
    ]
    for (const source of hostile) {
      const took = [1, 2, 3].map(() => {
        const began = performance.now()
        expect(parseCondition(source, vocabulary).ok, source.slice(0, 20)).toBe(false)
        return performance.now() - began
      })
      expect(Math.min(...took), source.slice(0, 20)).toBeLessThan(50) // the least: the machine may be busy
    }
  })
  test('property: any text is read or refused, never thrown at', () => {
    const pieces = fc.constantFrom(
      ...'stage tags amount exists all x ( ) [ ] { } . , ? : ! - + * / == && || in "a" null 1 "'.split(' '),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces).map((all) => all.join(' ')),
        ),
        (source) => {
          const parsed = parseCondition(source, vocabulary)
          if (parsed.ok) evaluate(parsed.condition, row, given)
          else expect(parsed.problems.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('conditions in words and in the builder', () => {
  const parse = (source: string) => {
    const parsed = parseCondition(source, vocabulary)
    if (!parsed.ok) throw new Error(source)
    return parsed.condition
  }
  test('Chinese and English sentences', () => {
    const condition = parse('stage == "negotiation" && amount > 100000')
    const nameOf = (path: readonly string[]) => (path[0] === 'stage' ? '谈判' : undefined)
    expect(inWords(condition, vocabulary, 'zh', nameOf)).toBe('节点是“谈判”且金额大于 100000')
    expect(inWords(condition, vocabulary, 'en')).toBe('Stage is “negotiation” and Amount is more than 100000')
    expect(inWords(parse('!has(account.region) || urgent'), vocabulary, 'zh')).toBe(
      '并非（客户的区域不为空）或紧急',
    )
  })
  test.each([
    ['closeOn < today() + days(30)', '预计成交日期早于 30 天后', 'Expected close is before 30 days from now'],
    ['openedAt >= now() - duration("48h")', '开始时间不早于 2 天前', 'Opened is no earlier than 2 days ago'],
    ['null == amount', '金额为空', 'Amount is empty'],
    ['(amount + 1) * 2 > 5', '(金额 + 1) * 2 大于 5', '(Amount + 1) * 2 is more than 5'],
    ['stage in ["a", "b"]', '节点属于“a”、“b”', 'Stage is one of “a”, “b”'],
    ['tags.exists(t, t.contains("v"))', '标签中有一项满足（该项包含“v”）', 'some of Tags (it contains “v”)'],
    ['account == me() || true', '客户是我或总是', 'Account is me or always'],
    [
      'closeOn - days(1) == day("2026-01-01")',
      '预计成交日期 1 天前是“2026-01-01”',
      '1 day before Expected close is “2026-01-01”',
    ],
  ])('%s', (source, zh, en) => {
    expect(inWords(parse(source), vocabulary, 'zh')).toBe(zh)
    expect(inWords(parse(source), vocabulary, 'en')).toBe(en)
  })
  test('the fields a condition reads', () => {
    expect(fieldsUsed(parse('account.region == "31" && (amount > 1 || amount < 0)'))).toEqual([
      ['account', 'region'],
      ['amount'],
    ])
  })
  const kindOf = kindsOf(vocabulary)
  test('what the builder can show survives the way to text and back', () => {
    for (const source of [
      '(stage in ["a", "b"] && amount >= 10)',
      '(has(stage) || closeOn < day("2026-01-31"))',
      '(closeOn < today() - days(30) || (closeOn == today() && closeOn <= today() + days(7)))',
      'account == me()',
      'account.region.startsWith("31")',
      '"vip" in tags',
      'stage.contains("quote \\"here\\"")',
      'openedAt > timestamp("2026-01-31T00:00:00.000Z")',
      'urgent == true',
      'amount == null',
    ]) {
      const tree = fromSource(source, vocabulary)
      expect(tree, source).toBeDefined()
      if (tree) expect(toSource(tree, kindOf)).toBe(source)
    }
  })
  test('a yes/no field alone is shown as a line; what has no line is not shown', () => {
    expect(fromSource('urgent', vocabulary)).toEqual({ field: 'urgent', operator: 'is', value: true })
    expect(fromSource('!urgent', vocabulary)).toEqual({ field: 'urgent', operator: 'is-not', value: true })
    for (const source of [
      'amount * 2 > 3',
      'amount > amount',
      '!(stage == "a")',
      'tags.all(t, true)',
      'stage ==',
    ]) {
      expect(fromSource(source, vocabulary), source).toBeUndefined()
    }
  })
  test('an unfinished line, an unknown field or a value of another kind has no text', () => {
    for (const line of [
      { field: 'amount', operator: 'is' },
      { field: 'amount', operator: 'more', value: '1' },
      { field: 'amount', operator: 'more', value: Number.NaN },
      { field: 'nothing', operator: 'is-empty' },
      { field: 'closeOn', operator: 'less', value: '2026-02-30' },
      { field: 'stage', operator: 'less', value: { daysFromToday: 1 } },
      { field: 'stage', operator: 'one-of' },
    ] satisfies BuilderLine[]) {
      expect(toSource({ all: [line] }, kindOf), JSON.stringify(line)).toBeUndefined()
    }
    expect(toSource({ all: [] }, kindOf)).toBe('')
  })
  test('property: every tree the builder can make is read back as it was', () => {
    const line: fc.Arbitrary<BuilderLine> = fc.oneof(
      fc.record({
        field: fc.constantFrom('stage', 'account', 'account.region'),
        operator: fc.constantFrom('is', 'is-not', 'less', 'contains', 'starts-with', 'ends-with'),
        value: fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
      }),
      fc.record({
        field: fc.constant('amount'),
        operator: fc.constantFrom('is', 'more', 'at-least', 'at-most'),
        value: fc.oneof(
          fc.integer(),
          fc
            .double({ min: -1e15, max: 1e15, noNaN: true })
            .filter((n) => (n === 0 ? Object.is(n, 0) : Math.abs(n) > 1e-140)),
        ),
      }),
      fc.record({
        field: fc.constant('closeOn'),
        operator: fc.constantFrom('is', 'less', 'more'),
        value: fc.record({ daysFromToday: fc.integer({ min: -9999, max: 9999 }) }),
      }),
      fc.record({
        field: fc.constant('stage'),
        operator: fc.constant('one-of'),
        value: fc.array(fc.string()),
      }),
    )
    const { tree } = fc.letrec<{ tree: BuilderTree; parts: BuilderTree[] }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        line,
        line,
        fc.record({ all: tie('parts') }),
        fc.record({ any: tie('parts') }),
      ),
      parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }))
    fc.assert(
      fc.property(tree, (made) => {
        const source = toSource(made, kindOf)
        if (source === undefined || source.length > 4000) return
        const back = fromSource(source, vocabulary)
        expect(back).toEqual(merged(made))
      }),
      { numRuns: 200 },
    )
  })
})

/** A group directly within a group of the same sort is one group. */
function merged(tree: BuilderTree): BuilderTree {
  if ('all' in tree)
    return { all: tree.all.map(merged).flatMap((part) => ('all' in part ? part.all : [part])) }
  if ('any' in tree)
    return { any: tree.any.map(merged).flatMap((part) => ('any' in part ? part.any : [part])) }
  return tree
}

describe('the SQL a condition becomes', () => {
  const id = '0190a000-0000-7000-8000-000000000001'
  test.each([
    [`stage == "a" && account == "${id}"`, '("stage" = $1::text and "account" = $2::uuid)'],
    ['stage in ["a", "b"]', '"stage" = any($1::text[])'],
    [`account in ["${id}", "not an id"]`, '"account" = any($1::uuid[])'],
    ['account == "not an id"', 'false'],
    ['account == me()', 'false'],
    ['account == null', '"account" is null'],
    ['!(amount > 1)', 'not coalesce("amount" > $1::float8, false)'],
    ['stage < "m"', '"stage" collate "C" < $1::text collate "C"'],
    ['10 <= amount', '"amount" >= $1::float8'],
    ['amount / 2 == amount', '("amount" / nullif($1::float8, 0)) is not distinct from "amount"'],
    ['"vip" in tags', '"tags" @> array[$1::text]'],
    ['openedAt <= now()', '"openedAt" < ($1::timestamptz + interval \'1 millisecond\')'],
    ['has(stage) == urgent', '("stage" is not null) is not distinct from "urgent"'],
  ])('%s', (source, expected) => {
    const parsed = parseCondition(source, vocabulary)
    if (!parsed.ok) throw new Error(source)
    const column = ([name = '']: readonly string[]) => ({
      sql: ident(name),
      cast: name === 'account' ? ('uuid' as const) : undefined,
    })
    expect(rendered(toSql(parsed.condition, column, given)).text).toBe(expected)
  })
})

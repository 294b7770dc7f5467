import { describe, expect, test } from 'vitest'
import {
  evaluate,
  fieldsUsed,
  fromSource,
  inWords,
  parseCondition,
  toSource,
  type Vocabulary,
} from './index.ts'

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
function refused(source: string): { code: string; facts: Record<string, unknown> } {
  const parsed = parseCondition(source, vocabulary)
  if (parsed.ok) throw new Error(`${source} was accepted`)
  return parsed.problems[0] ?? { code: 'none', facts: {} }
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
    expect(refused('tags.exists(x, tags.exists(y, x == y))').code).toBe('unknown-function')
    expect(refused('today() + days(size(tags)) == today()').code).toBe('days-expected')
  })
  test('days that do not exist, text that cannot be stored', () => {
    expect(refused('closeOn == day("2026-02-29")').code).toBe('no-such-day')
    expect(refused('stage == "\\u0000"').code).toBe('bad-text')
  })
  test('arithmetic that could leave the range of a double', () => {
    const many = Array.from({ length: 12 }, () => 'amount').join(' * ')
    expect(refused(`${many} > 1`).code).toBe('arithmetic-too-large')
  })
  test('hostile text is refused in no time', () => {
    const hostile = [
      '('.repeat(3999),
      '!'.repeat(3999),
      '-'.repeat(3999),
      '['.repeat(3999),
      'a.'.repeat(1999),
      '1+'.repeat(1999) + '1',
      'true?'.repeat(700),
      '"'.repeat(3999),
      'stage == "a" && '.repeat(240) + 'true',
      '{'.repeat(3999),
      '\ud800',
      'x'.repeat(100_000),
    ]
    const began = performance.now()
    for (const source of hostile)
      expect(parseCondition(source, vocabulary).ok, source.slice(0, 20)).toBe(false)
    expect(performance.now() - began).toBeLessThan(2000)
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
    expect(inWords(condition, vocabulary, 'zh', nameOf)).toBe('节点是“谈判”且金额大于100000')
    expect(inWords(condition, vocabulary, 'en')).toBe('Stage is “negotiation” and Amount is more than 100000')
    expect(inWords(parse('!has(account.region) || urgent'), vocabulary, 'zh')).toBe(
      '并非（客户的区域不为空）或紧急',
    )
  })
  test('the fields a condition reads', () => {
    expect(fieldsUsed(parse('account.region == "31" && (amount > 1 || amount < 0)'))).toEqual([
      ['account', 'region'],
      ['amount'],
    ])
  })
  test('what the builder can show survives the way to text and back', () => {
    const kindOf = (name: string) => {
      const term = vocabulary.fields[name]
      return term && term.kind !== 'record' ? term.kind : 'text'
    }
    for (const source of [
      '(stage in ["a", "b"] && amount >= 10)',
      '(has(stage) || closeOn < day("2026-01-31"))',
      'account == me()',
      '"vip" in tags',
      'stage.contains("quote \\"here\\"")',
      'urgent == true',
      'amount == null',
    ]) {
      const tree = fromSource(source, vocabulary)
      expect(tree, source).toBeDefined()
      if (tree) expect(toSource(tree, kindOf)).toBe(source)
    }
    expect(fromSource('amount * 2 > 3', vocabulary)).toBeUndefined()
  })
})

import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimalFrom } from '../../kernel/money.ts'
import { readBoolean } from './booleans.ts'
import type { Reading } from './cell.ts'
import { blankMarksIn, columnLetters } from './cell.ts'
import { currencyNamed, isCurrencyCode } from './currencies.ts'
import { decimalMarkOf, decimalOf, timesPowerOfTen } from './decimals.ts'
import { percentUnitOf, readMoney, readNumber, readPercent } from './numbers.ts'

const value = (reading: Reading<unknown>): unknown => (reading.kind === 'value' ? reading.value : undefined)
const problem = (reading: Reading<unknown>): string | undefined =>
  reading.kind === 'problem' ? reading.problem.code : undefined

describe('reading a number', () => {
  test.each([
    ['1,234.50', 1234.5],
    ['１，２３４．５', 1234.5],
    ['１２３', 123],
    ['12.5万', 125_000],
    ['12.5w', 125_000],
    ['3亿', 300_000_000],
    ['3千万', 30_000_000],
    ['1.2万亿', 1_200_000_000_000],
    ['3k', 3000],
    ['2 million', 2_000_000],
    ['(123)', -123],
    ['（1,234.5）', -1234.5],
    ['-5', -5],
    ['−5', -5],
    ['+3', 3],
    ['12%', 0.12],
    ['0.7％', 0.007],
    ['1 234 567.8', 1_234_567.8],
    ['.5', 0.5],
    ['007', 7],
    ['-0', 0],
  ])('%s is %d', (text, number) => {
    expect(readNumber(text)).toEqual({ kind: 'value', value: number })
  })

  test.each([
    'abc',
    '1,5',
    '12,34',
    '1,2345',
    '1.2.3',
    '--3',
    '1e5',
    '十',
    '12-13',
    '1,234,56',
    '(-5)',
    '1.234,50',
    '１２²',
  ])('%s is no number: digits are never joined over odd marks', (text) =>
    expect(problem(readNumber(text))).toMatch(/not-a-number|unknown-unit/),
  )

  test('a unit that is not understood is named, not dropped', () => {
    expect(readNumber('12台')).toEqual({
      kind: 'problem',
      problem: { code: 'unknown-unit', facts: { text: '12台', unit: '台' } },
    })
  })

  test('more digits than a number holds are refused', () => {
    expect(problem(readNumber('12345678901234567'))).toBe('number-too-large')
    expect(problem(readNumber(1e21))).toBe('number-too-large')
  })

  test('the comma is the decimal mark where the column says so', () => {
    expect(decimalMarkOf(['1.234,50', '3,5'])).toBe(',')
    expect(decimalMarkOf(['1,234.50', '7'])).toBe('.')
    expect(decimalMarkOf(['1.234', '5'])).toBeUndefined()
    expect(value(readNumber('1.234,50', { decimalMark: ',' }))).toBe(1234.5)
  })

  test('a heading in ten thousands counts for bare values, not for those with a scale of their own', () => {
    expect(value(readNumber('12.5', { scale: 4 }))).toBe(125_000)
    expect(value(readNumber(12.5, { scale: 4 }))).toBe(125_000)
    expect(value(readNumber('12.5万', { scale: 4 }))).toBe(125_000)
  })

  test('what a workbook holds as a float is read as the workbook shows it', () => {
    expect(decimalOf(1234.5600000000002)).toBe('1234.56')
    expect(decimalOf(0.1 + 0.2)).toBe('0.3')
    expect(decimalOf(-1e-7)).toBe('-0.0000001')
    expect(decimalOf(13_800_138_000)).toBe('13800138000')
    expect(decimalOf(0)).toBe('0')
    expect(decimalOf(Number.NaN)).toBeUndefined()
  })

  test('every number with at most 15 digits survives writing with groups', () => {
    const whole = fc.integer({ min: -999_999_999_999, max: 999_999_999_999 })
    fc.assert(
      fc.property(whole, fc.integer({ min: 0, max: 999 }), (n, thousandths) => {
        const text = `${n.toLocaleString('en-US')}.${String(thousandths).padStart(3, '0')}`
        expect(value(readNumber(text))).toBe(Number(text.replaceAll(',', '')) + 0)
      }),
      { numRuns: 200 },
    )
  })

  test('moving the point and back changes nothing', () => {
    const decimal = fc
      .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
      .map((n) => decimalOf(n) ?? '0')
    fc.assert(
      fc.property(decimal, fc.integer({ min: -8, max: 8 }), (text, places) => {
        expect(timesPowerOfTen(timesPowerOfTen(text, places), -places)).toBe(text)
      }),
      { numRuns: 200 },
    )
  })
})

describe('reading a percentage', () => {
  test('a percent sign says points; a bare number needs to be known', () => {
    expect(value(readPercent('12%'))).toBe(12)
    expect(value(readPercent('12'))).toBe(12)
    expect(problem(readPercent('0.5'))).toBe('ambiguous-percent')
    expect(value(readPercent('0.07', { bare: 'share' }))).toBe(7)
    expect(value(readPercent('0.5', { bare: 'points' }))).toBe(0.5)
    expect(value(readPercent('0'))).toBe(0)
  })

  test('the whole column shows what bare numbers mean', () => {
    expect(percentUnitOf(['0.1', '0.5', '1'])).toBe('share')
    expect(percentUnitOf(['0.5', '10', '90%'])).toBe('points')
    expect(percentUnitOf(['1', '0'])).toBeUndefined()
  })
})

describe('reading money', () => {
  const money = (text: string, hints = {}): string | undefined => {
    const reading = readMoney(text, { currency: 'CNY', ...hints })
    return reading.kind === 'value'
      ? `${decimalFrom(reading.value.minor, reading.value.currency)} ${reading.value.currency}`
      : problem(reading)
  }

  test.each([
    ['1,234', '1234.00 CNY'],
    ['¥1,234.5', '1234.50 CNY'],
    ['￥１２', '12.00 CNY'],
    ['12.5万元', '125000.00 CNY'],
    ['人民币12万元', '120000.00 CNY'],
    ['RMB: 5', '5.00 CNY'],
    ['USD 300', '300.00 USD'],
    ['US$3k', '3000.00 USD'],
    ['HK$1,000', '1000.00 HKD'],
    ['1,234 元', '1234.00 CNY'],
    ['(¥5.00)', '-5.00 CNY'],
    ['-¥5', '-5.00 CNY'],
    ['3 million USD', '3000000.00 USD'],
    ['1.5 欧元', '1.50 EUR'],
    ['900日元', '900 JPY'],
  ])('%s is %s', (text, expected) => expect(money(text)).toBe(expected))

  test('a fraction the currency does not have is refused, not rounded', () => {
    expect(money('1.234')).toBe('too-many-places')
    expect(money('1.5', { currency: 'JPY' })).toBe('too-many-places')
    expect(money('1.2340', { currency: 'KWD' })).toBe('1.234 KWD')
  })

  test('an amount that contradicts its currency column is refused', () => {
    expect(money('$5', { rowCurrency: 'CNY' })).toBe('currency-conflict')
    expect(money('$5', { rowCurrency: 'HKD' })).toBe('5.00 HKD')
    expect(money('USD 5 EUR')).toBe('currency-conflict')
  })

  test('without any currency there is no money', () => {
    expect(problem(readMoney('5'))).toBe('no-currency')
    expect(money('5 apples')).toBe('unknown-currency')
    expect(money('XYZ 5')).toBe('unknown-currency')
    expect(money('12%')).toBe('not-a-number')
    expect(money('')).toBeUndefined()
  })

  test('the codes known are the active codes of ISO 4217', () => {
    const lines = readFileSync('data/iso_currencies/codes-all.csv', 'utf8').trim().split('\n').slice(1)
    const active = new Set(
      lines.filter((line) => line.trimEnd().endsWith(',')).map((line) => /,([A-Z]{3}),/.exec(line)?.[1]),
    )
    active.delete(undefined)
    expect(active.size).toBe(178)
    for (const code of active) expect(isCurrencyCode(code ?? '')).toBe(true)
    expect(isCurrencyCode('DEM')).toBe(false)
    expect(currencyNamed('usd')).toBe('USD')
  })
})

describe('yes and no', () => {
  test.each(['是', 'Yes', 'TRUE', '1', 'y', '√', '有', '１'])('%s is yes', (text) =>
    expect(value(readBoolean(text))).toBe(true),
  )
  test.each(['否', 'no', 'False', '0', 'N', '×', '无'])('%s is no', (text) =>
    expect(value(readBoolean(text))).toBe(false),
  )
  test('anything else is a problem', () => {
    expect(problem(readBoolean('也许'))).toBe('not-yes-or-no')
    expect(problem(readBoolean(2))).toBe('not-yes-or-no')
    expect(value(readBoolean(1))).toBe(true)
    expect(readBoolean('  ')).toEqual({ kind: 'blank' })
  })
})

describe('cells', () => {
  test('columns are lettered as in a spreadsheet', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual([
      'A',
      'Z',
      'AA',
      'AZ',
      'BA',
      'ZZ',
      'AAA',
    ])
  })

  test('marks for nothing are proposed as they stand in the column', () => {
    expect(blankMarksIn(['NULL', 'x', '无', 'NULL', null, '-', 5])).toEqual(['NULL', '无', '-'])
  })
})

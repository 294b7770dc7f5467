import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Answered, MeasureEntry } from '../../insights/contract/query.ts'
import { RHYTHMS, type Rhythm } from '../contract/schedules.ts'
import { MOST_TILES, type Question, question, SPANS } from '../contract.ts'
import { fromAddress, toAddress } from './address.ts'
import { BUILT_IN_DASHBOARDS, BUILT_IN_REPORTS } from './built-in.ts'
import { letterOf } from './letter.ts'
import { daysOf, weekdayOf } from './period.ts'
import { changeOf, crossOf, drawable, isOfFew, rowsOf } from './reading.ts'
import { dayAt, isRhythm, nextAt } from './rhythm.ts'
import { fileName, plainCell, sheetOf } from './sheet.ts'
import { checkTiles, movedTile } from './tiles.ts'

describe('a period that moves with the day', () => {
  const days = (span: (typeof SPANS)[number], today: string) => {
    const { from, to } = daysOf({ span, of: 'closed' }, today)
    return `${from} ${to}`
  }
  test.each([
    ['this-week', '2026-11-29', '2026-11-23 2026-11-29'],
    ['last-week', '2026-11-23', '2026-11-16 2026-11-22'],
    ['this-month', '2028-02-10', '2028-02-01 2028-02-29'],
    ['last-month', '2026-01-31', '2025-12-01 2025-12-31'],
    ['this-quarter', '2026-11-23', '2026-10-01 2026-12-31'],
    ['last-quarter', '2026-02-01', '2025-10-01 2025-12-31'],
    ['this-year', '2026-11-23', '2026-01-01 2026-12-31'],
    ['last-year', '2026-11-23', '2025-01-01 2025-12-31'],
  ] as const)('%s of %s', (span, today, wanted) => expect(days(span, today)).toBe(wanted))
  test('the last days end today', () => {
    expect(daysOf({ lastDays: 1, of: 'opened' }, '2026-03-01')).toEqual({
      from: '2026-03-01',
      to: '2026-03-01',
      of: 'opened',
    })
    expect(daysOf({ lastDays: 30, of: 'opened' }, '2026-03-01').from).toBe('2026-01-31')
  })
  test('holds today where it is this one, and ends before today where it is the last', () => {
    const day = fc
      .date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10))
    fc.assert(
      fc.property(day, fc.constantFrom(...SPANS), (today, span) => {
        const { from, to } = daysOf({ span, of: 'closed' }, today)
        expect(from <= to).toBe(true)
        if (span.startsWith('this-')) expect(from <= today && today <= to).toBe(true)
        else expect(to < today).toBe(true)
      }),
    )
  })
})

describe('a rhythm', () => {
  const rhythm = (every: Rhythm['every'], on: number | null, hour = 9): Rhythm => ({ every, on, hour })
  test('comes next at its hour in the company’s time', () => {
    const next = (of: Rhythm, now: string) => nextAt(of, now, 'Asia/Shanghai')
    // a Monday, 16:00 in Shanghai
    expect(next(rhythm('day', null), '2026-11-23T08:00:00.000Z')).toBe('2026-11-24T01:00:00.000Z')
    expect(next(rhythm('day', null, 17), '2026-11-23T08:00:00.000Z')).toBe('2026-11-23T09:00:00.000Z')
    expect(next(rhythm('week', 7), '2026-11-23T08:00:00.000Z')).toBe('2026-11-29T01:00:00.000Z')
    expect(next(rhythm('month', 1), '2026-11-23T08:00:00.000Z')).toBe('2026-12-01T01:00:00.000Z')
    expect(next(rhythm('working-week', null), '2026-11-27T08:00:00.000Z')).toBe('2026-11-30T01:00:00.000Z')
    expect(dayAt('2026-11-23T16:30:00.000Z', 'Asia/Shanghai')).toBe('2026-11-24')
  })
  test('where clocks are set forward over its hour, it comes as they are', () => {
    expect(nextAt(rhythm('day', null, 2), '2026-03-28T12:00:00.000Z', 'Europe/Berlin')).toBe(
      '2026-03-29T01:00:00.000Z',
    )
  })
  test('each is later than the one before and on a day of its own', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RHYTHMS),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'Pacific/Pago_Pago', 'Pacific/Kiritimati'),
        (every, on, hour, zone) => {
          const of = rhythm(every, every === 'week' || every === 'month' ? on : null, hour)
          expect(isRhythm(of)).toBe(true)
          let now = '2026-01-31T10:00:00.000Z'
          const days = new Set<string>()
          for (let turn = 0; turn < 5; turn++) {
            const next = nextAt(of, now, zone)
            expect(next > now).toBe(true)
            const day = dayAt(next, zone)
            expect(days.has(day)).toBe(false)
            days.add(day)
            if (every === 'week') expect(weekdayOf(day)).toBe(on % 7)
            if (every === 'month') expect(Number(day.slice(8))).toBe(on)
            now = next
          }
        },
      ),
      { numRuns: 60 },
    )
  })
  test('names a day only where it has some', () => {
    expect(isRhythm(rhythm('week', 8))).toBe(false)
    expect(isRhythm(rhythm('week', null))).toBe(false)
    expect(isRhythm(rhythm('day', 1))).toBe(false)
  })
})

describe('a question in an address', () => {
  const name = fc.stringMatching(/^[a-z][a-z-]{0,20}[a-z]$/)
  const day = fc
    .date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true })
    .map((at) => at.toISOString().slice(0, 10))
  const of = fc.constantFrom('opened' as const, 'closed' as const)
  const period = fc.oneof(
    fc.record({ span: fc.constantFrom(...SPANS), of }),
    fc.record({ lastDays: fc.integer({ min: 1, max: 3660 }), of }),
    fc.record({ from: day, to: day, of }),
  )
  const whole = fc
    .record({
      measures: fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
      by: fc.uniqueArray(name, { maxLength: 2 }),
      filter: fc.option(
        fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
        { nil: undefined },
      ),
      period: fc.option(period, { nil: undefined }),
      compare: fc.option(fc.constantFrom('previous' as const, 'year-before' as const), { nil: undefined }),
      order: fc.constantFrom('value' as const, 'key' as const),
      limit: fc.integer({ min: 1, max: 500 }),
    })
    .map(
      ({ filter, period: wanted, compare, ...rest }): Question => ({
        ...rest,
        ...(filter ? { filter } : {}),
        ...(wanted ? { period: wanted } : {}),
        ...(wanted && compare ? { compare } : {}),
      }),
    )
  test('comes back as it went', () => {
    fc.assert(
      fc.property(whole, fc.constantFrom('table' as const, 'heat' as const), (asked, chart) => {
        expect(fromAddress(toAddress(asked, chart))).toEqual({ question: question.parse(asked), chart })
      }),
    )
  })
  test('what nobody can read is left out, and without a measure there is none', () => {
    expect(fromAddress({ m: 'won', period: 'soon', chart: 'dance', limit: 9999, vs: 'previous' })).toEqual({
      question: { measures: ['won'], by: [], order: 'value', limit: 500 },
      chart: 'table',
    })
    expect(fromAddress({ chart: 'bar' })).toBeUndefined()
  })
})

const measure = (rest: Partial<MeasureEntry> = {}): MeasureEntry => ({
  key: 'win-rate',
  label: { zh: '赢率', en: 'Win rate' },
  definition: { zh: '赢 ÷ 关', en: 'won of closed' },
  unit: 'share',
  better: 'more',
  rows: 'has(outcome)',
  by: ['department'],
  ...rest,
})

describe('what a figure says', () => {
  test('a change within chance is told as that, one beyond it as better or worse', () => {
    const of = (before: number, better: MeasureEntry['better'] = 'more') =>
      changeOf({ value: 0.5, before, low: 0.4, high: 0.6 }, { unit: 'share', better })
    expect(of(0.45)).toMatchObject({ direction: 'up', judged: 'noise' })
    expect(of(0.3)).toMatchObject({ direction: 'up', judged: 'better' })
    expect(of(0.3, 'less')).toMatchObject({ judged: 'worse' })
    expect(of(0.9, 'neither')).toMatchObject({ direction: 'down', judged: 'neither' })
    expect(of(0.5)).toMatchObject({ direction: 'same' })
    expect(changeOf({ value: 1, before: null }, { unit: 'count', better: 'more' })).toBeUndefined()
  })
  test('few are told as few in shares and means only', () => {
    expect(isOfFew({ value: 0.5, n: 29 }, { unit: 'share' })).toBe(true)
    expect(isOfFew({ value: 0.5, n: 30 }, { unit: 'share' })).toBe(false)
    expect(isOfFew({ value: 3, n: 3 }, { unit: 'count' })).toBe(false)
  })
  test('its rows are those of its line which the measure is about', () => {
    expect(rowsOf('a == 1 || b', { rows: 'c' })).toBe('(a == 1 || b) && c')
    expect(rowsOf('', { rows: 'c' })).toBe('c')
    expect(rowsOf('a', { rows: null })).toBe('a')
    expect(rowsOf(null, { rows: 'c' })).toBeNull()
  })
  test('shares are not stacked, and a pie is of sums by one thing', () => {
    expect(drawable('pie', 1, 'share')).toEqual({ chart: 'bar', instead: 'needs-sums' })
    expect(drawable('pie', 2, 'count')).toEqual({ chart: 'bar', instead: 'needs-one' })
    expect(drawable('heat', 1, 'count')).toEqual({ chart: 'bar', instead: 'needs-two' })
    expect(drawable('stacked', 2, 'share').chart).toBe('bar')
    expect(drawable('line', 0, 'count')).toEqual({ chart: 'table' })
    expect(drawable('pie', 1, 'money')).toEqual({ chart: 'pie' })
  })
})

const line = (keys: (string | null)[], filter: string | null = null): Answered['lines'][number] => ({
  keys: keys.map((key) => ({ key, label: key && `标${key}` })),
  values: [],
  filter,
})

test('two dimensions make a cross, and a line stands where they meet', () => {
  const cross = crossOf({ lines: [line(['a', 'x']), line(['a', null]), line(['b', 'x'], 'f')] })
  expect(cross.rows.map(({ key }) => key)).toEqual(['a', 'b'])
  expect(cross.columns).toEqual([
    { key: 'x', label: '标x' },
    { key: '', label: null },
  ])
  expect(cross.at('b', 'x')?.filter).toBe('f')
  expect(cross.at('b', '')).toBeUndefined()
})

const ANSWER = {
  period: { from: '2026-01-01', to: '2026-12-31', of: 'closed' as const },
  before: { from: '2025-01-01', to: '2025-12-31' },
  answered: {
    measures: [measure(), measure({ key: 'won-amount', label: { zh: '金额', en: 'Amount' }, unit: 'money' })],
    by: [{ key: 'department', label: { zh: '部门', en: 'Department' }, kind: 'name' as const }],
    lines: [
      {
        keys: [{ key: 'd', label: '=HYPERLINK("x")' }],
        values: [
          { value: 0.4567, n: 12, low: 0.2, high: 0.7, before: 0.5 },
          {
            value: null,
            n: 12,
            money: [
              { amount: '1200.50', currency: 'CNY' },
              { amount: '3.00', currency: 'USD' },
            ],
          },
        ],
        filter: '',
      },
      {
        keys: [{ key: null, label: null }],
        values: [
          { value: null, n: 0 },
          { value: null, n: 0 },
        ],
        filter: null,
      },
    ],
    all: {
      values: [
        { value: 0.4567, n: 12 },
        { value: null, n: 12 },
      ],
      filter: '',
    },
    more: false,
    withheld: false,
    uncounted: 0,
  },
}

test('an answer is one table: intervals, what was before, and a column for each currency', () => {
  const { headings, rows, foot } = sheetOf(ANSWER, 'en')
  expect(headings).toEqual([
    'Department',
    'Win rate',
    'Win rate, low 95%',
    'Win rate, high 95%',
    'Win rate, before',
    'Win rate, n',
    'Amount (CNY)',
    'Amount (USD)',
    'Amount, n',
  ])
  expect(rows[0]?.map(plainCell)).toEqual([
    '=HYPERLINK("x")',
    '45.67%',
    '20%',
    '70%',
    '50%',
    12,
    1200.5,
    3,
    12,
  ])
  expect(rows[1]?.[0]).toEqual({ kind: 'text', text: '(none)' })
  expect(foot[0]).toEqual({ kind: 'text', text: 'All' })
})

test('nothing people typed is a tag, a header or a path', () => {
  const sheet = sheetOf(ANSWER, 'zh')
  const part = { title: '<b>赢率</b>', period: '', sheet, refused: null }
  const { subject, html, text } = letterOf('<i>', '报\r\nBcc: x', [part], 'zh', {
    publicUrl: 'https://crm.example',
    path: '/reports/builder?report=a',
    endPath: '/reports/mail',
  })
  expect(subject).toBe('报 Bcc: x')
  expect(html).not.toMatch(/<b>|<i>|<HYPER/)
  expect(html).toContain('https://crm.example/reports/mail')
  expect(text).toContain('45.7%')
  expect(fileName('../..\\a:b*"c"\n')).toBe('a b c')
  expect(fileName('...')).toBe('report')
})

test('tiles move by one place or to another, and there is room for twelve', () => {
  expect(movedTile(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
  const same = ['a', 'b']
  expect(movedTile(same, 0, 2)).toBe(same)
  expect(movedTile(same, 1, 1)).toBe(same)
  const tiles = Array.from({ length: MOST_TILES + 1 }, (_, at) => ({
    report: `r-${at}`,
    width: 'half' as const,
  }))
  expect(() => checkTiles(tiles, String)).toThrow('reports.too-many-tiles')
  expect(() => checkTiles([...tiles.slice(0, 2), ...tiles.slice(0, 1)], String)).toThrow('reports.tile-twice')
  expect(() => checkTiles(tiles.slice(1), String)).not.toThrow()
})

test('what comes with the product is whole: questions that can be read, and dashboards of reports there are', () => {
  for (const one of BUILT_IN_REPORTS) expect(question.safeParse(one.question).error, one.key).toBeUndefined()
  const keys = BUILT_IN_REPORTS.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
  for (const { tiles } of BUILT_IN_DASHBOARDS) {
    expect(() => checkTiles(tiles, String)).not.toThrow()
    for (const { report } of tiles) expect(keys).toContain(report)
  }
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../kernel/time.ts'
import type { Cell, Reading } from './cell.ts'
import { dateOrderOf, localOfSerial, readDay, readInstant } from './dates.ts'

const value = (reading: Reading<unknown>): unknown => (reading.kind === 'value' ? reading.value : undefined)
const problem = (reading: Reading<unknown>): string | undefined =>
  reading.kind === 'problem' ? reading.problem.code : undefined

describe('reading a day', () => {
  test.each([
    '2026-1-5',
    '2026-01-05',
    '2026/01/05',
    '2026.1.5',
    '20260105',
    '2026年1月5日',
    '2026 年 01 月 05 号',
    '２０２６年１月５日',
    '2026年1月5日 星期一',
    'Monday, January 5, 2026',
    'Jan 5, 2026',
    '5 Jan 2026',
    '05-Jan-26',
    '2026-01-05 00:00:00',
    '26年1月5日',
  ])('%s is 5 January 2026', (text) => {
    expect(readDay(text)).toEqual({ kind: 'value', value: '2026-01-05' })
  })

  test.each(['2026-02-30', '2026年13月1日', '31/4/2026', '2025-02-29', '0/5/2026', '20260230'])(
    'the impossible day %s is refused, never moved',
    (text) => expect(problem(readDay(text))).toBe('no-such-day'),
  )

  test.each([
    'abc',
    '12:00',
    '2026',
    '2026年1月',
    '2026-1/5',
    '1.5',
    '2026-01-0512:00',
    '2026-01-05 25:00',
    'Foo 5, 2026',
  ])('%s is no date', (text) => expect(problem(readDay(text))).toBe('not-a-date'))

  test('a slip of the year is refused', () => {
    expect(problem(readDay('0026-01-05'))).toBe('year-out-of-range')
    expect(problem(readDay('2926-01-05'))).toBe('year-out-of-range')
  })

  test('a date whose parts could change places is refused until the column says the order', () => {
    expect(problem(readDay('5.1.2026'))).toBe('ambiguous-date')
    expect(value(readDay('5.1.2026', { order: 'day-first' }))).toBe('2026-01-05')
    expect(value(readDay('5/1/26', { order: 'month-first' }))).toBe('2026-05-01')
    expect(value(readDay('5/5/2026'))).toBe('2026-05-05')
    expect(value(readDay('13/1/2026'))).toBe('2026-01-13')
  })

  test('a date that contradicts its column is refused, not turned round', () => {
    expect(problem(readDay('1/13/2026', { order: 'day-first' }))).toBe('order-contradicted')
    expect(problem(readDay('13/1/2026', { order: 'month-first' }))).toBe('order-contradicted')
  })

  test('a number is a day only in a workbook', () => {
    expect(problem(readDay('45000'))).toBe('number-not-a-date')
    expect(problem(readDay(45000))).toBe('number-not-a-date')
    expect(value(readDay(45000, { serials: '1900' }))).toBe('2023-03-15')
    expect(value(readDay(45000, { serials: '1904' }))).toBe('2027-03-16')
    expect(problem(readDay('45000', { serials: '1900' }))).toBe('number-not-a-date')
  })

  test('a time of day is left out with a note, and a zone is respected', () => {
    expect(readDay('2026-01-05 14:30')).toMatchObject({
      value: '2026-01-05',
      note: { code: 'time-left-out' },
    })
    expect(value(readDay('2026-01-05T23:30:00Z', { zone: 'Asia/Shanghai' }))).toBe('2026-01-06')
    expect(problem(readDay('2026-01-05T23:30:00Z'))).toBe('needs-zone')
  })

  test('blank cells and the marks for nothing are blank; other marks are problems', () => {
    const blanks: Cell[] = [null, '', ' \u3000 ']
    for (const cell of blanks) expect(readDay(cell)).toEqual({ kind: 'blank' })
    expect(readDay('NULL', { blanks: ['null'] })).toEqual({ kind: 'blank' })
    expect(problem(readDay('NULL'))).toBe('not-a-date')
    expect(problem(readDay({ error: '#REF!' }))).toBe('cell-error')
    expect(problem(readDay(true))).toBe('not-a-date')
  })

  test('every day of two centuries survives each way of writing it', () => {
    const day = fc.integer({ min: 0, max: 109_000 }).map((days) => addDays('1900-01-01', days))
    fc.assert(
      fc.property(day, (iso) => {
        const [y = '', m = '', d = ''] = iso.split('-')
        expect(value(readDay(`${y}年${Number(m)}月${Number(d)}日`))).toBe(iso)
        expect(value(readDay(`${y}${m}${d}`))).toBe(iso)
        expect(value(readDay(`${d}.${m}.${y}`, { order: 'day-first' }))).toBe(iso)
        expect(value(readDay(`${Number(m)}/${Number(d)}/${y}`, { order: 'month-first' }))).toBe(iso)
      }),
      { numRuns: 200 },
    )
  })
})

describe('reading an instant', () => {
  const zone = 'Asia/Shanghai'

  test.each([
    ['2026-01-05 14:30', '2026-01-05T06:30:00.000Z'],
    ['2026-1-5 下午2:30', '2026-01-05T06:30:00.000Z'],
    ['2026年1月5日14时30分', '2026-01-05T06:30:00.000Z'],
    ['2026年1月5日 14点', '2026-01-05T06:00:00.000Z'],
    ['Jan 5, 2026, 2:30:15 PM', '2026-01-05T06:30:15.000Z'],
    ['2026-01-05 12:05 AM', '2026-01-04T16:05:00.000Z'],
    ['2026-01-05T14:30:00.123+09:00', '2026-01-05T05:30:00.123Z'],
    ['2026-01-05T14:30:00Z', '2026-01-05T14:30:00.000Z'],
    ['2026-01-05 14:30:00 GMT-5', '2026-01-05T19:30:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(readInstant(text, { zone })).toEqual({ kind: 'value', value: instant })
  })

  test('a day alone is its first moment, with a note', () => {
    expect(readInstant('2026-01-05', { zone })).toMatchObject({
      value: '2026-01-04T16:00:00.000Z',
      note: { code: 'time-assumed' },
    })
  })

  test('a time without zone needs one to be known', () => {
    expect(problem(readInstant('2026-01-05 14:30'))).toBe('needs-zone')
    expect(problem(readInstant('2026-01-05 14:30', { zone: 'Mars/Olympus' }))).toBe('needs-zone')
  })

  test('a wall time the clocks skipped is refused; of two the earlier is taken', () => {
    const berlin = { zone: 'Europe/Berlin' }
    expect(problem(readInstant('2026-03-29 02:30', berlin))).toBe('no-such-time')
    expect(value(readInstant('2026-10-25 02:30', berlin))).toBe('2026-10-25T00:30:00.000Z')
  })

  test('a wall time of a workbook is meant in the zone', () => {
    expect(value(readInstant({ local: '2026-01-05T14:30:00.000' }, { zone }))).toBe(
      '2026-01-05T06:30:00.000Z',
    )
  })
})

describe('the order of day and month', () => {
  test('one telling date settles the whole column', () => {
    expect(dateOrderOf(['1/2/2026', '3/4/2026', '13/4/2026'])).toMatchObject({
      kind: 'certain',
      order: 'day-first',
    })
    expect(dateOrderOf(['1/2/2026', null, '4/13/2026'])).toMatchObject({
      kind: 'certain',
      order: 'month-first',
    })
  })

  test('a column that tells nothing is ambiguous, one that tells both contradicts itself', () => {
    expect(dateOrderOf(['1/2/2026', '3/4/2026'])).toEqual({ kind: 'ambiguous', examples: ['1/2/2026'] })
    expect(dateOrderOf(['13/2/2026', '2/13/2026'])).toEqual({
      kind: 'contradictory',
      examples: ['13/2/2026', '2/13/2026'],
    })
  })

  test('dates that name their parts need no order', () => {
    expect(dateOrderOf(['2026-01-02', '2026年3月4日', 'x', 45000, { day: '2026-01-01' }])).toEqual({
      kind: 'not-needed',
    })
  })
})

describe('the days of workbooks', () => {
  test('the calendar of 1900 has its false leap day left out', () => {
    expect(localOfSerial(1, '1900')).toBe('1900-01-01T00:00:00.000')
    expect(localOfSerial(59, '1900')).toBe('1900-02-28T00:00:00.000')
    expect(localOfSerial(60, '1900')).toBeUndefined()
    expect(localOfSerial(61, '1900')).toBe('1900-03-01T00:00:00.000')
    expect(localOfSerial(2_958_465, '1900')).toBe('9999-12-31T00:00:00.000')
  })

  test('numbers that no workbook shows as a date give none', () => {
    for (const serial of [-1, 0, 2_958_466, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(localOfSerial(serial, '1900')).toBeUndefined()
    }
    expect(localOfSerial(0, '1904')).toBe('1904-01-01T00:00:00.000')
  })

  test('a fraction is the time of day, to the millisecond', () => {
    expect(localOfSerial(45000 + 14.5 / 24, '1900')).toBe('2023-03-15T14:30:00.000')
    expect(localOfSerial(45000.999999999, '1900')).toBe('2023-03-16T00:00:00.000')
  })
})

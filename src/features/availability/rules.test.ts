import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calendarFault, hoursFrom, hoursInWords, isSame, OFFICE, usualCalendar } from './rules.ts'

describe('hours as people write them', () => {
  test('are read with the signs of either language', () => {
    for (const text of [
      '9:00-12:00, 13:30-18:00',
      '9-12，13：30～18',
      '9:00–12:00、13:30至18:00',
      ' 9 - 12 ; 13:30 到 18 ',
    ])
      expect(hoursFrom(text)).toEqual({ ok: true, hours: OFFICE })
    expect(hoursFrom('  ')).toEqual({ ok: true, hours: [] })
  })
  test('that cannot be read or cannot be are told by why', () => {
    const fault = (text: string) => {
      const read = hoursFrom(text)
      return read.ok ? undefined : read.fault
    }
    for (const text of ['nine to five', '9', '9:60-10', '9-10-11', '9:5-10', '-9'])
      expect(fault(text)).toBe('unreadable')
    expect(fault('9-25')).toBe('outside-the-day')
    expect(fault('12-9')).toBe('ends-before-it-begins')
    expect(fault('9-12, 11-13')).toBe('overlap')
  })
  test('are read as they were written', () => {
    const hours = fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { maxLength: 8 }).map((cuts) => {
      const sorted = cuts.toSorted((a, b) => a - b)
      return sorted.flatMap((from, i) => {
        const until = sorted[i + 1]
        return i % 2 === 0 && until !== undefined ? [{ from, until }] : []
      })
    })
    fc.assert(
      fc.property(hours, (one) => {
        expect(hoursFrom(hoursInWords(one))).toEqual({ ok: true, hours: one })
      }),
    )
  })
})

test('the calendar a company begins with holds, in either language; only Shanghai’s has the holidays of China', () => {
  const [shanghai, berlin] = [usualCalendar('zh', 'Asia/Shanghai'), usualCalendar('en', 'Europe/Berlin')]
  expect([calendarFault(shanghai), calendarFault(berlin)]).toEqual([undefined, undefined])
  expect([shanghai.holidays?.country, berlin.holidays]).toEqual(['CN', null])
})

test('settings are the same whatever the order of their names', () => {
  expect(isSame({ a: 1, b: [{ c: null, d: 2 }] }, { b: [{ d: 2, c: null }], a: 1 })).toBe(true)
  for (const other of [{ a: 1 }, { a: 1, b: undefined, c: 1 }, { a: 2, b: 1 }, null, [1]])
    expect(isSame({ a: 1, b: 1 }, other)).toBe(false)
})

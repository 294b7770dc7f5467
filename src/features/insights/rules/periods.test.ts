import { describe, expect, test } from 'vitest'
import { addDays } from '../../../kernel/time.ts'
import { catalogueFor, grainOf, measureEntry } from './catalogue.ts'
import { DIMENSIONS } from './dimensions.ts'
import { all, conditionOf, conditionOfPeriod } from './drilling.ts'
import { daysOf, keyBefore, keyOf, periodBefore } from './periods.ts'

const closed = (from: string, to: string) => ({ from, to, of: 'closed' as const })

describe('spans', () => {
  test('every day lies in the span its key names, whatever the span', () => {
    for (let day = '2015-12-20'; day < '2021-02-01'; day = addDays(day, 1)) {
      for (const span of ['week', 'month', 'quarter', 'year'] as const) {
        const days = daysOf(span, keyOf(span, day))
        expect(days && days.from <= day && day < days.until, `${span} ${day}`).toBe(true)
      }
    }
  })
  test('weeks are those of ISO 8601: a year begins with the week of its first Thursday', () => {
    expect([keyOf('week', '2021-01-03'), keyOf('week', '2021-01-04'), keyOf('week', '2018-12-31')]).toEqual([
      '2020W53',
      '2021W01',
      '2019W01',
    ])
    expect(daysOf('quarter', '2017Q4')).toEqual({ from: '2017-10-01', until: '2018-01-01' })
    expect(daysOf('month', 'none')).toBeUndefined()
  })
})

describe('comparing', () => {
  test('whole months are compared with as many months before, days with as many days', () => {
    expect(periodBefore(closed('2026-07-01', '2026-09-30'), 'previous')).toEqual(
      closed('2026-04-01', '2026-06-30'),
    )
    expect(periodBefore(closed('2026-03-01', '2026-03-31'), 'previous')).toEqual(
      closed('2026-02-01', '2026-02-28'),
    )
    expect(periodBefore(closed('2026-03-05', '2026-03-11'), 'previous')).toEqual(
      closed('2026-02-26', '2026-03-04'),
    )
  })
  test('a year earlier ends with February where it ends with February', () => {
    expect(periodBefore(closed('2028-02-01', '2028-02-29'), 'year-before')).toEqual(
      closed('2027-02-01', '2027-02-28'),
    )
    expect(periodBefore(closed('2029-02-01', '2029-02-28'), 'year-before')).toEqual(
      closed('2028-02-01', '2028-02-29'),
    )
  })
  test('months stand beside months as far back, and where spans do not fit nothing stands beside', () => {
    const half = closed('2026-07-01', '2026-12-31')
    expect(keyBefore('closed-month', '2026-07', half, 'previous')).toBe('2026-01')
    expect(keyBefore('closed-quarter', '2026Q3', half, 'previous')).toBe('2026Q1')
    expect(keyBefore('closed-year', '2026', half, 'previous')).toBeUndefined()
    expect(keyBefore('closed-month', '2026-07', half, 'year-before')).toBe('2025-07')
    expect(keyBefore('holder', 'p', half, 'previous')).toBe('p')
    expect(keyBefore('closed-week', '2026W10', closed('2026-03-02', '2026-03-08'), 'previous')).toBe(
      '2026W09',
    )
  })
})

describe('drilling down', () => {
  const zone = 'Asia/Shanghai'
  test('a line has the condition of its rows, times by the company’s clocks', () => {
    expect(conditionOf('closed-month', DIMENSIONS['closed-month'], '2017-12', zone)).toBe(
      'closedAt >= timestamp("2017-11-30T16:00:00.000Z") && closedAt < timestamp("2017-12-31T16:00:00.000Z")',
    )
    expect(conditionOf('stage', DIMENSIONS.stage, 'won', zone)).toBe('stage.key == "won"')
    expect(conditionOf('industry', DIMENSIONS.industry, null, zone)).toBe('account.industry == null')
    expect(conditionOf('region', DIMENSIONS.region, '31', zone)).toBe('region.startsWith("31")')
    expect(conditionOf('stage-then', DIMENSIONS['stage-then'], 'won', zone)).toBeNull()
    expect(conditionOfPeriod({ from: '2026-01-01', to: '2026-01-31', of: 'opened' }, 'UTC')).toBe(
      'openedAt >= timestamp("2026-01-01T00:00:00.000Z") && openedAt < timestamp("2026-02-01T00:00:00.000Z")',
    )
  })
  test('conditions are put together; one that cannot be said makes the whole unsayable', () => {
    expect(all([undefined, 'a == 1', ' '])).toBe('a == 1')
    expect(all(['a == 1 || b == 2', 'c == 3'])).toBe('(a == 1 || b == 2) && (c == 3)')
    expect(all(['a == 1', null])).toBeNull()
    expect(all([])).toBe('')
  })
})

describe('the catalogue', () => {
  const everything = catalogueFor(() => true, [{ name: 'office', label: { zh: '办事处', en: 'Office' } }])
  test('what reads a hidden field is not in it', () => {
    const without = catalogueFor(
      (field, object) => field !== 'amount' && !(object === 'account' && field === 'industry'),
      [],
    )
    expect([without.measures.has('won'), without.measures.has('won-amount')]).toEqual([true, false])
    expect([without.dimensions.has('account'), without.dimensions.has('industry')]).toEqual([true, false])
    expect(everything.dimensions.get('field:office')?.path).toBe('office')
  })
  test('a measure of whole opportunities is not told apart by who held them at the time', () => {
    const then = ['holder-then', DIMENSIONS['holder-then']] as const
    expect(grainOf(['won'], [then])).toEqual({ grain: 'parts' })
    expect(grainOf(['won'], [['holder', DIMENSIONS.holder]])).toEqual({ grain: 'opportunities' })
    expect(grainOf(['won', 'open'], [then])).toEqual({ measure: 'open', dimension: 'holder-then' })
    expect(grainOf(['dwell', 'open'], [])).toEqual({ measure: 'open', other: 'dwell' })
    expect(measureEntry('open', everything).by).not.toContain('holder-then')
  })
})

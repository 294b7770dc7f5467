import { describe, expect, test } from 'vitest'
import {
  formatCompact,
  formatCount,
  formatDay,
  formatDuration,
  formatInstant,
  formatMoney,
  formatNumber,
  formatPercent,
  formatRelative,
} from './format.ts'

const yuan = (amount: string) => ({ amount, currency: 'CNY' })
const NOW = '2026-11-23T08:00:00.000Z'

describe('money', () => {
  test('shows its symbol and groups, and no empty decimals', () => {
    expect(formatMoney(yuan('1234.50'), 'zh')).toBe('¥1,234.50')
    expect(formatMoney(yuan('1234.00'), 'zh')).toBe('¥1,234')
    expect(formatMoney(yuan('1234.50'), 'en')).toBe('CN¥1,234.50')
  })

  test('is counted in 万 and 亿 in Chinese, in K and M in English', () => {
    expect(formatMoney(yuan('123456.00'), 'zh', 'compact')).toBe('¥12.3万')
    expect(formatMoney(yuan('123456789.00'), 'zh', 'compact')).toBe('¥1.2亿')
    expect(formatMoney({ amount: '123456', currency: 'USD' }, 'en', 'compact')).toBe('$123.5K')
  })

  test('loses no digit of a large amount', () => {
    expect(formatMoney(yuan('89999999999999.99'), 'zh')).toBe('¥89,999,999,999,999.99')
  })

  test('keeps the places of its currency', () => {
    expect(formatMoney({ amount: '1500', currency: 'JPY' }, 'en')).toBe('¥1,500')
    expect(formatMoney({ amount: '1.234', currency: 'KWD' }, 'en')).toContain('1.234')
  })

  test('keeps its sign', () => {
    expect(formatMoney(yuan('-5.00'), 'zh')).toBe('-¥5')
  })

  test('that is not there is a dash, not a nought', () => {
    expect(formatMoney(null, 'zh')).toBe('–')
    expect(formatMoney(yuan('0.00'), 'zh')).toBe('¥0')
  })
})

describe('numbers', () => {
  test('are grouped and exact', () => {
    expect(formatNumber('9007199254740993.25', 'en')).toBe('9,007,199,254,740,993.25')
    expect(formatNumber(1.5, 'en', 2)).toBe('1.50')
    expect(formatNumber(undefined, 'en')).toBe('–')
  })

  test('are short where room is short', () => {
    expect(formatCompact(128000, 'zh')).toBe('12.8万')
    expect(formatCompact(128000, 'en')).toBe('128K')
  })

  test('as per cent: 12.5 is twelve and a half per cent', () => {
    expect(formatPercent(12.5, 'en')).toBe('12.5%')
    expect(formatPercent(0, 'zh')).toBe('0%')
  })

  test('a count stops at ten thousand', () => {
    expect(formatCount(9999, 'zh')).toBe('9,999')
    expect(formatCount(10_000, 'zh')).toBe('10,000+')
  })
})

describe('days and times', () => {
  test('a day is the same day in every time zone', () => {
    expect(formatDay('2026-11-23', 'zh')).toBe('2026年11月23日')
    expect(formatDay('2026-11-23', 'en')).toBe('23 Nov 2026')
  })

  test('a day of this year leaves the year out', () => {
    expect(formatDay('2026-03-01', 'zh', { today: '2026-11-23' })).toBe('3月1日')
    expect(formatDay('2025-03-01', 'zh', { today: '2026-11-23' })).toBe('2025年3月1日')
  })

  test('an instant is shown in the zone of its reader', () => {
    expect(formatInstant(NOW, 'zh', 'Asia/Shanghai')).toBe('2026/11/23 16:00')
    expect(formatInstant(NOW, 'en', 'Asia/Shanghai')).toBe('23 Nov 2026, 16:00')
  })

  test('what is written by hand reads as the browser would write it', () => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone
    for (let hour = 0; hour < 24 * 400; hour += 31) {
      const at = new Date(Date.UTC(2026, 0, 1, hour, hour % 60)).toISOString()
      expect(formatInstant(at, 'zh')).toBe(formatInstant(at, 'zh', here))
      const day = new Intl.DateTimeFormat('zh-CN', { dateStyle: 'long', timeZone: 'UTC' }).format(
        Date.parse(at),
      )
      expect(formatDay(at.slice(0, 10), 'zh')).toBe(day)
    }
  })

  test('midnight is 00:00, not 24:00', () => {
    expect(formatInstant('2026-11-23T16:00:00.000Z', 'zh', 'Asia/Shanghai')).toBe('2026/11/24 00:00')
  })

  test('a length of time names its two largest units', () => {
    expect(formatDuration(51 * 3_600_000, 'zh')).toBe('2天3小时')
    expect(formatDuration(51 * 3_600_000, 'en')).toBe('2 d 3 h')
    expect(formatDuration(-90 * 60_000, 'zh')).toBe('1小时30分钟')
    expect(formatDuration(20_000, 'en')).toBe('under 1 min')
    expect(formatDuration(12 * 24 * 3_600_000 + 3_600_000, 'zh')).toBe('12天')
  })

  test('relative time rounds towards now', () => {
    expect(formatRelative('2026-11-20T09:00:00.000Z', NOW, 'zh')).toBe('2天前')
    expect(formatRelative('2026-11-23T10:30:00.000Z', NOW, 'en')).toBe('in 2 hours')
    expect(formatRelative(NOW, NOW, 'zh')).toBe('刚刚')
  })
})

import { minorDigits } from '../../src/kernel/money.ts'
import type { Language } from '../../src/kernel/text.ts'
import { type Day, type Instant, msBetween } from '../../src/kernel/time.ts'

/** Money as it comes over the wire: an exact decimal and its currency. */
export type WireMoney = { amount: string; currency: string }

const EMPTY = '–'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY_MS = 24 * HOUR

const localeOf = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en-GB')

// Making a format takes a hundred times as long as using it.
const formats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()
const relativeFormats = new Map<Language, Intl.RelativeTimeFormat>()

function numberFormat(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options)
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', options)
  formats.set(key, made)
  return made
}

function dateFormat(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options)
  const known = dateFormats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(localeOf(language), options)
  dateFormats.set(key, made)
  return made
}

function relativeFormat(language: Language): Intl.RelativeTimeFormat {
  const known = relativeFormats.get(language)
  if (known) return known
  const made = new Intl.RelativeTimeFormat(language === 'zh' ? 'zh-CN' : 'en', { numeric: 'always' })
  relativeFormats.set(language, made)
  return made
}

/** `1234567.5` → `1,234,567.5`; exact also for decimals given as text. */
export function formatNumber(
  value: number | string | null | undefined,
  language: Language,
  decimals?: number,
): string {
  if (value === null || value === undefined || value === '') return EMPTY
  const options =
    decimals === undefined
      ? { maximumFractionDigits: 6 }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return numberFormat(language, options).format(value as number | Intl.StringNumericLiteral)
}

/** `128000` → `12.8万` in Chinese, `128K` in English. */
export function formatCompact(value: number, language: Language): string {
  return numberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** `12.5` → `12.5%` (12.5 means per cent). */
export function formatPercent(value: number | null | undefined, language: Language, decimals = 1): string {
  if (value === null || value === undefined) return EMPTY
  return numberFormat(language, { style: 'percent', maximumFractionDigits: decimals }).format(value / 100)
}

/**
 * Money with its symbol: `¥1,234.50`. `compact`: `¥12.3万`, `¥1.2亿`, in English `CN¥123K`.
 * Whole amounts lose their empty decimals.
 */
export function formatMoney(
  money: WireMoney | null | undefined,
  language: Language,
  style: 'full' | 'compact' = 'full',
): string {
  if (!money) return EMPTY
  const digits = minorDigits(money.currency)
  const whole = /^-?\d+(\.0*)?$/.test(money.amount)
  const places = whole ? 0 : digits
  return numberFormat(language, {
    style: 'currency',
    currency: money.currency,
    ...(style === 'compact'
      ? { notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1 }
      : { minimumFractionDigits: places, maximumFractionDigits: places }),
  }).format(money.amount as Intl.StringNumericLiteral)
}

/** A calendar day: `2026年11月23日` · `23 Nov 2026`; `short` leaves the year out where it is `today`'s. */
export function formatDay(
  day: Day | null | undefined,
  language: Language,
  style: { today?: Day } = {},
): string {
  if (!day) return EMPTY
  const sameYear = style.today !== undefined && style.today.slice(0, 4) === day.slice(0, 4)
  const [, year = '', month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? []
  // By hand where it is easy: making the first format of a page takes the browser tens of milliseconds.
  if (language === 'zh' && month && date)
    return `${sameYear ? '' : `${Number(year)}年`}${Number(month)}月${Number(date)}日`
  return dateFormat(language, {
    ...(sameYear ? {} : { year: 'numeric' }),
    month: language === 'zh' ? 'long' : 'short',
    day: 'numeric',
    timeZone: 'UTC',
  }).format(Date.parse(`${day}T00:00:00Z`))
}

/** An instant in the reader's time zone (or `timeZone`): `2026/11/23 16:05` · `23 Nov 2026, 16:05`. */
export function formatInstant(
  instant: Instant | null | undefined,
  language: Language,
  timeZone?: string,
): string {
  if (!instant) return EMPTY
  if (language === 'zh' && !timeZone) return localInstant(new Date(instant))
  return dateFormat(language, {
    year: 'numeric',
    month: language === 'zh' ? '2-digit' : 'short',
    day: language === 'zh' ? '2-digit' : 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(timeZone ? { timeZone } : {}),
  }).format(Date.parse(instant))
}

/** `2026/11/23 16:05` where the reader is. */
function localInstant(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0')
  return `${at.getFullYear()}/${two(at.getMonth() + 1)}/${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** A length of time in its two largest units: `2天3小时` · `2 d 3 h`; below a minute `不到1分钟`. Sign is ignored. */
export function formatDuration(ms: number, language: Language): string {
  const length = Math.abs(ms)
  const words = language === 'zh' ? (['天', '小时', '分钟'] as const) : ([' d', ' h', ' min'] as const)
  if (length < MINUTE) return language === 'zh' ? '不到1分钟' : 'under 1 min'
  const days = Math.floor(length / DAY_MS)
  const hours = Math.floor((length % DAY_MS) / HOUR)
  const minutes = Math.floor((length % HOUR) / MINUTE)
  const parts = days
    ? [days + words[0], hours && days < 7 ? hours + words[1] : '']
    : hours
      ? [hours + words[1], minutes ? minutes + words[2] : '']
      : [minutes + words[2]]
  return parts.filter(Boolean).join(language === 'zh' ? '' : ' ')
}

/** How long ago or ahead of `now`: `3天前` · `3 days ago`, `刚刚` · `now` below a minute. */
export function formatRelative(instant: Instant, now: Instant, language: Language): string {
  const ms = msBetween(now, instant)
  const length = Math.abs(ms)
  if (length < MINUTE) return language === 'zh' ? '刚刚' : 'just now'
  const units = [
    ['year', 365 * DAY_MS],
    ['month', 30 * DAY_MS],
    ['day', DAY_MS],
    ['hour', HOUR],
    ['minute', MINUTE],
  ] as const
  const [unit, size] = units.find(([, unitMs]) => length >= unitMs) ?? units[4]
  return relativeFormat(language).format(Math.trunc(ms / size), unit)
}

/** A count that stops at `limit`: `10,000+`. */
export function formatCount(count: number, language: Language, limit = 10_000): string {
  return count >= limit ? `${formatNumber(limit, language)}+` : formatNumber(count, language)
}

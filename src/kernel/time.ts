/** An instant: ISO 8601 text in UTC with milliseconds, `2026-11-23T08:00:00.000Z`. Sorts as text. */
export type Instant = string
/** A calendar day without zone: `2026-11-23`. Sorts as text. */
export type Day = string

/** The only way to know "now". Tests hand in a fixed one. */
export type Clock = { now(): Instant }

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/
export const MS_PER_DAY = 86_400_000

/** True for a day that exists in the calendar: `2026-02-29` is refused, `2028-02-29` is not. */
export function isDay(text: unknown): text is Day {
  if (typeof text !== 'string') return false
  const match = DAY.exec(text)
  if (!match) return false
  const ms = Date.parse(`${text}T00:00:00.000Z`)
  return !Number.isNaN(ms) && instantOf(ms).slice(0, 10) === text
}

/** True for text that names an instant with its zone. */
export function isInstant(text: unknown): text is Instant {
  return (
    typeof text === 'string' &&
    /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  )
}

/** The instant that lies `ms` milliseconds after the epoch. */
export function instantOf(ms: number): Instant {
  return new Date(ms).toISOString()
}

/** Milliseconds from `from` to `to`; negative where `to` is earlier. */
export function msBetween(from: Instant, to: Instant): number {
  return Date.parse(to) - Date.parse(from)
}

/** Whole days from `from` to `to`; negative where `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / MS_PER_DAY)
}

/** The day `days` later (earlier where negative). */
export function addDays(day: Day, days: number): Day {
  return instantOf(Date.parse(`${day}T00:00:00Z`) + days * MS_PER_DAY).slice(0, 10)
}

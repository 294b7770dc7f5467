import type { FindingKind } from '../contract.ts'

/**
 * How often a check looks, and how many working days whoever holds a finding of it has. `days` is the number an administrator may set:
 * what it counts stands in the check's sentence; undefined where it has none.
 */
export type Check = {
  everyMinutes: number
  limitDays: number
  days?: { usual: number; least: number; most: number }
}

/** Every check, in the order people are shown them. */
export const CHECKS: Readonly<Record<FindingKind, Check>> = {
  'next-step-past': { everyMinutes: 5, limitDays: 1, days: { usual: 2, least: 0, most: 365 } },
  untouched: { everyMinutes: 5, limitDays: 2, days: { usual: 7, least: 1, most: 365 } }, // before the usual ladder passes it on
  dwelling: { everyMinutes: 60, limitDays: 3, days: { usual: 4, least: 2, most: 100 } }, // so many times the stage's median
  'hand-over-unanswered': { everyMinutes: 5, limitDays: 1, days: { usual: 0, least: 0, most: 30 } },
  'duplicate-pursuit': { everyMinutes: 60, limitDays: 2 },
  'holder-without-rights': { everyMinutes: 10, limitDays: 2, days: { usual: 2, least: 0, most: 90 } },
  'stage-without-capacity': { everyMinutes: 10, limitDays: 1, days: { usual: 3, least: 0, most: 60 } },
  'deputies-end-nowhere': { everyMinutes: 5, limitDays: 1, days: { usual: 7, least: 0, most: 60 } },
  'pool-unkept': { everyMinutes: 10, limitDays: 1 },
  'leaver-named': { everyMinutes: 10, limitDays: 5 },
  'account-of-leaver': { everyMinutes: 10, limitDays: 5 },
  'clock-missing': { everyMinutes: 10, limitDays: 1 },
}

export type CheckSetting = { on: boolean; days: number | null }

/** What a check is told where nobody said otherwise. */
export function usualSetting(kind: FindingKind): CheckSetting {
  return { on: true, days: CHECKS[kind].days?.usual ?? null }
}

/** The number a check is told can be set; a check without a number takes none. */
export function isDaysOf(kind: FindingKind, days: number | null): boolean {
  const bounds = CHECKS[kind].days
  if (!bounds) return days === null
  return days !== null && Number.isInteger(days) && days >= bounds.least && days <= bounds.most
}

/** Whether a check that looked last at `checkedAt` is to look again. A clock that was set back looks too. */
export function isCheckDue(kind: FindingKind, checkedAt: string | undefined, now: string): boolean {
  if (!checkedAt || checkedAt > now) return true
  return Date.parse(now) - Date.parse(checkedAt) >= CHECKS[kind].everyMinutes * 60_000
}

export const MOST_DISMISSED_DAYS = 90

/** A dismissal says until which day: from today on, and for a quarter at most. */
export function isUntil(until: string, today: string): boolean {
  const days = (Date.parse(until) - Date.parse(today)) / 86_400_000
  return days >= 0 && days <= MOST_DISMISSED_DAYS
}

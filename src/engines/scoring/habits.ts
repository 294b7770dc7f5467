import type { At, History } from '../mining/history.ts'
import { endOf } from './snapshots.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

type Rule = {
  /** Only what was still open so long after its beginning is looked at, so that nobody is praised for what merely lived longer. */
  within: number
  was(history: History, until: At): boolean
}

const contactWithin = (hours: number): Rule => ({
  within: Math.max(hours * HOUR_MS, DAY_MS),
  was: ({ contacts, openedAt }) => contacts.some(({ at }) => at - openedAt <= hours * HOUR_MS),
})
const followUps = (count: number, days: number): Rule => ({
  within: days * DAY_MS,
  was: ({ contacts }, until) => contacts.filter(({ at }) => at <= until).length >= count,
})

/** What may be done early for an opportunity, each seen in its history. */
const RULES: Readonly<Record<string, Rule>> = {
  'contact-4h': contactWithin(4),
  'contact-24h': contactWithin(24),
  'contact-48h': contactWithin(48),
  'follow-ups-2': followUps(2, 14),
  'follow-ups-4': followUps(4, 30),
  'visit-30d': {
    within: 30 * DAY_MS,
    was: ({ contacts }, until) => contacts.some(({ at, kind }) => kind === 'visit' && at <= until),
  },
  'next-step-14d': {
    within: 14 * DAY_MS,
    was: ({ contacts }, until) => contacts.some(({ at, nextStepOn }) => nextStepOn !== null && at <= until),
  },
  'second-function-30d': {
    within: 30 * DAY_MS,
    was: ({ tiles }, until) =>
      new Set(tiles.flatMap((tile) => (tile.from <= until && tile.function ? [tile.function] : []))).size > 1,
  },
}

export const HABITS: readonly string[] = Object.keys(RULES)

/** What was done early for an opportunity; null for what it did not live long enough to show. */
export function doneFor(history: History): Record<string, boolean | null> {
  const end = endOf(history)
  return Object.fromEntries(
    Object.entries(RULES).map(([habit, { within, was }]) => {
      const until = history.openedAt + within
      return [habit, end !== null && end < until ? null : was(history, until)]
    }),
  )
}

import { readFileSync } from 'node:fs'

/** A row of the journal. */
export type Entry = {
  at: string
  kind: string
  record: string
  opportunity: string | null
  after: Record<string, string | null> | null
  cause: Record<string, unknown> | null
}

/** An opportunity as the journal alone tells it. */
export type Told = {
  holder: string
  pool: string | null
  isOpen: boolean
  openedAt: number
  heldSince: number
  followedAt: number | null
  nextStepOn: string | null
  leftPoolAt: number | null
}

/** The plan of the story, in its own words. */
export const PLAN = { contactMinutes: 8 * 60, followUpDays: 5, recycleDays: 6, claimDays: 5 } as const

const MINUTE = 60_000
const DAY = 86_400_000
const SHANGHAI = 8 * 60 * MINUTE
const CLOSING = 18 * 60

/** What the State Council announced, read without the program. */
const announced = new Map<string, boolean>(
  (
    JSON.parse(readFileSync(new URL('../data/china_holidays/2026.json', import.meta.url), 'utf8')) as {
      days: { date: string; isOffDay: boolean }[]
    }
  ).days.map(({ date, isOffDay }) => [date, !isOffDay]),
)

const dayOf = (ms: number) => new Date(ms + SHANGHAI).toISOString().slice(0, 10)
const minuteOf = (ms: number) => Math.floor(((ms + SHANGHAI) % DAY) / MINUTE)
const startOf = (day: string) => Date.parse(`${day}T00:00:00Z`) - SHANGHAI

/** Somebody's working time, minute by minute: office hours, the announced days, whole days of leave. */
export class Hours {
  readonly #away: ReadonlySet<string>
  constructor(away: ReadonlySet<string>) {
    this.#away = away
  }

  isDay(day: string): boolean {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
    return !this.#away.has(day) && (announced.get(day) ?? (weekday !== 0 && weekday !== 6))
  }

  /** When so many minutes have been worked. */
  addMinutes(from: number, minutes: number): number {
    let at = from
    for (let left = minutes; left > 0; at += MINUTE) {
      const minute = minuteOf(at)
      const isOffice = (minute >= 540 && minute < 720) || (minute >= 810 && minute < CLOSING)
      if (isOffice && this.isDay(dayOf(at))) left -= 1
    }
    return at
  }

  /** The same time of day, so many working days later. */
  addDays(from: number, days: number): number {
    let at = from
    for (let left = days; left > 0; ) {
      at += DAY
      if (this.isDay(dayOf(at))) left -= 1
    }
    return at
  }

  /** When work ends on a day, or on the next one that is worked. */
  closing(day: string): number {
    let at = startOf(day)
    while (!this.isDay(dayOf(at))) at += DAY
    return at + CLOSING * MINUTE
  }
}

const INTO_POOL = new Set(['released', 'recycled', 'taken-back', 'arrived', 'moved'])

/** Every opportunity after these rows of the journal, by its id; `closed` are the stages at which one ends. */
export function replayed(journal: readonly Entry[], closed: ReadonlySet<string>): Map<string, Told> {
  const all = new Map<string, Told>()
  for (const { at, kind, opportunity, after, cause } of journal) {
    const ms = Date.parse(at)
    const one = all.get(opportunity ?? '')
    if (kind === 'opportunity.created' && opportunity)
      all.set(opportunity, {
        holder: String(after?.['holder']),
        pool: null,
        isOpen: true,
        openedAt: ms,
        heldSince: ms,
        followedAt: null,
        nextStepOn: null,
        leftPoolAt: null,
      })
    if (!one) continue
    if (kind === 'opportunity.attended')
      Object.assign(one, { followedAt: ms, nextStepOn: after?.['nextStepOn'] ?? null })
    if (kind === 'opportunity.passed') {
      const into = INTO_POOL.has(String(cause?.['because'])) ? String(cause?.['pool']) : null
      if (one.pool && !into) one.leftPoolAt = ms
      Object.assign(one, { holder: String(after?.['holder']), heldSince: ms, pool: into })
    }
    if (kind === 'opportunity.moved' && closed.has(String(after?.['stage'])))
      Object.assign(one, { isOpen: false, pool: null })
  }
  return all
}

/** Days of leave of each person, as the journal has them. */
export function leaveOf(journal: readonly Entry[]): (person: string) => Hours {
  const away = new Map<string, Set<string>>()
  for (const { kind, after } of journal) {
    if (kind !== 'absence.recorded' || !after) continue
    const days = away.get(String(after['personId'])) ?? new Set()
    away.set(String(after['personId']), days)
    for (let at = Date.parse(String(after['from'])); at < Date.parse(String(after['until'])); at += DAY)
      days.add(dayOf(at))
  }
  return (person) => new Hours(away.get(person) ?? new Set())
}

/** By when somebody has to do something about it: claim what lies in the pool, contact, the agreed step, or the next follow-up. */
export function dueOf(one: Told, hours: Hours): { kind: string; at: number } | undefined {
  if (!one.isOpen) return undefined
  if (one.pool) return { kind: 'claim', at: hours.addDays(one.heldSince, PLAN.claimDays) }
  if (one.followedAt === null || one.followedAt < one.heldSince)
    return { kind: 'first-contact', at: hours.addMinutes(one.heldSince, PLAN.contactMinutes) }
  if (one.nextStepOn) return { kind: 'next-step', at: hours.closing(one.nextStepOn) }
  return { kind: 'follow-up', at: hours.addDays(one.followedAt, PLAN.followUpDays) }
}

/** When it goes back: so many working days after the last progress, whoever holds it. */
export function recycledAt(one: Told, hours: Hours): number {
  const since = Math.max(one.openedAt, one.followedAt ?? 0, one.leftPoolAt ?? 0)
  return hours.addDays(since, PLAN.recycleDays)
}

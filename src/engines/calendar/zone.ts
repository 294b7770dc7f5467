import { DAY, MINUTE } from './model.ts'

/** From `from` to `until` clocks show `offset` more than UTC. Milliseconds. */
export type Period = { from: number; until: number; offset: number }

const PROBE = 7 * DAY // no zone has changed its clocks and changed them back within a week
const zones = new Map<string, Zone>()

/** The zone of this name; made once. Throws where there is none. */
export function zoneNamed(name: string): Zone {
  const known = zones.get(name)
  if (known) return known
  const made = new Zone(name)
  zones.set(name, made)
  return made
}

/** When clocks of a time zone show what. Each year is looked through once, about a hundred questions. */
export class Zone {
  readonly name: string
  readonly #format: Intl.DateTimeFormat
  readonly #years = new Map<number, readonly Period[]>()

  constructor(name: string) {
    this.name = name
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      year: 'numeric',
      timeZoneName: 'longOffset',
    })
  }

  /** The periods that cover `from` to `until`, cut to it, in their order. */
  periods(from: number, until: number): Period[] {
    const found: Period[] = []
    for (let year = yearOf(from); year <= yearOf(until - 1); year++) {
      for (const period of this.#ofYear(year)) {
        const start = Math.max(period.from, from)
        const end = Math.min(period.until, until)
        if (start >= end) continue
        const last = found.at(-1)
        if (last?.offset === period.offset) last.until = end
        else found.push({ from: start, until: end, offset: period.offset })
      }
    }
    return found
  }

  offsetAt(at: number): number {
    const periods = this.#ofYear(yearOf(at))
    for (let i = periods.length - 1; i > 0; i--) {
      const period = periods[i] as Period
      if (period.from <= at) return period.offset
    }
    return periods[0]?.offset ?? 0
  }

  /** The day clocks show, as its number. */
  dayAt(at: number): number {
    return Math.floor((at + this.offsetAt(at)) / DAY)
  }

  /** The first instant at which clocks show `wall` (read as if it were UTC) or, where they are set forward over it, have passed it. */
  instantOf(wall: number): number {
    for (const { from, until, offset } of this.periods(wall - 2 * DAY, wall + 2 * DAY)) {
      const at = Math.max(from, wall - offset)
      if (at < until) return at
    }
    return wall
  }

  #ofYear(year: number): readonly Period[] {
    const known = this.#years.get(year)
    if (known) return known
    const made: Period[] = []
    const end = Date.UTC(year + 1, 0, 1)
    let from = Date.UTC(year, 0, 1)
    let offset = this.#asked(from)
    for (let at = from; at < end; at = Math.min(at + PROBE, end)) {
      const next = Math.min(at + PROBE, end)
      const after = this.#asked(next)
      if (after === offset) continue
      const turn = this.#turnBetween(at, next, offset)
      made.push({ from, until: turn, offset })
      from = turn
      offset = after
    }
    if (from < end) made.push({ from, until: end, offset })
    this.#years.set(year, made)
    return made
  }

  /** The minute at which clocks leave `offset`. */
  #turnBetween(before: number, after: number, offset: number): number {
    let low = before / MINUTE
    let high = after / MINUTE
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if (this.#asked(middle * MINUTE) === offset) low = middle
      else high = middle
    }
    return high * MINUTE
  }

  #asked(at: number): number {
    const text = this.#format.format(at)
    const match = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(text)
    const minutes = Number(match?.[2] ?? 0) * 60 + Number(match?.[3] ?? 0)
    return (match?.[1] === '-' ? -minutes : minutes) * MINUTE
  }
}

function yearOf(at: number): number {
  return new Date(at).getUTCFullYear()
}

/** True for a zone of the IANA database, `Asia/Shanghai`; a bare offset is none: it knows no summer time. */
export function isCalendarZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    zoneNamed(name)
    return true
  } catch {
    return false
  }
}

/** The first instant of a day by the clocks of a zone. */
export function startOfDay(zone: string, day: string): string {
  return new Date(zoneNamed(zone).instantOf(Date.parse(`${day}T00:00:00Z`))).toISOString()
}

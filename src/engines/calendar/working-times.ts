import type { Day } from '../../kernel/time.ts'
import type { Flow } from './flow.ts'
import { hoursByDay } from './hours.ts'
import { type Calendar, DAY, dayOfNumber, type Hours, MINUTE, numberOfDay } from './model.ts'
import { absencePatches, Overlaid, shiftPatches } from './overlaid.ts'
import { LAST_YEAR, Table } from './table.ts'
import { zoneNamed } from './zone.ts'

const LAST_DAY = numberOfDay(`${LAST_YEAR}-12-31`)

/** A calendar made ready to be asked; keep it, it learns the years it is asked about. Throws where there is no such zone. */
export function workingTimes(calendar: Calendar): WorkingTimes {
  const hours = hoursByDay(calendar)
  return new WorkingTimes(new Table(zoneNamed(calendar.zone), (day) => hours(day).hours))
}

/**
 * When somebody works. Instants are milliseconds since the epoch, amounts are minutes of working time and may be fractions.
 * Work is what the clocks of the zone show: an hour that clocks skip is not worked, one they show twice is worked twice.
 * Known from 1970 to 2200; null is answered where nothing is ever worked again. Millions of questions a second.
 */
export class WorkingTimes {
  readonly #flow: Flow

  constructor(flow: Flow) {
    this.#flow = flow
  }

  get zone(): string {
    return this.#flow.zone.name
  }

  /** The day clocks show at an instant. */
  dayAt(at: number): Day {
    return dayOfNumber(this.#flow.zone.dayAt(at))
  }

  /** The first instant at which clocks show this minute of a day or, where they are set forward over it, have passed it. */
  instantAt(day: Day, minute: number): number {
    return this.#flow.zone.instantOf(numberOfDay(day) * DAY + minute * MINUTE)
  }

  isWorking(at: number): boolean {
    return this.#flow.latest(this.#flow.upTo(at)) === at
  }

  /** `at` itself where it is working time, else the next opening. */
  nextWorking(at: number): number | null {
    return known(this.#flow.latest(this.#flow.upTo(at)))
  }

  /** The instant by which `minutes` of working time have gone by since `at`: at the earliest, so it may be a closing. 0 minutes: the next opening. */
  add(at: number, minutes: number): number | null {
    if (minutes < 0) return this.subtract(at, -minutes)
    const flowed = this.#flow.upTo(at)
    return known(minutes === 0 ? this.#flow.latest(flowed) : this.#flow.earliest(flowed + minutes * MINUTE))
  }

  /** The latest instant from which `minutes` of working time go by until `at`. 0 minutes: the closing before, or `at` itself within work. */
  subtract(at: number, minutes: number): number | null {
    if (minutes < 0) return this.add(at, -minutes)
    const flowed = this.#flow.upTo(at)
    return known(minutes === 0 ? this.#flow.earliest(flowed) : this.#flow.latest(flowed - minutes * MINUTE))
  }

  /** Working minutes from `from` to `to`; negative where `to` is earlier. */
  between(from: number, to: number): number {
    return (this.#flow.upTo(to) - this.#flow.upTo(from)) / MINUTE
  }

  /**
   * The same time by the clock on the `days`th working day after the day of `at`, before it where negative; `at` itself for 0.
   * A day is a working day where any of it is worked.
   */
  addWorkingDays(at: number, days: number): number | null {
    if (days === 0) return at
    const { zone } = this.#flow
    const today = zone.dayAt(at)
    const day = days > 0 ? this.#dayAfter(today, days) : this.#dayBefore(today, -days)
    return day === null ? null : zone.instantOf(at + zone.offsetAt(at) + (day - today) * DAY)
  }

  /** When work ends on a day, or on the next one on which anything is worked. Never after the day's last instant; null for never. */
  closingOn(day: Day): number | null {
    const number = numberOfDay(day)
    const worked = this.isWorkingDay(day) ? number : this.#dayAfter(number, 1)
    return worked === null ? null : this.subtract(this.#flow.zone.instantOf((worked + 1) * DAY), 0)
  }

  isWorkingDay(day: Day): boolean {
    const number = numberOfDay(day)
    return this.#flow.daysUpTo(number + 1) > this.#flow.daysUpTo(number)
  }

  /** How many days of a year are worked. */
  workdaysOfYear(year: number): number {
    const [first, next] = [numberOfDay(`${year}-01-01`), numberOfDay(`${year + 1}-01-01`)]
    return this.#flow.daysUpTo(next) - this.#flow.daysUpTo(first)
  }

  /** The first instant of a day by the clocks of the zone. */
  startOf(day: Day): number {
    return this.#flow.zone.instantOf(numberOfDay(day) * DAY)
  }

  /** The same with days of a rota that replace the calendar's. */
  withShifts(shifts: readonly { day: Day; hours: Hours }[]): WorkingTimes {
    if (shifts.length === 0) return this
    const days = new Map(shifts.map(({ day, hours }) => [numberOfDay(day), hours]))
    return new WorkingTimes(new Overlaid(this.#flow, shiftPatches(this.#flow.zone, days)))
  }

  /** The same with absences taken out; `until` may be Infinity. They may come in any order and overlap. */
  withAbsences(absences: readonly { from: number; until: number }[]): WorkingTimes {
    const patches = absencePatches(absences)
    return patches.length === 0 ? this : new WorkingTimes(new Overlaid(this.#flow, patches))
  }

  #dayAfter(today: number, days: number): number | null {
    const wanted = this.#flow.daysUpTo(today + 1) + days
    let step = Math.max(2 * days, 16)
    while (this.#flow.daysUpTo(today + step + 1) < wanted) {
      if (today + step > LAST_DAY) return null
      step *= 2
    }
    return bisected(today, today + step, (day) => this.#flow.daysUpTo(day + 1) >= wanted)
  }

  #dayBefore(today: number, days: number): number | null {
    const wanted = this.#flow.daysUpTo(today) - days
    let step = Math.max(2 * days, 16)
    while (this.#flow.daysUpTo(today - step) > wanted) {
      if (today - step < 0) return null
      step *= 2
    }
    return bisected(today - step, today, (day) => this.#flow.daysUpTo(day) > wanted) - 1
  }
}

function known(at: number): number | null {
  return Number.isFinite(at) ? at : null
}

/** The first whole number after `low`, up to `high`, for which `holds`, which stays true from there on. */
function bisected(low: number, high: number, holds: (value: number) => boolean): number {
  let [before, first] = [low, high]
  while (first - before > 1) {
    const middle = Math.floor((before + first) / 2)
    if (holds(middle)) first = middle
    else before = middle
  }
  return first
}

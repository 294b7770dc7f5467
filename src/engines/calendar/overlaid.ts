import { type Flow, lastAtMost, lastBelow, type Segments, segmentsOf } from './flow.ts'
import { DAY, type Hours } from './model.ts'
import type { Zone } from './zone.ts'

/** A stretch of time in which something else holds than below: its own segments, or none. `until` may be Infinity. */
export type Patch = Segments & { from: number; until: number }

/** Days with hours of their own, a rota, as patches; `days` by their numbers. */
export function shiftPatches(zone: Zone, days: ReadonlyMap<number, Hours>): Patch[] {
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([day, hours]) => {
      const from = zone.instantOf(day * DAY)
      const until = zone.instantOf((day + 1) * DAY)
      return { from, until, ...segmentsOf(zone, (one) => (one === day ? hours : []), from, until) }
    })
}

/** Absences as patches in which nothing is worked; they may come in any order and overlap. Empty ones are left out. */
export function absencePatches(absences: readonly { from: number; until: number }[]): Patch[] {
  const merged: Patch[] = []
  for (const { from, until } of absences.toSorted((a, b) => a.from - b.from)) {
    if (from >= until) continue
    const last = merged.at(-1)
    if (last && from <= last.until) last.until = Math.max(last.until, until)
    else merged.push({ from, until, starts: [], ends: [] })
  }
  return merged
}

/**
 * Working time with patches over it: what people share is kept once, what is theirs alone costs no more than it is long.
 * Patches come in order and do not overlap. Asked by bisection over the patches, then below.
 */
export class Overlaid implements Flow {
  readonly zone: Zone
  readonly #below: Flow
  readonly #froms: Float64Array
  readonly #untils: Float64Array
  /** What has flowed before and after each patch, and how much more or less that is than below after it. */
  readonly #before: Float64Array
  readonly #after: Float64Array
  readonly #more: Float64Array
  /** The segments of all patches one after the other; `#first` where each patch's begin. */
  readonly #starts: Float64Array
  readonly #flowed: Float64Array
  readonly #ends: Float64Array
  readonly #first: Int32Array
  #touched: { days: Float64Array; more: Int32Array } | undefined

  constructor(below: Flow, patches: readonly Patch[]) {
    this.zone = below.zone
    this.#below = below
    this.#froms = Float64Array.from(patches, ({ from }) => from)
    this.#untils = Float64Array.from(patches, ({ until }) => until)
    this.#starts = Float64Array.from(patches.flatMap(({ starts }) => starts))
    this.#ends = Float64Array.from(patches.flatMap(({ ends }) => ends))
    this.#flowed = new Float64Array(this.#starts.length)
    this.#first = new Int32Array(patches.length + 1)
    this.#before = new Float64Array(patches.length)
    this.#after = new Float64Array(patches.length)
    this.#more = new Float64Array(patches.length)
    let more = 0
    let next = 0
    patches.forEach(({ from, until, starts }, k) => {
      let flowed = below.upTo(from) + more
      this.#before[k] = flowed
      for (const end = next + starts.length; next < end; next++) {
        this.#flowed[next] = flowed
        flowed += (this.#ends[next] as number) - (this.#starts[next] as number)
      }
      this.#after[k] = flowed
      this.#first[k + 1] = next
      more = until === Number.POSITIVE_INFINITY ? 0 : flowed - below.upTo(until)
      this.#more[k] = more
    })
  }

  upTo(at: number): number {
    const k = lastAtMost(this.#froms, at)
    if (k < 0) return this.#below.upTo(at)
    if (at >= (this.#untils[k] as number)) return this.#below.upTo(at) + (this.#more[k] as number)
    const i = lastAtMost(this.#starts, at, this.#first[k], this.#first[k + 1])
    if (i < (this.#first[k] as number)) return this.#before[k] as number
    return (this.#flowed[i] as number) + Math.min(at, this.#ends[i] as number) - (this.#starts[i] as number)
  }

  earliest(flowed: number): number {
    const k = lastBelow(this.#before, flowed)
    if (k < 0) return this.#below.earliest(flowed)
    if (flowed > (this.#after[k] as number)) {
      if (this.#untils[k] === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
      return this.#below.earliest(flowed - (this.#more[k] as number))
    }
    const i = lastBelow(this.#flowed, flowed, this.#first[k], this.#first[k + 1])
    return (this.#starts[i] as number) + flowed - (this.#flowed[i] as number)
  }

  latest(flowed: number): number {
    const k = lastAtMost(this.#before, flowed)
    if (k < 0) return this.#below.latest(flowed)
    if (flowed >= (this.#after[k] as number)) {
      if (this.#untils[k] === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY
      return this.#below.latest(flowed - (this.#more[k] as number))
    }
    const i = lastAtMost(this.#flowed, flowed, this.#first[k], this.#first[k + 1])
    return (this.#starts[i] as number) + flowed - (this.#flowed[i] as number)
  }

  daysUpTo(day: number): number {
    this.#touched ??= this.#touchedDays()
    const { days, more } = this.#touched
    const last =
      this.#untils.at(-1) === Number.POSITIVE_INFINITY ? this.zone.dayAt(this.#froms.at(-1) ?? 0) : day
    return this.#below.daysUpTo(Math.min(day, last + 1)) + (more[lastBelow(days, day) + 1] as number)
  }

  /** The days a patch lies on, with how many more are worked up to and with each than below. */
  #touchedDays(): { days: Float64Array; more: Int32Array } {
    const numbers = new Set<number>()
    this.#froms.forEach((from, k) => {
      const until = this.#untils[k] as number
      const first = this.zone.dayAt(from)
      const last = until === Number.POSITIVE_INFINITY ? first : this.zone.dayAt(until - 1)
      for (let day = first; day <= last; day++) numbers.add(day)
    })
    const days = Float64Array.from([...numbers].sort((a, b) => a - b))
    const more = new Int32Array(days.length + 1)
    days.forEach((day, i) => {
      const is = this.upTo(this.zone.instantOf((day + 1) * DAY)) > this.upTo(this.zone.instantOf(day * DAY))
      const was = this.#below.daysUpTo(day + 1) > this.#below.daysUpTo(day)
      more[i + 1] = (more[i] as number) + Number(is) - Number(was)
    })
    return { days, more }
  }
}

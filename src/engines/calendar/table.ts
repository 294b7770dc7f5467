import { type Flow, segmentsOf } from './flow.ts'
import { DAY, type Hours } from './model.ts'
import type { Zone } from './zone.ts'

/** Working time is known in these years; before and after there is none. */
export const FIRST_YEAR = 1970
export const LAST_YEAR = 2200
const MARGIN = 3 // days at the ends of a table that are not whole in every zone
const DAY_ORIGIN = 7 // whole in every table from the first on

/**
 * A calendar's days as a table with running sums: asked in constant time, in either direction. It begins with
 * the years first asked for and grows by as much again whenever somebody asks beyond it.
 */
export class Table implements Flow {
  readonly zone: Zone
  readonly #hoursOn: (day: number) => Hours
  #origin = Number.NaN
  #fromYear = 0
  #untilYear = 0 // exclusive
  #from = 0
  #until = 0
  #starts = new Float64Array(0)
  #ends = new Float64Array(0)
  /** What has flowed before each segment, and in the end. */
  #flowed = new Float64Array(1)
  /** What flows in all, in as many equal shares as there are segments: the segment each share begins in. */
  #shares = new Int32Array(0)
  #share = 1
  /** By days of UTC from `#from`: how many segments begin before the day does. */
  #begun = new Int32Array(0)
  #firstDay = 0
  #days = new Int32Array(0)

  constructor(zone: Zone, hoursOn: (day: number) => Hours) {
    this.zone = zone
    this.#hoursOn = hoursOn
  }

  upTo(at: number): number {
    if (at < this.#from || at >= this.#until) {
      if (!this.#reach(at)) return at < this.#from ? this.#lowest() : this.#highest()
    }
    let i = (this.#begun[Math.floor((at - this.#from) / DAY)] as number) - 1
    const starts = this.#starts
    while (i + 1 < starts.length && (starts[i + 1] as number) <= at) i++
    if (i < 0) return this.#lowest()
    const start = starts[i] as number
    const end = this.#ends[i] as number
    return (this.#flowed[i] as number) + Math.min(at, end) - start
  }

  earliest(flowed: number): number {
    this.#begin()
    while (flowed > this.#highest()) if (!this.#growOn()) return Number.POSITIVE_INFINITY
    while (flowed <= this.#lowest()) if (!this.#growBack()) return Number.NEGATIVE_INFINITY
    let i = this.#near(flowed)
    const sums = this.#flowed
    while ((sums[i + 1] as number) < flowed) i++
    while (i > 0 && (sums[i] as number) >= flowed) i--
    return (this.#starts[i] as number) + flowed - (this.#flowed[i] as number)
  }

  latest(flowed: number): number {
    this.#begin()
    while (flowed >= this.#highest()) if (!this.#growOn()) return Number.POSITIVE_INFINITY
    while (flowed < this.#lowest()) if (!this.#growBack()) return Number.NEGATIVE_INFINITY
    let i = this.#near(flowed)
    const sums = this.#flowed
    while ((sums[i + 1] as number) <= flowed) i++
    while (i > 0 && (sums[i] as number) > flowed) i--
    return (this.#starts[i] as number) + flowed - (this.#flowed[i] as number)
  }

  daysUpTo(day: number): number {
    for (const at of [(day - MARGIN) * DAY, (day + MARGIN) * DAY])
      if (at < this.#from || at >= this.#until) this.#reach(at)
    const place = Math.min(Math.max(day - this.#firstDay, 0), this.#days.length - 1)
    return this.#days[place] as number
  }

  /** A segment near which so much has flowed. */
  #near(flowed: number): number {
    const place = Math.floor((flowed - this.#lowest()) / this.#share)
    return this.#shares[place] ?? 0
  }

  #lowest(): number {
    return this.#flowed[0] as number
  }

  #highest(): number {
    return this.#flowed[this.#flowed.length - 1] as number
  }

  /** Makes the table cover `at`; false where that is outside the years that are known. */
  #reach(at: number): boolean {
    const year = new Date(at).getUTCFullYear()
    const isKnown = year >= FIRST_YEAR && year <= LAST_YEAR
    const wanted = isKnown ? year : year < FIRST_YEAR || Number.isNaN(year) ? FIRST_YEAR : LAST_YEAR
    if (this.#untilYear === 0) this.#build(wanted - 1, wanted + 2)
    else if (wanted < this.#fromYear)
      this.#build(Math.min(wanted, this.#fromYear - this.#years()), this.#untilYear)
    else if (wanted >= this.#untilYear)
      this.#build(this.#fromYear, Math.max(wanted + 1, this.#untilYear + this.#years()))
    return isKnown
  }

  #begin(): void {
    if (this.#untilYear === 0) this.#build(2026, 2029)
  }

  #growOn(): boolean {
    if (this.#untilYear > LAST_YEAR) return false
    this.#build(this.#fromYear, this.#untilYear + this.#years())
    return true
  }

  #growBack(): boolean {
    if (this.#fromYear <= FIRST_YEAR) return false
    this.#build(this.#fromYear - this.#years(), this.#untilYear)
    return true
  }

  #years(): number {
    return this.#untilYear - this.#fromYear
  }

  #build(fromYear: number, untilYear: number): void {
    this.#fromYear = Math.max(fromYear, FIRST_YEAR)
    this.#untilYear = Math.min(untilYear, LAST_YEAR + 1)
    const from = Date.UTC(this.#fromYear, 0, 1)
    const until = Date.UTC(this.#untilYear, 0, 1)
    if (Number.isNaN(this.#origin)) this.#origin = from
    const firstDay = from / DAY - 1
    const worked = new Uint8Array((until - from) / DAY + 3)
    const { starts, ends } = segmentsOf(this.zone, this.#hoursOn, from, until, (day) => {
      worked[day - firstDay] = 1
    })
    this.#from = from
    this.#until = until
    this.#firstDay = firstDay
    this.#starts = Float64Array.from(starts)
    this.#ends = Float64Array.from(ends)
    this.#flowed = sumsFrom(starts, ends, this.#origin)
    this.#share = (this.#highest() - this.#lowest()) / Math.max(starts.length, 1) || 1
    this.#shares = sharesOf(this.#flowed, this.#share)
    this.#begun = begunBy(starts, from, (until - from) / DAY)
    this.#days = sumsOfDays(worked, this.#origin / DAY + DAY_ORIGIN - firstDay)
  }
}

/** Running sums of the segments' lengths, 0 at the origin: values once given stay true when a table grows. */
function sumsFrom(
  starts: readonly number[],
  ends: readonly number[],
  origin: number,
): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(starts.length + 1)
  let before = 0
  for (let i = 0; i < starts.length; i++) {
    const [start, end] = [starts[i] as number, ends[i] as number]
    sums[i + 1] = (sums[i] as number) + end - start
    if (start < origin) before += Math.min(end, origin) - start
  }
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) - before
  return sums
}

function sharesOf(flowed: Float64Array, share: number): Int32Array<ArrayBuffer> {
  const shares = new Int32Array(flowed.length)
  const lowest = flowed[0] as number
  let i = 0
  for (let place = 0; place < shares.length; place++) {
    while (i + 2 < flowed.length && (flowed[i + 1] as number) <= lowest + place * share) i++
    shares[place] = i
  }
  return shares
}

function begunBy(starts: readonly number[], from: number, days: number): Int32Array<ArrayBuffer> {
  const begun = new Int32Array(days + 1)
  let i = 0
  for (let day = 0; day <= days; day++) {
    while (i < starts.length && (starts[i] as number) <= from + day * DAY) i++
    begun[day] = i
  }
  return begun
}

function sumsOfDays(worked: Uint8Array, origin: number): Int32Array<ArrayBuffer> {
  const sums = new Int32Array(worked.length + 1)
  for (let i = 0; i < worked.length; i++) sums[i + 1] = (sums[i] as number) + (worked[i] as number)
  const before = sums[origin] as number
  for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) - before
  return sums
}

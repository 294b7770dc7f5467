import { type Column, instants, integers, Names, offsets } from './columns.ts'

/** The names of XES for what every log has. */
export const ACTIVITY = 'concept:name'
export const LIFECYCLE = 'lifecycle:transition'
export const TIME = 'time:timestamp'
export const RESOURCE = 'org:resource'

/** One event as it is read: its attributes as text, its time as an instant with the offset it was written in. */
export type LoggedEvent = {
  case: string
  /** Milliseconds since the epoch; NaN where the log gives no time. */
  at: number
  offsetMinutes: number
  attributes: Iterable<readonly [name: string, value: string]>
}

type Attribute = { names: Names; column: Column<Int32Array> }

/**
 * A log of events in columns, some forty bytes an event. Cases and names are numbers in order of first sight; `ordered` gives the events
 * case by case in order of time.
 */
export class EventLog {
  readonly cases = new Names()
  /** Attributes of events in order of first sight, the time among them. */
  readonly eventAttributes: string[] = []
  readonly caseAttributes: string[] = []
  readonly at = instants()
  readonly offset = offsets()
  private readonly caseOf = integers()
  private readonly attributes = new Map<string, Attribute>()
  private readonly seen = new Set<string>()
  private count = 0
  private sorted: Ordered | undefined

  get size(): number {
    return this.count
  }

  /** Adds an event behind the others. */
  add(event: LoggedEvent): void {
    const index = this.count++
    this.sorted = undefined
    this.caseOf.set(index, this.cases.of(event.case))
    this.at.set(index, event.at)
    this.offset.set(index, event.offsetMinutes)
    for (const [name, value] of event.attributes) {
      if (name === TIME) this.noteEventAttribute(name)
      else {
        const { names, column } = this.attribute(name)
        column.set(index, names.of(value))
      }
    }
  }

  /** Knows a case, also one without events, and what it says of itself. */
  addCase(name: string, attributes: Iterable<string> = []): void {
    this.cases.of(name)
    for (const attribute of attributes)
      if (!this.caseAttributes.includes(attribute)) this.caseAttributes.push(attribute)
  }

  has(attribute: string): boolean {
    return this.attributes.has(attribute)
  }

  /** Name numbers of an attribute, event by event in the order they were added; 0 where an event has none. */
  column(attribute: string): { names: Names; at(index: number): number } {
    const found = this.attributes.get(attribute)
    if (!found) return { names: new Names(), at: () => 0 }
    return { names: found.names, at: (index) => found.column.at(index) }
  }

  /** Notes an attribute that some event has, in order of first sight. */
  noteEventAttribute(name: string): void {
    if (this.seen.has(name)) return
    this.seen.add(name)
    this.eventAttributes.push(name)
  }

  private attribute(name: string): Attribute {
    const known = this.attributes.get(name)
    if (known) return known
    this.noteEventAttribute(name)
    const fresh = { names: new Names(), column: integers() }
    this.attributes.set(name, fresh)
    return fresh
  }

  /** The events case by case, each in order of time; what has the same time keeps its order. O(n), more where times are out of order. */
  ordered(): Ordered {
    this.sorted ??= order(this.count, this.cases.size, this.caseOf, this.at)
    return this.sorted
  }
}

/** `events` holds event indexes; those of case `c` (counted from 0) are from `starts[c]` up to `starts[c + 1]`. */
export type Ordered = { events: Int32Array; starts: Int32Array; casesOutOfOrder: number }

/** Two numbers of names as one. */
export const PAIR = 2 ** 26

export function eachCase(
  { events, starts }: Ordered,
  work: (events: Int32Array, index: number) => void,
): void {
  for (let c = 0; c + 1 < starts.length; c++) work(events.subarray(starts[c], starts[c + 1]), c)
}

function order(count: number, cases: number, caseOf: Column<Int32Array>, at: Column<Float64Array>): Ordered {
  const starts = new Int32Array(cases + 1)
  for (let i = 0; i < count; i++) starts[caseOf.at(i)] = (starts[caseOf.at(i)] ?? 0) + 1
  for (let c = 1; c <= cases; c++) starts[c] = (starts[c] ?? 0) + (starts[c - 1] ?? 0)
  const next = starts.slice()
  const events = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const slot = caseOf.at(i) - 1
    const place = next[slot] ?? 0
    events[place] = i
    next[slot] = place + 1
  }
  let casesOutOfOrder = 0
  for (let c = 0; c < cases; c++) {
    const part = events.subarray(starts[c], starts[c + 1])
    if (!isOrdered(part, at)) {
      casesOutOfOrder++
      part.sort((a, b) => at.at(a) - at.at(b) || a - b)
    }
  }
  return { events, starts, casesOutOfOrder }
}

function isOrdered(events: Int32Array, at: Column<Float64Array>): boolean {
  for (let i = 1; i < events.length; i++) if (at.at(events[i] ?? 0) < at.at(events[i - 1] ?? 0)) return false
  return true
}

import { medianOf, rankOf, rounded, Tally } from './counting.ts'
import { ACTIVITY, type EventLog, eachCase, type Ordered, PAIR, RESOURCE } from './event-log.ts'
import { type Arrow, type HandOverMeasures, handOvers } from './hand-overs.ts'
import { countOf, statesOf } from './states.ts'
import { type SupportView, supportView } from './support-view.ts'

const MS_PER_DAY = 86_400_000
const VARIANTS = 10
const ARROWS = 20
const RESOURCES = 20
/** Attributes that say who, which team, which role or which place had an event: each gives a hand-over matrix where a log has it. */
const WHO = [
  RESOURCE,
  'org:group',
  'org:role',
  'organization involved',
  'organization country',
  'resource country',
]

export type LogMeasures = {
  cases: number
  events: number
  activities: number
  activity_lifecycle_pairs: number
  variants_activity: number
  variants_activity_lifecycle: number
  events_per_case: { mean: number; min: number; max: number; median: number }
  first_event: string | null
  last_event: string | null
  cases_with_out_of_order_timestamps: number
  /** Days from the first to the last event of a case. */
  throughput_days: { mean: number; median: number; p75: number; p90: number; max: number }
  activity_counts: Record<string, number>
  activity_lifecycle_counts: Record<string, number>
  start_activities: Record<string, number>
  end_activities: Record<string, number>
  top10_variants: { n: number; trace: string[] }[]
  /** Which activity followed which, directly, most frequent first. */
  top_dfg: Arrow[]
  top_resources: Record<string, number>
  handover: Record<string, HandOverMeasures>
  case_attributes: string[]
  event_attributes: string[]
  crm_view?: SupportView
}

/**
 * What a log says of itself. Cases count in order of first sight, events of a case by time; of equally frequent things whichever
 * was seen first comes first. O(events), more only where times are out of order.
 */
export function measuresOf(log: EventLog): LogMeasures {
  const ordered = log.ordered()
  const activity = log.column(ACTIVITY)
  const state = statesOf(log)
  const text = (id: number) => activity.names.text(id)
  const arrows = new Tally()
  const starts = new Tally()
  const ends = new Tally()
  eachCase(ordered, (events) => {
    const first = events[0]
    if (first === undefined) return
    let before = activity.at(first)
    starts.add(before)
    for (let i = 1; i < events.length; i++) {
      const next = activity.at(events[i] ?? 0)
      arrows.add(before * PAIR + next)
      before = next
    }
    ends.add(before)
  })
  const variants = variantsOf(ordered, activity.at)
  const support = supportView(log, ordered, state)
  const [from, until] = firstAndLast(log)
  return {
    cases: log.cases.size,
    events: log.size,
    activities: activity.names.size,
    activity_lifecycle_pairs: state.counts.size,
    variants_activity: variants.size,
    variants_activity_lifecycle: variantsOf(ordered, state.at).size,
    events_per_case: eventsPerCase(ordered),
    first_event: from,
    last_event: until,
    cases_with_out_of_order_timestamps: ordered.casesOutOfOrder,
    throughput_days: throughput(log, ordered),
    activity_counts: named(countOf(log, activity.at), text),
    activity_lifecycle_counts: named(state.counts, state.text),
    start_activities: named(starts, text),
    end_activities: named(ends, text),
    top10_variants: [...variants.values()]
      .sort((a, b) => b.n - a.n)
      .slice(0, VARIANTS)
      .map(({ n, ids }) => ({ n, trace: [...ids].map(text) })),
    top_dfg: arrows
      .most(ARROWS)
      .map(([pair, n]) => ({ a: text(Math.floor(pair / PAIR)), b: text(pair % PAIR), n })),
    top_resources: resources(log),
    handover: Object.fromEntries(
      WHO.filter((name) => log.has(name)).map((name) => [name, handOvers(log.column(name), ordered)]),
    ),
    case_attributes: log.caseAttributes,
    event_attributes: log.eventAttributes,
    ...(support ? { crm_view: support } : {}),
  }
}

function named(tally: Tally, text: (id: number) => string, limit?: number): Record<string, number> {
  return Object.fromEntries(tally.most(limit).map(([id, n]) => [text(id), n]))
}

function resources(log: EventLog): Record<string, number> {
  const { names, at } = log.column(RESOURCE)
  const tally = countOf(log, at)
  return Object.fromEntries(
    tally
      .most()
      .filter(([id]) => id !== 0)
      .slice(0, RESOURCES)
      .map(([id, n]) => [names.text(id), n]),
  )
}

/** The different courses of cases, in order of first sight. */
function variantsOf(ordered: Ordered, at: (index: number) => number) {
  const variants = new Map<string, { n: number; ids: number[] }>()
  eachCase(ordered, (events) => {
    const ids = Array.from(events, at)
    const key = ids.join(' ')
    const known = variants.get(key)
    if (known) known.n++
    else variants.set(key, { n: 1, ids })
  })
  return variants
}

function eventsPerCase({ starts }: Ordered): LogMeasures['events_per_case'] {
  const sizes = new Int32Array(starts.length - 1)
    .map((_, c) => (starts[c + 1] ?? 0) - (starts[c] ?? 0))
    .sort()
  const count = sizes.length
  const total = starts[count] ?? 0
  return {
    mean: count === 0 ? 0 : rounded(total / count, 4),
    min: sizes[0] ?? 0,
    max: sizes[count - 1] ?? 0,
    median: count === 0 ? 0 : medianOf(sizes),
  }
}

function throughput(log: EventLog, ordered: Ordered): LogMeasures['throughput_days'] {
  const days: number[] = []
  eachCase(ordered, (events) => {
    const first = events[0]
    const last = events[events.length - 1]
    if (first !== undefined && last !== undefined)
      days.push((log.at.at(last) - log.at.at(first)) / MS_PER_DAY)
  })
  const rising = Float64Array.from(days).sort()
  const sum = days.reduce((all, one) => all + one, 0)
  return {
    mean: days.length === 0 ? 0 : rounded(sum / days.length, 4),
    median: rounded(rankOf(rising, 0.5), 4),
    p75: rounded(rankOf(rising, 0.75), 4),
    p90: rounded(rankOf(rising, 0.9), 4),
    max: rounded(rising[rising.length - 1] ?? 0, 4),
  }
}

function firstAndLast(log: EventLog): [string | null, string | null] {
  let first = 0
  let last = 0
  for (let i = 1; i < log.size; i++) {
    if (log.at.at(i) < log.at.at(first)) first = i
    if (log.at.at(i) > log.at.at(last)) last = i
  }
  return log.size === 0 ? [null, null] : [writtenTime(log, first), writtenTime(log, last)]
}

/** An event's time in the offset it was written in: `2010-12-30 11:02:00+01:00`. */
function writtenTime(log: EventLog, index: number): string {
  const at = log.at.at(index)
  const minutes = log.offset.at(index)
  const local = new Date(at + minutes * 60_000).toISOString()
  const ms = local.slice(20, 23) === '000' ? '' : `.${local.slice(20, 23)}000`
  const two = (n: number) => String(n).padStart(2, '0')
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`
  return `${local.slice(0, 10)} ${local.slice(11, 19)}${ms}${offset}`
}

import { rounded, Tally } from './counting.ts'
import { ACTIVITY, type EventLog, eachCase, LIFECYCLE, type Ordered, RESOURCE } from './event-log.ts'
import type { States } from './states.ts'

const MS_PER_HOUR = 3_600_000
const DONE = 'Completed'
const WAITS_FOR_USER = 'Wait - User'
const MACHINE = 'Siebel'

/** What logs of support lines say beside the rest: impact, product, line, and where the hours went. */
export type SupportView = {
  /** Hours from an event of a state to the next event of its case. */
  hours_in_state: Record<string, { n: number; total_h: number; mean_h: number }>
  cases_by_impact: Record<string, number>
  distinct_products: number
  /** Events by support line; a group without `2nd` or `3rd` behind its name is the first line. */
  org_group_suffix_line_events: Record<string, number>
  cases_only_1st_line: number
  cases_touching_2nd_or_3rd: number
  last_state: Record<string, number>
  wait_user_cases: number
  reopened_cases: number
  siebel_resource_events: number
}

/** The view of support lines; undefined for a log that is of something else. */
export function supportView(log: EventLog, ordered: Ordered, state: States): SupportView | undefined {
  if (!['impact', 'product', 'org:group', LIFECYCLE].every((name) => log.has(name))) return undefined
  const impact = log.column('impact')
  const lines = linesOf(log)
  const activity = log.column(ACTIVITY)
  const done = activity.names.find(DONE)
  const waits = log.column(LIFECYCLE)
  const waitsForUser = waits.names.find(WAITS_FOR_USER)
  const impacts = new Tally()
  const last = new Tally()
  let higher = 0
  let waiting = 0
  let reopened = 0
  eachCase(ordered, (events) => {
    const first = events[0]
    const final = events[events.length - 1]
    if (first === undefined || final === undefined) return
    impacts.add(impact.at(first))
    last.add(state.at(final))
    if (events.some((index) => lines.at(index) !== 1)) higher++
    if (events.some((index) => waits.at(index) === waitsForUser)) waiting++
    if (events.subarray(0, -1).some((index) => activity.at(index) === done)) reopened++
  })
  return {
    hours_in_state: hoursIn(log, ordered, state),
    cases_by_impact: Object.fromEntries(impacts.most().map(([id, n]) => [impact.names.text(id), n])),
    distinct_products: log.column('product').names.size,
    org_group_suffix_line_events: lines.counts(),
    cases_only_1st_line: log.cases.size - higher,
    cases_touching_2nd_or_3rd: higher,
    last_state: Object.fromEntries(last.most().map(([id, n]) => [state.text(id), n])),
    wait_user_cases: waiting,
    reopened_cases: reopened,
    siebel_resource_events: eventsOf(log, RESOURCE, MACHINE),
  }
}

function linesOf(log: EventLog) {
  const group = log.column('org:group')
  const line = (id: number) =>
    / (2nd|3rd)$/.exec(group.names.text(id))?.[1] === '2nd' ? 2 : / 3rd$/.test(group.names.text(id)) ? 3 : 1
  const ofGroup = Int8Array.from({ length: group.names.size + 1 }, (_, id) => line(id))
  const at = (index: number) => ofGroup[group.at(index)] ?? 1
  return {
    at,
    counts: () => {
      const tally = new Tally()
      for (let i = 0; i < log.size; i++) tally.add(at(i))
      return Object.fromEntries(tally.most().map(([id, n]) => [['', '1st', '2nd', '3rd'][id] ?? '', n]))
    },
  }
}

function eventsOf(log: EventLog, attribute: string, value: string): number {
  const { names, at } = log.column(attribute)
  const wanted = names.find(value)
  let n = 0
  for (let i = 0; i < log.size; i++) if (at(i) === wanted) n++
  return n
}

function hoursIn(log: EventLog, ordered: Ordered, state: States): SupportView['hours_in_state'] {
  const spent = new Map<number, { n: number; hours: number }>()
  eachCase(ordered, (events) => {
    for (let i = 0; i + 1 < events.length; i++) {
      const here = events[i] ?? 0
      const hours = (log.at.at(events[i + 1] ?? 0) - log.at.at(here)) / MS_PER_HOUR
      const known = spent.get(state.at(here))
      if (known) {
        known.n++
        known.hours += hours
      } else spent.set(state.at(here), { n: 1, hours })
    }
  })
  const rows = [...spent].map(([id, { n, hours }]) => [state.text(id), n, hours] as const)
  return Object.fromEntries(
    rows
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([text, n, hours]) => [text, { n, total_h: rounded(hours, 2), mean_h: rounded(hours / n, 4) }]),
  )
}

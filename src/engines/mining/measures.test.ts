import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { medianOf, rankOf, rounded } from './counting.ts'
import { ACTIVITY, EventLog, LIFECYCLE, RESOURCE, TIME } from './event-log.ts'
import { measuresOf } from './measures.ts'

type Line = { case: string; minute: number; activity: string; who: string; lifecycle: string }

const START = Date.parse('2026-01-05T01:00:00.000Z')

function logOf(lines: readonly Line[]): EventLog {
  const log = new EventLog()
  for (const { minute, activity, who, lifecycle, ...line } of lines)
    log.add({
      case: line.case,
      at: START + minute * 60_000,
      offsetMinutes: 480,
      attributes: [
        [ACTIVITY, activity],
        [RESOURCE, who],
        [LIFECYCLE, lifecycle],
        [TIME, ''],
      ],
    })
  return log
}

const line = (of: string, minute: number, activity: string, who = '', lifecycle = ''): Line => ({
  case: of,
  minute,
  activity,
  who,
  lifecycle,
})

describe('what a log shows', () => {
  test('a quotation that goes back and forth between two people is ping-pong once', () => {
    const { handover, top_dfg, throughput_days, first_event } = measuresOf(
      logOf([
        line('A', 0, 'quote', 'Wang'),
        line('A', 60, 'check', 'Li'),
        line('A', 1440, 'quote', 'Wang'),
        line('B', 0, 'quote', 'Li'),
      ]),
    )
    expect(handover[RESOURCE]).toMatchObject({
      distinct: 2,
      handovers: 2,
      cases_with_handover: 1,
      mean_per_case: 1,
      ping_pong_ABA: 1,
      top20: [
        { a: 'Wang', b: 'Li', n: 1 },
        { a: 'Li', b: 'Wang', n: 1 },
      ],
    })
    expect(top_dfg).toEqual([
      { a: 'quote', b: 'check', n: 1 },
      { a: 'check', b: 'quote', n: 1 },
    ])
    expect(throughput_days).toEqual({ mean: 0.5, median: 1, p75: 1, p90: 1, max: 1 })
    expect(first_event).toBe('2026-01-05 09:00:00+08:00')
  })
  test('an event that names nobody is no hand-over, and does not hide who had it before', () => {
    const { handover } = measuresOf(
      logOf([
        line('A', 0, 'a', 'Wang'),
        line('A', 1, 'b'),
        line('A', 2, 'c', 'Li'),
        line('A', 3, 'd', 'Wang'),
      ]),
    )
    expect(handover[RESOURCE]).toMatchObject({ blank_events: 1, handovers: 1, ping_pong_ABA: 1 })
  })
  test('events out of order are counted and put in order', () => {
    const { cases_with_out_of_order_timestamps, start_activities } = measuresOf(
      logOf([line('A', 9, 'late'), line('A', 1, 'early'), line('B', 1, 'early')]),
    )
    expect(cases_with_out_of_order_timestamps).toBe(1)
    expect(start_activities).toEqual({ early: 2 })
  })
  test('an empty log has no first event', () => {
    expect(measuresOf(new EventLog())).toMatchObject({ cases: 0, events: 0, first_event: null })
  })
  test('where hours went is said of support lines', () => {
    const log = new EventLog()
    const add = (minute: number, state: string, group: string) =>
      log.add({
        case: '1',
        at: START + minute * 60_000,
        offsetMinutes: 0,
        attributes: [
          [ACTIVITY, state],
          [LIFECYCLE, 'x'],
          ['impact', 'High'],
          ['product', 'P'],
          ['org:group', group],
        ],
      })
    add(0, 'Accepted', 'G 2nd')
    add(90, 'Completed', 'G')
    add(120, 'Accepted', 'G')
    expect(measuresOf(log).crm_view).toMatchObject({
      hours_in_state: { 'Accepted|x': { n: 1, total_h: 1.5 }, 'Completed|x': { n: 1, total_h: 0.5 } },
      org_group_suffix_line_events: { '1st': 2, '2nd': 1 },
      cases_touching_2nd_or_3rd: 1,
      reopened_cases: 1,
      last_state: { 'Accepted|x': 1 },
    })
  })
})

const lines = fc.array(
  fc.record({
    case: fc.constantFrom('A', 'B', 'C', 'D'),
    minute: fc.nat(50),
    activity: fc.constantFrom('lead', 'offer', 'won'),
    who: fc.constantFrom('', 'Wang', 'Li', 'Zhao'),
    lifecycle: fc.constantFrom('', 'start', 'complete'),
  }),
  { minLength: 1, maxLength: 40 },
)

test('any log is measured as by reading it case by case', () => {
  fc.assert(
    fc.property(lines, (given) => {
      const found = measuresOf(logOf(given))
      const cases = [...Map.groupBy(given, (one) => one.case).values()].map((own) =>
        own.toSorted((a, b) => a.minute - b.minute),
      )
      const pairs = cases.flatMap((own) => own.slice(1).map((one, i) => [own[i], one] as const))
      const passed = pairs.filter(([a, b]) => a?.who && b.who && a.who !== b.who)
      const pingPong = cases.flatMap((own) => {
        const runs = own.map(({ who }) => who).filter((who) => who !== '')
        const had = runs.filter((who, i) => who !== runs[i - 1])
        return had.filter((who, i) => who === had[i - 2])
      })
      expect(found.cases).toBe(cases.length)
      expect(found.events).toBe(given.length)
      expect(found.variants_activity).toBe(
        new Set(cases.map((own) => own.map(({ activity }) => activity).join('>'))).size,
      )
      expect(found.handover[RESOURCE]).toMatchObject({
        handovers: passed.length,
        distinct_pairs: new Set(passed.map(([a, b]) => `${a?.who}>${b.who}`)).size,
        ping_pong_ABA: pingPong.length,
        blank_events: given.filter(({ who }) => who === '').length,
      })
      expect(found.top_dfg.reduce((sum, { n }) => sum + n, 0)).toBe(pairs.length)
      expect(found.events_per_case.max).toBe(Math.max(...cases.map((own) => own.length)))
    }),
  )
})

describe('figures', () => {
  test('ties of rounding go to the even neighbour', () => {
    expect([rounded(0.03125, 4), rounded(0.09375, 4), rounded(1.23456, 4), rounded(-2.5, 0)]).toEqual([
      0.0312, 0.0938, 1.2346, -2,
    ])
  })
  test('a rank is a value that was there; a median may lie between', () => {
    expect([rankOf([1, 2, 3, 4, 5, 6], 0.9), rankOf([], 0.5)]).toEqual([6, 0])
    expect([medianOf([1, 2, 3, 4]), medianOf([1, 2, 9])]).toEqual([2.5, 2])
  })
})

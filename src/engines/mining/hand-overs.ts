import type { Names } from './columns.ts'
import { rounded, Tally } from './counting.ts'
import { eachCase, type Ordered, PAIR } from './event-log.ts'

const TOP = 20

export type Arrow = { a: string; b: string; n: number }

export type HandOverMeasures = {
  distinct: number
  blank_events: number
  handovers: number
  distinct_pairs: number
  cases_with_handover: number
  mean_per_case: number
  max_per_case: number
  ping_pong_ABA: number
  cases_with_ping_pong: number
  top20: Arrow[]
}

/**
 * Hand-overs between those an attribute names: two events of a case, one directly after the other, that name different ones. An event
 * that names nobody is neither given nor received. Ping-pong is A, B, A among those who had a case one after the other.
 */
export function handOvers(
  { names, at }: { names: Names; at(index: number): number },
  ordered: Ordered,
): HandOverMeasures {
  const pairs = new Tally()
  let blank = 0
  let withHandOver = 0
  let most = 0
  let pingPong = 0
  let withPingPong = 0
  let cases = 0
  eachCase(ordered, (events) => {
    cases++
    let given = 0
    let returned = 0
    let direct = 0 // whom the event before named
    let last = 0 // who had it last
    let lastButOne = 0
    for (const index of events) {
      const who = at(index)
      if (who === 0) blank++
      else {
        if (direct !== 0 && who !== direct) {
          pairs.add(direct * PAIR + who)
          given++
        }
        if (who !== last) {
          if (who === lastButOne) returned++
          lastButOne = last
          last = who
        }
      }
      direct = who
    }
    if (given > 0) withHandOver++
    most = Math.max(most, given)
    pingPong += returned
    if (returned > 0) withPingPong++
  })
  const total = pairs.total()
  return {
    distinct: names.size,
    blank_events: blank,
    handovers: total,
    distinct_pairs: pairs.size,
    cases_with_handover: withHandOver,
    mean_per_case: cases === 0 ? 0 : rounded(total / cases, 4),
    max_per_case: most,
    ping_pong_ABA: pingPong,
    cases_with_ping_pong: withPingPong,
    top20: pairs
      .most(TOP)
      .map(([pair, n]) => ({ a: names.text(Math.floor(pair / PAIR)), b: names.text(pair % PAIR), n })),
  }
}

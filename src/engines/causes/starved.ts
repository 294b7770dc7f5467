import { above, atLeast, type Measured, ratio, shareOf } from './chances.ts'
import {
  type Candidate,
  type Compared,
  DAY_MINUTES,
  type Evidence,
  NOWHERE,
  SEGMENT_FIELDS,
  type SegmentField,
} from './model.ts'
import { totalOf } from './returning.ts'
import type { Seen } from './seen.ts'
import { mostOf, worstFirst } from './slow.ts'

const LEAST = 15
const MORE = 0.2 // so many more find nobody than elsewhere
const ONE_HAND = 0.7 // of a segment given to one person
const OTHER_HANDS = 0.5
const SLOWER = 1.5
const SPREAD = 0.12 // one person is one draw

/** Kinds of opportunities that find no proper holder: the keeper gets them, or all go to one person, and they wait. */
export function starved(seen: readonly Seen[]): Compared {
  let tooFew = 0
  const candidates: Candidate[] = []
  for (const field of SEGMENT_FIELDS) {
    const byValue = Map.groupBy(seen, ({ segments }) => segments[field] ?? '')
    if (byValue.size < 2) continue
    for (const [value, list] of byValue) {
      if (value === '') continue
      if (list.length < LEAST || seen.length - list.length < LEAST) {
        tooFew += 1
        continue
      }
      const others = seen.filter(({ segments }) => segments[field] !== value)
      candidates.push(strays(field, value, list, others))
      const one = oneHand(field, value, list, others)
      if (one) candidates.push(one)
    }
  }
  return { candidates: together(candidates), tooFew }
}

function strays(
  field: SegmentField,
  value: string,
  list: readonly Seen[],
  others: readonly Seen[],
): Candidate {
  const isStray = ({ isStray: stray, history }: Seen) =>
    stray || history.stays.some(({ since }) => since === history.openedAt)
  const here = list.filter(isStray)
  const there = others.filter(isStray)
  const [a, b] = [shareOf(here.length, list.length), shareOf(there.length, others.length)]
  const waits = waitingOf(
    here,
    [...others, ...list].filter((one) => !isStray(one)),
  )
  return {
    key: `starved:${field}:${value}`,
    kind: 'starved',
    place: { ...NOWHERE, segment: { field, values: [value] } },
    effect: { measure: 'difference', value: a.value - b.value, low: a.low - b.value, high: a.high - b.value },
    cost: { opportunities: null, days: waits.days },
    evidence: [
      { what: 'here', step: null, unit: 'share', n: list.length, ...a },
      { what: 'peers', step: null, unit: 'share', n: others.length, ...b },
      ...waits.evidence,
    ],
    rows: waits.rows,
    p: atLeast(here.length, list.length, Math.min(0.9, 1.5 * b.value + 0.1)),
    isLarge: a.value - b.value >= MORE && a.value >= 2 * b.value,
  }
}

/** All of a kind go to one person while others are shared out, and wait longer for it. */
function oneHand(
  field: SegmentField,
  value: string,
  list: readonly Seen[],
  others: readonly Seen[],
): Candidate | undefined {
  const holderOf = ({ history }: Seen) => history.tiles[0]?.person ?? ''
  const person = mostOf(list.map(holderOf))
  const share = shareOf(list.filter((one) => holderOf(one) === person).length, list.length)
  const rest = others.map(holderOf)
  const busiest = mostOf(rest)
  const elsewhere = rest.filter((one) => one === busiest).length / rest.length
  if (share.value < ONE_HAND || elsewhere > OTHER_HANDS) return undefined
  const measured = (all: readonly Seen[]): Measured[] =>
    all.flatMap((one) =>
      one.delay === null
        ? []
        : [{ stratum: one.segments.type ?? '', person: holderOf(one), log: Math.log(15 + one.delay) }],
    )
  const found = ratio(measured(list), measured(others), SPREAD)
  if (!found) return undefined
  const mine = list.filter((one) => holderOf(one) === person)
  const waits = waitingOf(mine, others)
  return {
    key: `starved:${field}:${value}`,
    kind: 'starved',
    place: { ...NOWHERE, people: [person], segment: { field, values: [value] } },
    effect: { measure: 'share', ...share },
    cost: { opportunities: null, days: waits.days },
    evidence: [
      { what: 'here', step: null, unit: 'share', n: list.length, ...share },
      { what: 'peers', step: null, unit: 'share', n: others.length, value: elsewhere, low: null, high: null },
      ...waits.evidence,
    ],
    rows: waits.rows,
    p: above((found.value - Math.log(1.2)) / found.error),
    isLarge: Math.exp(found.value) >= SLOWER && waits.days.value >= 2,
  }
}

function waitingOf(here: readonly Seen[], others: readonly Seen[]) {
  const delays = (all: readonly Seen[]) =>
    all.flatMap(({ delay }) => (delay === null ? [] : [delay / DAY_MINUTES]))
  const [mine, theirs] = [delays(here), delays(others)]
  const usual = theirs.reduce((a, b) => a + b, 0) / Math.max(1, theirs.length)
  const extra = mine.map((days) => days - usual)
  const sum = totalOf(extra)
  const line = (what: Evidence['what'], days: readonly number[]): Evidence => ({
    what,
    step: null,
    unit: 'days',
    n: days.length,
    value: days.reduce((a, b) => a + b, 0) / Math.max(1, days.length),
    low: null,
    high: null,
  })
  const rows = new Map(here.map(({ history, delay }) => [history.id, (delay ?? 0) / DAY_MINUTES]))
  return {
    days: { value: Math.max(0, sum.value), low: Math.max(0, sum.low), high: Math.max(0, sum.high) },
    evidence: mine.length > 0 && theirs.length > 0 ? [line('here', mine), line('peers', theirs)] : [],
    rows: worstFirst(rows),
  }
}

/** Of the two ways one value can be starved, the surer counts: one candidate a value. */
function together(candidates: readonly Candidate[]): Candidate[] {
  return [...Map.groupBy(candidates, ({ key }) => key).values()].flatMap((list) => {
    const [best] = list.toSorted((a, b) => Number(b.isLarge) - Number(a.isLarge) || a.p - b.p)
    // two were looked at
    return best ? [{ ...best, p: Math.min(1, best.p * list.length) }] : []
  })
}

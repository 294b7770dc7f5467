import type { Clock, Span } from '../contract.ts'

const HOURS: Readonly<Record<Span['unit'], number>> = {
  hours: 1,
  'working-hours': 3,
  days: 24,
  'working-days': 24,
}

/** About how many hours pass in a span, so that spans of a plan can be compared; decides about nobody's time. */
export function aboutHours({ amount, unit }: Span): number {
  return amount * HOURS[unit]
}

const span = (amount: number, unit: Span['unit']): Span => ({ amount, unit })
const rungs: Clock['ladder'] = [
  { after: span(3, 'days'), to: 'holder', pass: false },
  { after: span(5, 'days'), to: 'manager', pass: false },
  { after: span(7, 'days'), to: 'keeper', pass: true },
]

/** What people expect: first contact within 48 hours, a follow-up every 7 days, an answer to a hand-over in a day; then up the ladder. */
export const USUAL_CLOCKS: readonly Clock[] = [
  { kind: 'first-contact', within: span(48, 'hours'), warnBefore: span(8, 'hours'), ladder: rungs },
  { kind: 'follow-up', within: span(7, 'days'), warnBefore: span(1, 'days'), ladder: rungs },
  {
    kind: 'acceptance',
    within: span(24, 'hours'),
    warnBefore: span(4, 'hours'),
    ladder: [{ after: span(12, 'hours'), to: 'manager', pass: false }],
  },
]

/** What lies in a pool is to be claimed within five working days where the plan gives no time; three later the keeper's manager is told. */
export const USUAL_CLAIM: Omit<Clock, 'kind'> = {
  within: span(5, 'working-days'),
  warnBefore: null,
  ladder: [{ after: span(3, 'working-days'), to: 'manager', pass: false }],
}

/**
 * The clock of a kind that runs at a stage for somebody: that of their nearest department, else that of everybody, else the usual one;
 * undefined where there is none. `path` is their department and those above it, from the nearest on.
 */
export function clockFor(
  stage: { clocks: readonly Clock[] } | undefined,
  kind: Clock['kind'],
  path: readonly string[] = [],
): Clock | undefined {
  const ofKind = stage?.clocks.filter((one) => one.kind === kind) ?? []
  const nearest = path.flatMap((id) => ofKind.find(({ departments }) => departments?.includes(id)) ?? [])[0]
  const found =
    nearest ??
    ofKind.find(({ departments }) => departments === undefined) ??
    USUAL_CLOCKS.find((one) => one.kind === kind)
  return found && found.kind === 'acceptance' ? alwaysRising(found) : found
}

/** The clock of a word that is due from somebody: there always is one. */
export function acceptanceFor(
  stage: { clocks: readonly Clock[] } | undefined,
  path: readonly string[] = [],
): Clock {
  const clock = clockFor(stage, 'acceptance', path)
  if (!clock) throw new Error('there is no usual clock of acceptance')
  return clock
}

/** What nobody answers goes up the line even where a plan names no rung: after half of its time again. */
function alwaysRising(clock: Clock): Clock {
  if (clock.ladder.length > 0) return clock
  const { amount, unit } = clock.within
  const half = { amount: Math.ceil(amount / 2), unit }
  return { ...clock, ladder: [{ after: half, to: 'manager', pass: false }] }
}

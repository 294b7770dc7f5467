import { above, atLeast, difference, type Measured, ratio, shareOf } from './chances.ts'
import { type Candidate, type Compared, DAY_MINUTES, type Division, NOWHERE } from './model.ts'
import { lostBy, totalOf, twoOf } from './returning.ts'
import type { Seen, Visit } from './seen.ts'
import { worstFirst } from './slow.ts'

const LEAST = 40
const NO_GAIN = 0.1 // whoever passes the node is won at most so much more often
const LEAST_DAYS = 2
const MOSTLY = 0.5
const SPREAD = 0.06

/**
 * Nodes that add time and win nothing: opportunities of the same kind that went round it came as far, sooner, and were won as often.
 */
export function costlyNodes(seen: readonly Seen[], plan: Division | undefined): Compared {
  const places = new Map(plan?.stages.map(({ key, position }) => [key, position]))
  let tooFew = 0
  const candidates: Candidate[] = []
  for (const { key, position, kind } of plan?.stages ?? []) {
    if (kind !== 'open') continue
    const beyond = seen.filter(
      ({ won, visits }) => won !== null && visits.some(({ stage }) => (places.get(stage) ?? 0) > position),
    )
    const through = beyond.filter(({ visits }) => visits.some(({ stage }) => stage === key))
    if (through.length < LEAST || beyond.length - through.length < LEAST) {
      tooFew += 1
      continue
    }
    const one = costlyNode(key, beyond, new Set(through))
    if (one) candidates.push(one)
  }
  return { candidates, tooFew }
}

function costlyNode(key: string, beyond: readonly Seen[], through: ReadonlySet<Seen>): Candidate | undefined {
  const gain = difference(
    twoOf(
      beyond,
      (one) => through.has(one),
      ({ won }) => won === true,
    ),
  )
  if (!gain) return undefined
  const days = (one: Seen) => one.visits.reduce((sum, visit) => sum + visit.stay, 0) / DAY_MINUTES
  const measured = (list: readonly Seen[]): Measured[] =>
    list.map((one) => ({ stratum: one.stratum, person: one.history.id, log: Math.log(0.1 + days(one)) }))
  const around = beyond.filter((one) => !through.has(one))
  const longer = ratio(measured([...through]), measured(around), 0)
  if (!longer) return undefined
  const here = [...through].map((one) => ({
    one,
    days:
      one.visits.filter(({ stage }) => stage === key).reduce((sum, visit) => sum + visit.stay, 0) /
      DAY_MINUTES,
  }))
  const total = totalOf(here.map((x) => x.days))
  const [a, b] = [[...through], around].map((list) =>
    shareOf(list.filter(({ won }) => won).length, list.length),
  )
  return {
    key: `node-only-costs:${key}`,
    kind: 'node-only-costs',
    place: { ...NOWHERE, stages: [key] },
    effect: { measure: 'difference', value: gain.value, low: gain.low, high: gain.high },
    cost: { opportunities: null, days: total },
    evidence: [
      { what: 'here', step: null, unit: 'share', n: through.size, ...(a ?? shareOf(0, 0)) },
      { what: 'peers', step: null, unit: 'share', n: around.length, ...(b ?? shareOf(0, 0)) },
      { what: 'here', step: null, unit: 'days', n: through.size, ...meanLine([...through].map(days)) },
      { what: 'peers', step: null, unit: 'days', n: around.length, ...meanLine(around.map(days)) },
    ],
    rows: worstFirst(new Map(here.map((x) => [x.one.history.id, x.days]))),
    p: Math.max(above((NO_GAIN - gain.value) / gain.error), above(longer.value / longer.error)),
    isLarge: gain.value < NO_GAIN / 3 && total.value / through.size >= LEAST_DAYS && longer.value > 0.1,
  }
}

function meanLine(values: readonly number[]) {
  const { value, low, high } = totalOf(values)
  const n = Math.max(1, values.length)
  return { value: value / n, low: low / n, high: high / n }
}

/** Limits of a node that are missed more often than met: the limit is wrong, or nobody can keep it. */
export function missedLimits(seen: readonly Seen[]): Compared {
  const all = seen.flatMap((one) =>
    one.limits
      .filter(({ stoppedAt, breachedAt }) => stoppedAt !== null || breachedAt !== null)
      .map((limit) => ({ one, limit })),
  )
  let tooFew = 0
  const candidates: Candidate[] = []
  for (const [key, list] of Map.groupBy(all, ({ limit }) => `${limit.kind}:${limit.stage ?? ''}`)) {
    if (list.length < LEAST) {
      tooFew += 1
      continue
    }
    const missed = list.filter(({ limit }) => limit.breachedAt !== null)
    const [kind = '', stage = ''] = key.split(':')
    const here = shareOf(missed.length, list.length)
    const over = new Map<string, number>()
    for (const { one, limit } of missed) {
      const late = limit.stoppedAt === null ? 0 : Math.max(0, limit.stoppedAt - limit.dueAt) / 86_400_000
      over.set(one.history.id, (over.get(one.history.id) ?? 0) + late * (5 / 7))
    }
    const others = all.filter(({ limit }) => `${limit.kind}:${limit.stage ?? ''}` !== key)
    const peers = shareOf(others.filter(({ limit }) => limit.breachedAt !== null).length, others.length)
    candidates.push({
      key: `limit-missed:${key}`,
      kind: 'limit-missed',
      place: { ...NOWHERE, stages: stage ? [stage] : [], limit: kind },
      effect: { measure: 'share', ...here },
      cost: { opportunities: null, days: totalOf([...over.values()]) },
      evidence: [
        { what: 'here', step: null, unit: 'share', n: list.length, ...here },
        ...(others.length > 0
          ? [{ what: 'peers' as const, step: null, unit: 'share' as const, n: others.length, ...peers }]
          : []),
      ],
      rows: worstFirst(over),
      p: atLeast(missed.length, list.length, MOSTLY),
      isLarge: here.value > MOSTLY + 0.05,
    })
  }
  return { candidates, tooFew }
}

/** Nodes held by people whose function the plan does not make accountable there, where that takes longer or loses more. */
export function deviations(seen: readonly Seen[]): Compared {
  const visits = seen.flatMap((one) => one.visits)
  let tooFew = 0
  const candidates: Candidate[] = []
  for (const [stage, list] of Map.groupBy(visits, (visit) => visit.stage)) {
    const off = list.filter(({ isAccountable }) => !isAccountable)
    if (off.length < LEAST || list.length - off.length < LEAST) {
      if (off.length > 0) tooFew += 1
      continue
    }
    const one = deviation(stage, list, off, seen)
    if (one) candidates.push(one)
  }
  return { candidates, tooFew }
}

function deviation(
  stage: string,
  list: readonly Visit[],
  off: readonly Visit[],
  seen: readonly Seen[],
): Candidate | undefined {
  const lawful = list.filter(({ isAccountable }) => isAccountable)
  const measured = (all: readonly Visit[]): Measured[] =>
    all.map((one) => ({ stratum: one.of.stratum, person: one.person, log: Math.log(15 + one.stay) }))
  const found = ratio(measured(off), measured(lawful), SPREAD)
  if (!found) return undefined
  const total = off.reduce((sum, { stay }) => sum + stay, 0) / DAY_MINUTES
  const lost = (log: number) => total * Math.max(0, 1 - Math.exp(-log))
  const ids = new Set(off.map(({ of }) => of.history.id))
  const days = new Map<string, number>()
  for (const { of, stay } of off) days.set(of.history.id, (days.get(of.history.id) ?? 0) + stay / DAY_MINUTES)
  return {
    key: `plan-deviation:${stage}`,
    kind: 'plan-deviation',
    place: { ...NOWHERE, stages: [stage], functions: functionsOf(off) },
    effect: {
      measure: 'ratio',
      value: Math.exp(found.value),
      low: Math.exp(found.low),
      high: Math.exp(found.high),
    },
    cost: {
      opportunities: lostBy(ids, seen),
      days: { value: lost(found.value), low: lost(found.low), high: lost(found.high) },
    },
    evidence: [
      {
        what: 'here',
        step: null,
        unit: 'days',
        n: off.length,
        ...meanLine(off.map(({ stay }) => stay / DAY_MINUTES)),
      },
      {
        what: 'peers',
        step: null,
        unit: 'days',
        n: lawful.length,
        ...meanLine(lawful.map(({ stay }) => stay / DAY_MINUTES)),
      },
      { what: 'here', step: null, unit: 'share', n: list.length, ...shareOf(off.length, list.length) },
    ],
    rows: worstFirst(days),
    p: above((found.value - Math.log(1.2)) / found.error),
    isLarge:
      Math.exp(found.value) >= 1.5 && lost(found.value) >= LEAST_DAYS && off.length >= list.length / 10,
  }
}

function functionsOf(visits: readonly Visit[]): string[] {
  return [...new Set(visits.map(({ group }) => group.split('|')[0] ?? ''))]
    .filter((fn) => fn !== '')
    .slice(0, 3)
}

import type { Cause } from '../../causes/contract.ts'
import { type PlanDocument, USUAL_RULE } from '../../plan/contract.ts'
import type { Change, Expected, Measure } from '../contract.ts'

export type Proposed = { key: string; change: Change; expected: Expected }

const QUARTER = 91
const SPAN_HOURS = 8

/**
 * What would mend a cause, as an exact change of the plan, with what it should bring; nothing where the plan cannot mend it.
 * `days`: how long the period was in which the cause was found.
 */
export function proposedFor(cause: Cause, plan: PlanDocument, days: number): Proposed[] {
  return changesFor(cause, plan).flatMap((change) => {
    const expected = expectedOf(cause, days)
    return expected ? [{ key: `${cause.key}/${change.op}`, change, expected }] : []
  })
}

function changesFor(cause: Cause, plan: PlanDocument): Change[] {
  const { place, facts } = cause
  const [stage] = place.stages
  const number = (name: string) => (typeof facts[name] === 'number' ? facts[name] : undefined)
  const departments = place.departments.map(({ id }) => id)
  switch (cause.kind) {
    case 'starved':
      return ruleFor(cause, plan)
    case 'slow-function': {
      const usual = number('daysPeers')
      const last = place.functions.at(-1)
      const limits: Change[] =
        stage && usual !== undefined && departments.length > 0
          ? [clockAt(stage.key, 'dwell', Math.max(1, Math.ceil(usual * 1.5)), 'working-days', departments)]
          : []
      const people: Change[] = last
        ? [{ op: 'add-person', function: last.key, department: place.departments.at(-1)?.id ?? null }]
        : []
      const helper = stage && helperAt(plan, stage.key)
      const move: Change[] = helper ? [{ op: 'move-node', stage: stage.key, to: helper }] : []
      return [...limits, ...people, ...move]
    }
    case 'slow-answer': {
      const usual = number('daysPeers')
      const fn = place.functions.at(-1)?.key
      const at = plan.stages.find(
        ({ duties, kind }) => kind === 'open' && fn !== undefined && duties[fn] === 'A',
      )
      if (!at || usual === undefined) return []
      const hours = Math.max(2, Math.ceil(usual * 2 * SPAN_HOURS))
      return [clockAt(at.key, 'acceptance', hours, 'working-hours', departments.slice(-1))]
    }
    case 'ping-pong':
    case 'drop-at-hand-over':
      return packetRule(cause, plan)
    case 'late-first-contact': {
      const [first] = plan.stages
      return first ? [clockAt(first.key, 'first-contact', 4, 'working-hours')] : []
    }
    case 'overload': {
      const usual = number('countPeers')
      const ids = new Set(place.people.map(({ id }) => id))
      const rule = plan.rules.find(({ candidates }) => isFor(candidates, place, ids))
      if (!rule || usual === undefined) return []
      const cap = Math.max(3, Math.ceil(usual * 1.5))
      if (rule.openCap !== null && rule.openCap <= cap) return []
      return [{ op: 'change-rule', rule: rule.label.zh, settings: { openCap: cap } }]
    }
    case 'uneven': {
      const rule = plan.rules.find(({ label }) => label.zh === place.rule?.label.zh)
      if (!rule || rule.strategy === 'least-loaded') return []
      return [{ op: 'change-rule', rule: rule.label.zh, settings: { strategy: 'least-loaded' } }]
    }
    case 'node-only-costs': {
      const next = stage && nextOf(plan, stage.key)
      return stage && next ? [{ op: 'drop-node', stage: stage.key, to: next }] : []
    }
    case 'limit-missed':
      return longerLimit(cause, plan)
    case 'plan-deviation':
      return stage && plan.stages.some(({ key, handOver }) => key === stage.key && handOver === 'offered')
        ? [{ op: 'hand-over-at-once', stage: stage.key }]
        : []
  }
}

/** A function that works at a node beside the accountable one and could be so itself. */
function helperAt(plan: PlanDocument, key: string): string | undefined {
  const stage = plan.stages.find((one) => one.key === key)
  return stage && Object.entries(stage.duties).find(([, letter]) => letter === 'R')?.[0]
}

/** A rule of their own for a kind of opportunity that finds nobody: the function the plan's rules look for, the least loaded first. */
function ruleFor({ place, filter }: Cause, plan: PlanDocument): Change[] {
  const { segment } = place
  const [first] = plan.stages
  const accountable = first && Object.entries(first.duties).find(([, letter]) => letter === 'A')?.[0]
  const fn = mostAsked(plan.rules) ?? accountable
  if (!segment || !filter || !fn) return []
  const names = (of: 'zh' | 'en') =>
    segment.values.map(({ label }) => label[of]).join(of === 'zh' ? '、' : ', ')
  return [
    {
      op: 'add-rule',
      rule: {
        ...USUAL_RULE,
        label: {
          zh: `${names('zh')}：有人负责`.slice(0, 200),
          en: `${names('en')}: somebody holds it`.slice(0, 200),
        },
        condition: filter,
        candidates: { functions: [fn] },
        strategy: 'least-loaded',
        openCap: null,
        dayCap: null,
      },
    },
  ]
}

/** The function that most rules look for; those that go by region first, since they divide everything. */
function mostAsked(rules: PlanDocument['rules']): string | undefined {
  const byRegion = rules.filter(({ candidates }) => candidates.territory === 'match')
  const counts = new Map<string, number>()
  for (const { candidates } of byRegion.length > 0 ? byRegion : rules)
    for (const fn of candidates.functions ?? []) counts.set(fn, (counts.get(fn) ?? 0) + 1)
  return [...counts].sort((x, y) => y[1] - x[1])[0]?.[0]
}

function clockAt(
  stage: string,
  kind: 'dwell' | 'acceptance' | 'first-contact',
  amount: number,
  unit: 'working-days' | 'working-hours',
  departments: string[] = [],
): Change {
  return {
    op: 'change-clock',
    stage,
    clock: {
      kind,
      within: { amount: Math.min(1000, amount), unit },
      warnBefore: amount > 1 ? { amount: 1, unit } : null,
      ladder: [{ after: { amount: Math.max(1, Math.ceil(amount / 2)), unit }, to: 'manager', pass: false }],
      ...(departments.length > 0 ? { departments } : {}),
    },
  }
}

/** Before it is handed on, both sides agree on the packet: a task that must be done where it leaves from. */
function packetRule({ place }: Cause, plan: PlanDocument): Change[] {
  const stage = plan.stages.find(({ key }) => key === place.stages[0]?.key)
  const from = stage && (beforeOf(plan, stage.key) ?? stage.key)
  const giver = plan.stages.find(({ key }) => key === from)
  const fn = giver && Object.entries(giver.duties).find(([, letter]) => letter === 'A')?.[0]
  return giver && fn ? [{ op: 'packet-rule', stage: giver.key, function: fn }] : []
}

function isFor(
  { functions, people }: PlanDocument['rules'][number]['candidates'],
  place: Cause['place'],
  ids: ReadonlySet<string>,
): boolean {
  if (people?.some((id) => ids.has(id))) return true
  return place.functions.some(({ key }) => functions === undefined || functions.includes(key))
}

/** The limit that four of five keep: so much longer as those who missed it took beyond it. */
function longerLimit({ place, rows }: Cause, plan: PlanDocument): Change[] {
  const stage = plan.stages.find(({ key }) => key === place.stages[0]?.key)
  const clock = stage?.clocks.find(({ kind }) => kind === place.limit)
  if (!stage || !clock) return []
  const over = rows.map(({ value }) => value).sort((a, b) => a - b)
  const more = over[Math.floor(over.length * 0.8)] ?? 1
  const days = { hours: 24, 'working-hours': 8, days: 1, 'working-days': 1 }[clock.within.unit]
  const amount = Math.min(1000, clock.within.amount + Math.max(1, Math.ceil(more * days)))
  return [{ op: 'change-clock', stage: stage.key, clock: { ...clock, within: { ...clock.within, amount } } }]
}

function nextOf({ processes, stages }: PlanDocument, key: string): string | undefined {
  return neighbour(processes, key, 1) ?? stages[stages.findIndex((one) => one.key === key) + 1]?.key
}
function beforeOf({ processes }: PlanDocument, key: string): string | undefined {
  return neighbour(processes, key, -1)
}
function neighbour(processes: PlanDocument['processes'], key: string, step: number): string | undefined {
  for (const { stages } of processes) {
    const at = stages.indexOf(key)
    const found = at < 0 ? undefined : stages[at + step]
    if (found) return found
  }
  return undefined
}

const PROMISES: Readonly<Record<Cause['kind'], Measure>> = {
  'slow-function': 'stay',
  'slow-answer': 'stay',
  'ping-pong': 'returns',
  starved: 'strays',
  'late-first-contact': 'win-rate',
  overload: 'stay',
  'node-only-costs': 'stay',
  uneven: 'top-share',
  'limit-missed': 'on-time',
  'drop-at-hand-over': 'win-rate',
  'plan-deviation': 'stay',
}

/** What its like has already: that is what may be hoped for. */
function expectedOf({ kind, evidence, effect, cost }: Cause, days: number): Expected | undefined {
  const measure = PROMISES[kind]
  const wins = cost.opportunities && scaled(cost.opportunities, QUARTER / Math.max(1, days))
  const unit = measure === 'stay' || measure === 'first-contact' ? 'days' : 'share'
  const of = (what: 'here' | 'peers') => evidence.find((one) => one.what === what && one.unit === unit)
  const [here, peers] = [of('here'), of('peers')]
  const rest = { measure, unit, wins, from: 'cause' } as const
  if (kind === 'late-first-contact') {
    const steps = evidence.filter(({ what, n }) => what === 'step' && n > 0)
    const [first] = steps
    const n = steps.reduce((sum, one) => sum + one.n, 0)
    const now = steps.reduce((sum, one) => sum + one.value * one.n, 0) / Math.max(1, n)
    if (!first) return undefined
    // half of them come late: if they were as the prompt ones
    const hoped = { value: now + effect.value / 2, low: now + effect.low / 2, high: now + effect.high / 2 }
    return { ...rest, now, hoped }
  }
  if (kind === 'limit-missed' && here)
    return { ...rest, now: 1 - here.value, hoped: { value: 0.8, low: 0.7, high: 0.9 } }
  if (kind === 'drop-at-hand-over' && here && peers) {
    const now = 1 - here.value
    return {
      ...rest,
      now,
      hoped: { value: now + effect.value, low: now + effect.low, high: now + effect.high },
    }
  }
  if (!here || !peers) return undefined
  const low = Math.min(peers.low ?? peers.value, peers.value)
  const high = Math.max(peers.high ?? peers.value, peers.value)
  return { ...rest, now: here.value, hoped: { value: peers.value, low, high } }
}

function scaled({ value, low, high }: { value: number; low: number; high: number }, by: number) {
  return { value: value * by, low: low * by, high: high * by }
}

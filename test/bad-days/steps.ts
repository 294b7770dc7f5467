import type { Instant } from '../../src/kernel/time.ts'

/** A limit as it is kept at the end. */
export type Kept = {
  id: string
  kind: string
  subject: string
  basis: string
  warnAt: Instant | null
  /** How many steps are noted as fired, a warning nobody was to get counted. */
  steps: number
  warnedAt: Instant | null
  breachedAt: Instant | null
  nextAt: Instant | null
  stoppedAt: Instant | null
  /** Whether it is still to be worked out anew. */
  isStale: boolean
}

/** A step as the journal has it: 0 is the warning, 1 the limit, then the rungs of the ladder. */
export type Fired = { seq: number; at: Instant; clock: string; step: number; due: Instant }

export type Steps = {
  clocks: readonly Kept[]
  fired: readonly Fired[]
  /** Keys of what people were told, `clock:<id>:<step>:<person>`. */
  told: readonly string[]
  /** What the clocks of the servers showed when all was quiet. */
  now: Instant
}

const WARNING = 0
const LIMIT = 1
/** The hand-over tells of its word, and recycling of what it takes, in words of their own. */
const TOLD_OTHERWISE = new Set(['acceptance', 'recycle'])

/** What is wrong with the steps that fired: twice, too early, out of order, not at all, told to nobody, or told and not fired. */
export function wrongSteps({ clocks, fired, told, now }: Steps): string[] {
  const byClock = Map.groupBy(fired, ({ clock }) => clock)
  const toldOf = Map.groupBy(told, (key) => key.split(':').slice(1, 3).join(' '))
  const known = new Set(clocks.map(({ id }) => id))
  return [
    ...clocks.flatMap((clock) => wrongClock(clock, byClock.get(clock.id) ?? [], now)),
    ...clocks.flatMap((clock) => toldToNobody(clock, byClock.get(clock.id) ?? [], toldOf)),
    ...twiceInARun(clocks, byClock),
    ...fired.flatMap(({ clock }) => (known.has(clock) ? [] : [`${clock} fired and is not there`])),
    ...toldOfNothing(toldOf, byClock),
  ]
}

function wrongClock(clock: Kept, fired: readonly Fired[], now: Instant): string[] {
  const { id, kind, steps, warnedAt, breachedAt, nextAt, stoppedAt, isStale } = clock
  const said = (what: string) => `${kind} ${id} ${what}`
  const inOrder = fired.toSorted((a, b) => a.seq - b.seq)
  const problems: string[] = []
  for (const [i, { step, at, due }] of inOrder.entries()) {
    const last = inOrder[i - 1]?.step ?? WARNING - 1
    if (step === last) problems.push(said(`fired step ${step} twice`))
    else if (step < last) problems.push(said(`fired step ${step} after step ${last}`))
    else if (step !== last + 1 && !(step === LIMIT && last < WARNING))
      problems.push(said(`fired step ${step} without step ${step - 1}`))
    if (step >= LIMIT && at < due) problems.push(said(`fired step ${step} at ${at}, before ${due}`))
  }
  const count = (inOrder.at(-1)?.step ?? -1) + 1
  if (count !== steps) problems.push(said(`notes ${steps} steps, the journal has ${count}`))
  for (const [step, noted] of [
    [WARNING, warnedAt],
    [LIMIT, breachedAt],
  ] as const)
    if ((noted !== null) !== inOrder.some((one) => one.step === step))
      problems.push(said(`says ${noted} of step ${step}, the journal something else`))
  if (nextAt && nextAt <= now && !stoppedAt) problems.push(said(`was due at ${nextAt} and has not fired`))
  if (isStale && !stoppedAt) problems.push(said('was never worked out anew'))
  return problems
}

/** A limit that ended and began again with the same basis is the same run; a day one agreed on may be agreed on anew. */
function twiceInARun(clocks: readonly Kept[], fired: ReadonlyMap<string, readonly Fired[]>): string[] {
  const lasting = clocks.filter(({ kind }) => kind !== 'next-step')
  const runs = Map.groupBy(lasting, ({ kind, subject, basis }) => `${kind} ${subject} "${basis}"`)
  return [...runs].flatMap(([run, all]) => {
    const steps = all.flatMap(({ id }) => [...new Set((fired.get(id) ?? []).map(({ step }) => step))])
    return [...new Set(steps)].flatMap((step) => {
      const times = steps.filter((one) => one === step).length
      return times > 1 ? [`${run} fired step ${step} in ${times} of its clocks`] : []
    })
  })
}

function toldToNobody(
  { id, kind }: Kept,
  fired: readonly Fired[],
  told: ReadonlyMap<string, readonly string[]>,
): string[] {
  const last = Math.max(...fired.map(({ step }) => step))
  return fired.flatMap(({ step, at }) => {
    // nobody is warned of what is over at the same moment
    const isOver = step === WARNING && last > WARNING && fired.some((one) => one.step > step && one.at === at)
    return TOLD_OTHERWISE.has(kind) || isOver || told.has(`${id} ${step}`)
      ? []
      : [`${kind} ${id} told nobody of step ${step}`]
  })
}

function toldOfNothing(
  told: ReadonlyMap<string, readonly string[]>,
  fired: ReadonlyMap<string, readonly Fired[]>,
): string[] {
  return [...told.keys()].flatMap((key) => {
    const [clock = '', step] = key.split(' ')
    return fired.get(clock)?.some((one) => String(one.step) === step)
      ? []
      : [`somebody was told of step ${step} of ${clock}, which did not fire`]
  })
}

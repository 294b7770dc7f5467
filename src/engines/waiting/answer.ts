import { chance, meanOf, quantile } from '../statistics/index.ts'
import { type At, type Discipline, type Server, serve } from './queue.ts'
import type { Done } from './station.ts'

export type Worker = { id: string; server: Server; perDay: number; minutes: number }
export type Days = { mean: number; low: number; high: number }

export type Asked = {
  done: readonly Done[]
  workers: readonly Worker[]
  /** More or fewer of them. */
  change: number
  /** Somebody more: works as usual, knows as much as the mean. */
  another: (n: number) => Worker
  from: At
  until: At
  seed: number
}

export type Answer = {
  observed: { mean: number; n: number }
  model: Days
  fits: boolean
  discipline: Discipline
  changed: Days
  serviceMinutes: number
  utilisation: { now: number; changed: number }
  replications: number
}

export const REPLICATIONS = 60
const PRIOR = 10 // the mean of all counts as so many pieces of one's own
const WARM = 0.1 // of the period, until the queue is as it usually is
const WEEK = 7 * 86_400_000
const TAIL = 0.05
/** A model fits where what was observed lies in its interval, or it is off by less than this share or a tenth of a day. */
const NEAR = 0.25

/**
 * How long work waits, as the model says it does and would with more or fewer people, in working days. Both sides see the same weeks and the
 * same pieces of work, so that what differs is the people. Of the two ways of queueing it takes the one that fits what was observed better.
 */
export function answered(asked: Asked): Answer {
  const { done, workers, change } = asked
  const observed = meanOf(done.map(({ person, wait }) => wait / perDayOf(workers, person)))
  const services = servicesOf(done)
  const models = (['assigned', 'shared'] as const).map((discipline) => ({
    discipline,
    days: replicated(asked, services, discipline, 0),
  }))
  const off = ({ days }: { days: Days }) => Math.abs(days.mean - observed)
  const best = models.reduce((a, b) => (off(b) < off(a) ? b : a))
  const isIn = observed >= best.days.low && observed <= best.days.high
  const asks = done.reduce((sum, { service }) => sum + service, 0)
  const minutes = workers.reduce((sum, one) => sum + one.minutes, 0)
  const each = minutes / Math.max(1, workers.length)
  const rising = Float64Array.from(done, ({ service }) => service).sort()
  return {
    observed: { mean: observed, n: done.length },
    model: best.days,
    fits: isIn || off(best) <= Math.max(0.1, NEAR * observed),
    discipline: best.discipline,
    changed: change === 0 ? best.days : replicated(asked, services, best.discipline, change),
    serviceMinutes: quantile(rising, 0.5) ?? 0,
    utilisation: { now: asks / Math.max(1, minutes), changed: asks / Math.max(1, minutes + change * each) },
    replications: REPLICATIONS,
  }
}

type Services = { mean: number; spread: number; residuals: number[]; own: Map<string, number> }

/** Logarithms of how long work takes: everybody's own mean shrunken towards all, and what is left over. */
function servicesOf(done: readonly Done[]): Services {
  const logs = done.map(({ person, service }) => ({ person, log: Math.log(service) }))
  const mean = meanOf(logs.map(({ log }) => log))
  const own = new Map<string, number>()
  for (const [person, list] of Map.groupBy(logs, (one) => one.person)) {
    const sum = list.reduce((total, { log }) => total + log - mean, 0)
    own.set(person, sum / (list.length + PRIOR))
  }
  const residuals = logs.map(({ person, log }) => log - mean - (own.get(person) ?? 0))
  const spread = Math.sqrt(meanOf(residuals.map((one) => one * one)))
  return { mean, spread, residuals, own }
}

function replicated(asked: Asked, services: Services, discipline: Discipline, change: number): Days {
  const { done, from, until, seed } = asked
  const next = chance(seed)
  const means: number[] = []
  for (let r = 0; r < REPLICATIONS; r++) {
    const arrivals = drawnWeeks(done, from, until, next)
    const shift = (services.spread / Math.sqrt(Math.max(1, done.length))) * normal(next)
    const residuals = Float64Array.from(
      arrivals,
      () => services.residuals[Math.floor(next() * services.residuals.length)] ?? 0,
    )
    const leaves = next()
    const workers = changedWorkers(asked, change, leaves)
    const own = workers.map(({ id }) => services.mean + shift + (services.own.get(id) ?? 0))
    const { waits, by } = serve(
      arrivals,
      workers.map(({ server }) => server),
      (n, place) => Math.exp((own[place] ?? services.mean) + (residuals[n] ?? 0)),
      discipline,
    )
    const warm = from + WARM * (until - from)
    const counted: number[] = []
    waits.forEach((wait, n) => {
      if ((arrivals[n] as number) >= warm && !Number.isNaN(wait))
        counted.push(wait / (workers[by[n] as number]?.perDay ?? 480))
    })
    if (counted.length > 0) means.push(meanOf(counted))
  }
  const rising = Float64Array.from(means).sort()
  return { mean: meanOf(means), low: quantile(rising, TAIL) ?? 0, high: quantile(rising, 1 - TAIL) ?? 0 }
}

/** When work comes: every week of the period as one of its weeks, drawn anew, so that hours and busy weeks stay as they are. */
function drawnWeeks(done: readonly Done[], from: At, until: At, next: () => number): Float64Array {
  const whole = Math.max(1, Math.floor((until - from) / WEEK))
  const weeks: number[][] = Array.from({ length: whole }, () => [])
  for (const { from: at } of done) {
    const week = Math.floor((at - from) / WEEK)
    if (week >= 0 && week < whole) weeks[week]?.push(at - from - week * WEEK)
  }
  const drawn: number[] = []
  for (let week = 0; week < whole; week++)
    for (const at of weeks[Math.floor(next() * whole)] ?? []) drawn.push(from + week * WEEK + at)
  return Float64Array.from(drawn)
}

/** Fewer: whoever the chance names leaves. */
function changedWorkers({ workers, another }: Asked, change: number, leaves: number): Worker[] {
  if (change >= 0) return [...workers, ...Array.from({ length: change }, (_, n) => another(n))]
  const left = [...workers]
  for (let n = 0; n < -change && left.length > 1; n++) left.splice(Math.floor(leaves * left.length), 1)
  return left
}

function perDayOf(workers: readonly Worker[], id: string): number {
  return workers.find((one) => one.id === id)?.perDay ?? 480
}

/** A draw of the standard normal distribution (Box and Muller). */
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(Math.max(next(), 1e-12))) * Math.cos(2 * Math.PI * next())
}

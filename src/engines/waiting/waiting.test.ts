import { expect, test } from 'vitest'
import { chance } from '../statistics/index.ts'
import { answered, doneOf, erlangC, type Server, serve, type Worker } from './index.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const always: Server = {
  nextWorking: (at) => at,
  after: (at, minutes) => at + minutes * MINUTE,
  between: (from, to) => (to - from) / MINUTE,
}

/** The mean wait in minutes where work comes and is done at random, so many pieces. */
function queued(
  arrivalRate: number,
  serviceRate: number,
  servers: number,
  discipline: 'shared' | 'assigned',
) {
  const next = chance(42)
  const exponential = (rate: number) => -Math.log(1 - next()) / rate
  const n = 120_000
  const arrivals = new Float64Array(n)
  let at = 0
  for (let i = 0; i < n; i++) {
    at += exponential(arrivalRate) * MINUTE
    arrivals[i] = at
  }
  const services = Float64Array.from({ length: n }, () => exponential(serviceRate))
  const { waits } = serve(arrivals, Array(servers).fill(always), (i) => services[i] ?? 0, discipline)
  return waits.slice(n / 10).reduce((sum, wait) => sum + wait, 0) / (n - n / 10)
}

test.each([
  [0.5, 1, 1],
  [1.6, 1, 2],
  [3.2, 1, 4],
  [6, 1, 8],
])(
  'a shared queue where %d come and each of the people does %d waits as Erlang says (%d people)',
  (comes, does, people) => {
    const expected = erlangC(comes, does, people)
    expect(queued(comes, does, people, 'shared') / expected).toBeGreaterThan(0.9)
    expect(queued(comes, does, people, 'shared') / expected).toBeLessThan(1.1)
  },
)

test('one who gets everything is one queue whichever way it is divided; assigning at once never beats sharing', () => {
  expect(queued(0.7, 1, 1, 'assigned')).toBeCloseTo(queued(0.7, 1, 1, 'shared'), 9)
  expect(queued(3.2, 1, 4, 'assigned')).toBeGreaterThan(queued(3.2, 1, 4, 'shared'))
  expect(erlangC(3, 1, 3)).toBe(Number.POSITIVE_INFINITY)
})

test('whoever is away is given nothing, and what nobody can do waits without end', () => {
  const never: Server = { ...always, nextWorking: () => Number.POSITIVE_INFINITY, isThere: () => false }
  const { by } = serve([0, 0, 0], [never, always], () => 5, 'assigned')
  expect([...by]).toEqual([1, 1, 1])
  expect(Number.isNaN(serve([0], [never], () => 5, 'shared').waits[0])).toBe(true)
})

test('work is begun when it is first touched, and took until the next was begun or it ended', () => {
  const between = (_: string, from: number, to: number) => (to - from) / MINUTE
  const at = (minutes: number) => minutes * MINUTE
  const pieces = [
    { person: 'a', from: at(0), touched: at(10), to: at(100) },
    { person: 'a', from: at(5), touched: at(40), to: at(60) },
  ]
  expect(doneOf(pieces, between, at(1000)).map(({ wait, service }) => [wait, service])).toEqual([
    [10, 30],
    [35, 20],
  ])
  const untouched = pieces.map((one) => ({ ...one, touched: null }))
  expect(doneOf(untouched, between, at(1000)).map(({ wait, service }) => [wait, service])).toEqual([
    [60, 40],
    [0, 55],
  ])
  expect(doneOf([{ person: 'a', from: 0, touched: null, to: null }], between, at(9))).toEqual([])
})

/** Two people, each with a queue of their own to which work comes at random for half a year. */
function worked() {
  const next = chance(7)
  const arrivals: number[] = []
  for (let at = 0; at < 182 * DAY; at += -Math.log(1 - next()) * 0.29 * DAY) arrivals.push(at)
  const services = arrivals.map(() => Math.exp(Math.log(500) + 0.6 * (next() + next() + next() - 1.5)))
  const { waits, by } = serve(arrivals, [always, always], (n) => services[n] ?? 0, 'assigned')
  const done = arrivals.map((from, n) => {
    const wait = waits[n] ?? 0
    return { person: `${by[n]}`, from, begun: from + wait * MINUTE, wait, service: services[n] ?? 1 }
  })
  const minutes = 182 * 1440
  const worker = (id: string): Worker => ({ id, server: always, perDay: 1440, minutes })
  return {
    done,
    workers: [worker('0'), worker('1')],
    another: () => worker('more'),
    from: 0,
    until: 182 * DAY,
    seed: 3,
  }
}

test('the model fits what a queue like it did; one more shortens the wait, one fewer makes it long; the same seed says the same', () => {
  const given = worked()
  const more = answered({ ...given, change: 1 })
  const fewer = answered({ ...given, change: -1 })
  expect(more.fits).toBe(true)
  expect(more.model.low).toBeLessThanOrEqual(more.observed.mean)
  expect(more.model.high).toBeGreaterThanOrEqual(more.observed.mean)
  expect(more.changed.high).toBeLessThan(more.model.mean)
  expect(fewer.changed.low).toBeGreaterThan(fewer.model.mean)
  expect(more.utilisation.changed).toBeCloseTo((more.utilisation.now * 2) / 3, 6)
  expect(answered({ ...given, change: 1 })).toEqual(more)
  expect(answered({ ...given, change: 0 }).changed).toEqual(more.model)
})

test('where people leave work lying whatever the queue, the model says that it does not fit', () => {
  const given = worked()
  const lazy = given.done.map((one) => ({ ...one, wait: one.wait + 20 * 1440 }))
  expect(answered({ ...given, done: lazy, change: 1 }).fits).toBe(false)
})

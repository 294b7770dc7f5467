/** A time: milliseconds since the epoch. */
export type At = number

/** Somebody who does work, one piece after the other. Minutes are of their working time. */
export type Server = {
  /** `at` where they are at work, else their next opening; Infinity where they never work again. */
  nextWorking(at: At): At
  after(at: At, minutes: number): At
  between(from: At, to: At): number
  /** They can be given work: left out, always. */
  isThere?(at: At): boolean
}

/** `shared`: whoever is free first takes the next one. `assigned`: each goes at once to whoever has least in hand, and waits for them. */
export type Discipline = 'shared' | 'assigned'

export type Served = {
  /** Working minutes each waited until it was begun, in the order they came; NaN where nobody ever could. */
  waits: Float64Array
  /** Who did it, by place. */
  by: Int32Array
}

/**
 * What came is served in its order. `serviceOf` says how many working minutes the nth takes somebody.
 *
 * O(arrivals × servers).
 */
export function serve(
  arrivals: ArrayLike<At>,
  servers: readonly Server[],
  serviceOf: (n: number, server: number) => number,
  discipline: Discipline,
): Served {
  const free = new Float64Array(servers.length).fill(Number.NEGATIVE_INFINITY)
  const ends = servers.map(() => new Queue())
  const waits = new Float64Array(arrivals.length)
  const by = new Int32Array(arrivals.length).fill(-1)
  for (let n = 0; n < arrivals.length; n++) {
    const at = arrivals[n] as number
    const place = discipline === 'shared' ? soonest(at, servers, free) : leastInHand(at, servers, ends, free)
    const server = servers[place]
    const begin = server ? server.nextWorking(Math.max(at, free[place] as number)) : Number.POSITIVE_INFINITY
    if (!server || begin === Number.POSITIVE_INFINITY) {
      waits[n] = Number.NaN
      continue
    }
    const end = server.after(begin, serviceOf(n, place))
    free[place] = end
    ends[place]?.put(end)
    waits[n] = server.between(at, begin)
    by[n] = place
  }
  return { waits, by }
}

function soonest(at: At, servers: readonly Server[], free: Float64Array): number {
  let least = Number.POSITIVE_INFINITY
  let first = -1
  for (let place = 0; place < servers.length; place++) {
    const begin = (servers[place] as Server).nextWorking(Math.max(at, free[place] as number))
    if (begin < least || (begin === least && (free[place] as number) < (free[first] as number))) {
      least = begin
      first = place
    }
  }
  return first
}

function leastInHand(at: At, servers: readonly Server[], ends: readonly Queue[], free: Float64Array): number {
  let least = Number.POSITIVE_INFINITY
  let first = -1
  for (let place = 0; place < servers.length; place++) {
    if (servers[place]?.isThere?.(at) === false) continue
    const inHand = (ends[place] as Queue).leftAt(at)
    const isFirst = inHand === least && (free[place] as number) < (free[first] as number)
    if (inHand < least || isFirst) {
      least = inHand
      first = place
    }
  }
  return first >= 0 ? first : soonest(at, servers, free)
}

/** When somebody's work ends, in order; what has ended is forgotten. */
class Queue {
  private readonly ends: number[] = []
  private ended = 0

  put(end: number): void {
    this.ends.push(end)
  }

  leftAt(at: number): number {
    while (this.ended < this.ends.length && (this.ends[this.ended] as number) <= at) this.ended++
    return this.ends.length - this.ended
  }
}

/**
 * The mean time in an M/M/c queue until service begins, in the unit of 1 / rates (A. K. Erlang, 1917).
 *
 * Infinite where more comes than can be done.
 */
export function erlangC(arrivalRate: number, serviceRate: number, servers: number): number {
  const offered = arrivalRate / serviceRate
  if (offered >= servers) return Number.POSITIVE_INFINITY
  let blocked = 1
  for (let k = 1; k <= servers; k++) blocked = (offered * blocked) / (k + offered * blocked)
  const waits = (servers * blocked) / (servers - offered * (1 - blocked))
  return waits / (servers * serviceRate - arrivalRate)
}

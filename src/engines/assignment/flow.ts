/** What a division costs: `cost[o * people + p]`, infinite where it cannot be; people take as many as they have `slots` for. */
export type Division = {
  opportunities: number
  people: number
  cost: Float64Array
  slots: ArrayLike<number>
  /** What the `n`th one (from 0) costs a person beside, never less than the one before. */
  nth(person: number, n: number): number
}

const NOBODY = 1e6 // leaving one with nobody costs more than any way of giving it

/**
 * The cheapest division of opportunities among people within their slots: who gets each, −1 where nobody can. As many as can be are
 * given, and of all such divisions none is cheaper.
 *
 * Successive shortest paths: each opportunity in turn finds the cheapest chain of people of whom each gives one of theirs to the
 * next, by Dijkstra over the people with potentials. O(opportunities × people²) and what moving along the chains costs.
 * Source: J. Edmonds and R. Karp, Theoretical improvements in algorithmic efficiency for network flow problems, 1972.
 */
export function divide(given: Division): Int32Array {
  const { opportunities } = given
  const flow = new Flow(given)
  for (let o = 0; o < opportunities; o++) flow.add(o)
  return flow.receivers()
}

/** The places of the people, then one of nobody, who takes everything; then the end. */
class Flow {
  private readonly given: Division
  private readonly width: number
  /** Who has each; −1 before it came. */
  private readonly has: Int32Array
  private readonly theirs: Int32Array[]
  private readonly count: Int32Array
  /** change[a * width + b]: the least it costs that a gives one of theirs to b; through[…] is that one. */
  private readonly change: Float64Array
  private readonly through: Int32Array
  private readonly potential: Float64Array
  private readonly distance: Float64Array
  private readonly from: Int32Array
  private readonly done: Uint8Array

  constructor(given: Division) {
    this.given = given
    const width = given.people + 1
    this.width = width
    this.has = new Int32Array(given.opportunities).fill(-1)
    this.theirs = Array.from({ length: width }, () => new Int32Array(8))
    this.count = new Int32Array(width)
    this.change = new Float64Array(width * width).fill(Number.POSITIVE_INFINITY)
    this.through = new Int32Array(width * width).fill(-1)
    this.potential = new Float64Array(width + 1)
    this.distance = new Float64Array(width)
    this.from = new Int32Array(width)
    this.done = new Uint8Array(width)
    // the end lies below everybody by what their first one costs, so that no step is cheaper than nothing
    for (let p = 0; p < width; p++) this.potential[width] = Math.min(this.potential[width] ?? 0, this.next(p))
  }

  receivers(): Int32Array {
    return this.has.map((p) => (p === this.given.people ? -1 : p))
  }

  add(o: number): void {
    let last = this.shortest(o)
    while (last >= 0) {
      const giver = this.from[last] ?? -1
      const moved = giver < 0 ? o : (this.through[giver * this.width + last] ?? -1)
      if (giver >= 0) this.take(giver, moved)
      this.give(last, moved)
      last = giver
    }
  }

  /** The end of the cheapest chain that begins with `o`; how it got there stands in `from`. Moves the potentials on. */
  private shortest(o: number): number {
    const { width, distance, from, done, potential, change } = this
    done.fill(0)
    from.fill(-1)
    for (let p = 0; p < width; p++) distance[p] = this.cost(o, p) - (potential[p] ?? 0)
    let end = Number.POSITIVE_INFINITY
    let last = -1
    for (;;) {
      let near = -1
      let least = end
      for (let p = 0; p < width; p++) {
        const d = distance[p] as number
        if (done[p] === 0 && d < least) {
          least = d
          near = p
        }
      }
      if (near < 0) break
      done[near] = 1
      const toEnd = least + this.next(near) + (potential[near] as number) - (potential[width] as number)
      if (toEnd < end) {
        end = toEnd
        last = near
      }
      const base = least + (potential[near] as number)
      const row = near * width
      for (let p = 0; p < width; p++) {
        if (done[p] === 1) continue
        const d = base + (change[row + p] as number) - (potential[p] as number)
        if (d < (distance[p] as number)) {
          distance[p] = d
          from[p] = near
        }
      }
    }
    for (let p = 0; p < width; p++)
      potential[p] = (potential[p] as number) + Math.min(distance[p] as number, end)
    potential[width] = (potential[width] as number) + end
    return last
  }

  private cost(o: number, p: number): number {
    return p === this.given.people ? NOBODY : (this.given.cost[o * this.given.people + p] as number)
  }

  private next(p: number): number {
    if (p === this.given.people) return 0
    const n = this.count[p] ?? 0
    return n < (this.given.slots[p] ?? 0) ? this.given.nth(p, n) : Number.POSITIVE_INFINITY
  }

  private give(p: number, o: number): void {
    const n = this.count[p] ?? 0
    let list = this.theirs[p] as Int32Array
    if (n === list.length) {
      const longer = new Int32Array(2 * n)
      longer.set(list)
      list = longer
      this.theirs[p] = list
    }
    list[n] = o
    this.count[p] = n + 1
    this.has[o] = p
    this.offer(p, o)
  }

  /** What it costs that `p` gives `o` on, where that is less than for their others. */
  private offer(p: number, o: number): void {
    const own = this.cost(o, p)
    const row = p * this.width
    for (let to = 0; to < this.width; to++) {
      const extra = this.cost(o, to) - own
      if (extra < (this.change[row + to] as number)) {
        this.change[row + to] = extra
        this.through[row + to] = o
      }
    }
  }

  private take(p: number, o: number): void {
    const list = this.theirs[p] as Int32Array
    const n = (this.count[p] ?? 0) - 1
    list[list.indexOf(o)] = list[n] ?? -1
    this.count[p] = n
    const row = p * this.width
    this.change.fill(Number.POSITIVE_INFINITY, row, row + this.width)
    for (let i = 0; i < n; i++) this.offer(p, list[i] as number)
  }
}

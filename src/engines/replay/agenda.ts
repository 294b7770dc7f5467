/** What is still to happen, soonest first; of equal times whatever was put in first. A binary heap over columns. */
export class Agenda {
  private at = new Float64Array(1024)
  private order = new Float64Array(1024)
  private what = new Int32Array(1024)
  private size = 0
  private next = 0

  get length(): number {
    return this.size
  }

  /** When the next one is; Infinity where nothing is left. */
  get soonest(): number {
    return this.size > 0 ? (this.at[0] as number) : Number.POSITIVE_INFINITY
  }

  put(at: number, what: number): void {
    if (this.size === this.at.length) this.grow()
    let i = this.size++
    const order = this.next++
    while (i > 0) {
      const above = (i - 1) >> 1
      if (!this.isBefore(at, order, above)) break
      this.move(above, i)
      i = above
    }
    this.set(i, at, order, what)
  }

  /** Takes the next one out; −1 where nothing is left. */
  take(): number {
    if (this.size === 0) return -1
    const taken = this.what[0] as number
    const last = --this.size
    const at = this.at[last] as number
    const order = this.order[last] as number
    const what = this.what[last] as number
    let i = 0
    for (;;) {
      let below = 2 * i + 1
      if (below >= last) break
      const other = below + 1
      if (other < last && this.isBefore(this.at[other] as number, this.order[other] as number, below))
        below = other
      if (this.isBefore(at, order, below)) break
      this.move(below, i)
      i = below
    }
    if (last > 0) this.set(i, at, order, what)
    return taken
  }

  private isBefore(at: number, order: number, i: number): boolean {
    const than = this.at[i] as number
    return at < than || (at === than && order < (this.order[i] as number))
  }

  private set(i: number, at: number, order: number, what: number): void {
    this.at[i] = at
    this.order[i] = order
    this.what[i] = what
  }

  private move(from: number, to: number): void {
    this.set(to, this.at[from] as number, this.order[from] as number, this.what[from] as number)
  }

  private grow(): void {
    const longer = <T extends Float64Array | Int32Array>(old: T, made: T): T => {
      made.set(old)
      return made
    }
    const size = 2 * this.at.length
    this.at = longer(this.at, new Float64Array(size))
    this.order = longer(this.order, new Float64Array(size))
    this.what = longer(this.what, new Int32Array(size))
  }
}

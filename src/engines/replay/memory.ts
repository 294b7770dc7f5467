import type { Holder } from '../assignment/index.ts'
import type { At, Case } from './model.ts'

const DAY = 86_400_000
const NEWEST = 3 // of a customer, as production remembers them
const FEW = 16

/** A customer's: what is open in the order it came, some of it closed meanwhile; the latest that closed, latest first. */
type Own = { open: number[]; ended: number; closed: number[] }

/** What came of which customer, so that rules can keep customers together. A customer with thousands costs no more than one with few. */
export class Memory {
  private readonly byKey = new Map<string, Own>()
  private readonly cases: readonly Case[]
  private readonly isClosed: Uint8Array

  constructor(cases: readonly Case[], isClosed: Uint8Array) {
    this.cases = cases
    this.isClosed = isClosed
  }

  note(i: number): void {
    for (const own of this.ownOf(i)) {
      if (this.isClosed[i] === 0) own.open.push(i)
      else this.close(own, i)
    }
  }

  /** It has closed. */
  closed(i: number): void {
    for (const own of this.ownOf(i)) {
      this.close(own, i)
      own.ended += 1
      if (own.ended < FEW || own.ended * 2 < own.open.length) continue
      own.open = own.open.filter((each) => this.isClosed[each] === 0)
      own.ended = 0
    }
  }

  /** Who holds, or last held, a customer's: those who hold first, then the latest. */
  holdersOf(key: string, at: At, holderOf: (i: number) => string): Holder[] {
    const own = this.byKey.get(key)
    if (!own) return []
    const found: number[] = []
    for (let n = own.open.length - 1; n >= 0 && found.length < NEWEST; n--)
      if (this.isClosed[own.open[n] as number] === 0) found.push(own.open[n] as number)
    return [...found, ...own.closed].slice(0, NEWEST).map((i) => {
      const holds = this.isClosed[i] === 0
      const daysAgo = holds ? 0 : Math.max(0, Math.floor((at - this.closedAt(i)) / DAY))
      return { personId: holderOf(i), number: this.cases[i]?.number ?? null, holds, daysAgo }
    })
  }

  private close(own: Own, i: number): void {
    own.closed = [i, ...own.closed].sort((a, b) => this.closedAt(b) - this.closedAt(a)).slice(0, NEWEST)
  }

  private closedAt(i: number): At {
    return this.cases[i]?.closedAt ?? 0
  }

  private ownOf(i: number): Own[] {
    const { account, contacts } = (this.cases[i] as Case).arrival
    return keysOf(account, contacts).map((key) => {
      const known = this.byKey.get(key) ?? { open: [], ended: 0, closed: [] }
      this.byKey.set(key, known)
      return known
    })
  }
}

export function keysOf(
  account: string | null | undefined,
  contacts: readonly string[] = [],
): readonly string[] {
  return account ? [account, ...contacts] : contacts
}

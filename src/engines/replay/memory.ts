import type { Holder } from '../assignment/index.ts'
import type { At, Case } from './model.ts'

const DAY = 86_400_000
const NEWEST = 3 // of a customer, as production remembers them

/** What came of which customer, so that rules can keep customers together. */
export class Memory {
  private readonly byKey = new Map<string, number[]>()
  private readonly cases: readonly Case[]
  private readonly isClosed: Uint8Array

  constructor(cases: readonly Case[], isClosed: Uint8Array) {
    this.cases = cases
    this.isClosed = isClosed
  }

  note(i: number): void {
    const { account, contacts } = (this.cases[i] as Case).arrival
    for (const key of keysOf(account, contacts)) {
      const known = this.byKey.get(key)
      if (known) known.push(i)
      else this.byKey.set(key, [i])
    }
  }

  /** Who holds, or last held, a customer's: those who hold first, then the latest. */
  holdersOf(key: string, at: At, holderOf: (i: number) => string): Holder[] {
    const known = this.byKey.get(key) ?? []
    const closedAt = (i: number) => this.cases[i]?.closedAt ?? at
    const open = known.filter((i) => this.isClosed[i] === 0).reverse()
    const closed = known.filter((i) => this.isClosed[i] === 1).sort((a, b) => closedAt(b) - closedAt(a))
    return [...open, ...closed].slice(0, NEWEST).map((i) => {
      const holds = this.isClosed[i] === 0
      const daysAgo = holds ? 0 : Math.max(0, Math.floor((at - closedAt(i)) / DAY))
      return { personId: holderOf(i), number: this.cases[i]?.number ?? null, holds, daysAgo }
    })
  }
}

export function keysOf(
  account: string | null | undefined,
  contacts: readonly string[] = [],
): readonly string[] {
  return account ? [account, ...contacts] : contacts
}

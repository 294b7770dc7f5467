import type { Arrival, Holder, Rule } from './model.ts'

/** Who holds or held opportunities of a customer, those of this batch among them. */
export class Customers {
  readonly byKey: Map<string, Holder[]>

  constructor(known: ReadonlyMap<string, Holder[]> = new Map()) {
    this.byKey = new Map(known)
  }

  /** Those who hold come before those who held. */
  holdersOf({ sticky, stickyDays = 0 }: Rule, arrival: Arrival): readonly Holder[] {
    const all = customerKeys(sticky, arrival).flatMap((key) => this.byKey.get(key) ?? [])
    const found = all.filter(({ holds, daysAgo }) => holds || daysAgo <= stickyDays)
    return found.length > 1 ? found.toSorted((a, b) => Number(b.holds) - Number(a.holds)) : found
  }

  /** Whoever got one of this batch comes first for the next one of the same customer. */
  note(arrival: Arrival, personId: string): void {
    for (const key of customerKeys('contact-details', arrival)) {
      const known = this.byKey.get(key) ?? []
      if (known[0]?.personId !== personId)
        this.byKey.set(key, [{ personId, number: null, holds: true, daysAgo: 0 }, ...known])
    }
  }
}

/** By what an opportunity's customer is known again: its account, else, where the rule says so, its contact details. */
export function customerKeys(sticky: Rule['sticky'], { account, contacts = [] }: Arrival): readonly string[] {
  if (!sticky) return []
  if (account) return [account]
  return sticky === 'contact-details' ? contacts : []
}

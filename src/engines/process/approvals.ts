/** Who is to agree: the holder's nearest active manager, the plan's keeper, anybody with a function, one person. */
export type Approver =
  | { kind: 'manager' }
  | { kind: 'keeper' }
  | { kind: 'function'; function: string }
  | { kind: 'person'; person: string }

/** What must be known of the company to say who may approve; everybody in it is active. */
export type Around = {
  /** Who asks: never among those who may approve. */
  requester: string
  keeper: string
  /** The managers above the holder, the nearest first. */
  line: readonly string[]
  having(key: string): readonly string[]
  isActive(person: string): boolean
}

/** Everybody who may approve what `requester` asks for; nobody approves their own request. Empty where nobody can. */
export function approversOf(by: Approver, { requester, keeper, line, having, isActive }: Around): string[] {
  const others = (people: readonly string[]) => people.filter((one) => one !== requester && isActive(one))
  switch (by.kind) {
    case 'manager':
      return others(line).slice(0, 1)
    case 'keeper':
      return others([keeper])
    case 'function':
      return others(having(by.function))
    case 'person':
      return others([by.person])
  }
}

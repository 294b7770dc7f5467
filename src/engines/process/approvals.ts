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
  /** Who answers for somebody who has left, the nearest first. */
  inPlaceOf?(person: string): readonly string[]
}

/** Everybody who may approve what `requester` asks for; nobody approves their own request. Empty where nobody can. */
export function approversOf(by: Approver, around: Around): string[] {
  const { requester, keeper, line, having, isActive, inPlaceOf } = around
  const others = (people: readonly string[]) => people.filter((one) => one !== requester && isActive(one))
  switch (by.kind) {
    case 'manager':
      return others(line).slice(0, 1)
    case 'keeper':
      return others([keeper])
    case 'function':
      return others(having(by.function))
    case 'person':
      return isActive(by.person) ? others([by.person]) : others(inPlaceOf?.(by.person) ?? []).slice(0, 1)
  }
}

export type ApprovalRule = { key: string; side: 'entry' | 'exit'; when: string; by: Approver }

/** The approvals a move asks for: on leaving each stage on the way, and on entering the one it goes to. */
export function approvalsWanted<A extends ApprovalRule>(
  left: readonly { key: string; approvals: readonly A[] }[],
  entered: { key: string; approvals: readonly A[] } | undefined,
): { stage: string; approval: A }[] {
  const of = (stage: { key: string; approvals: readonly A[] }, side: ApprovalRule['side']) =>
    stage.approvals.filter((one) => one.side === side).map((approval) => ({ stage: stage.key, approval }))
  return [...left.flatMap((stage) => of(stage, 'exit')), ...(entered ? of(entered, 'entry') : [])]
}

/** What was asked for, and what came of it: for one entry of the stage it stood at, and for the values it had then. */
export type ApprovalAsked = {
  stage: string
  key: string
  state: 'asked' | 'approved' | 'refused' | 'withdrawn'
  stageSince: string
  values: Readonly<Record<string, unknown>>
}
export type ApprovalState = 'none' | 'asked' | 'approved' | 'refused' | 'void'

/**
 * Where an approval stands now: the last request for it counts, while the opportunity has not moved and the values it was given
 * for are the same; where they are not, what was asked or approved is void.
 */
export function approvalState(
  last: ApprovalAsked | undefined,
  now: Pick<ApprovalAsked, 'stageSince' | 'values'>,
): ApprovalState {
  if (!last || last.state === 'withdrawn' || last.stageSince !== now.stageSince) return 'none'
  if (last.state === 'refused') return sameValues(last.values, now.values) ? 'refused' : 'none'
  return sameValues(last.values, now.values) ? last.state : 'void'
}

function sameValues(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => plain(a[name]) === plain(b[name]))
}

function plain(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(plain).join()}]`
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
  return `{${entries.map(([name, one]) => `${name}:${plain(one)}`).join()}}`
}

/** Whether a gate lets a move through: every field it needs is there or given along, every condition holds, every approval is given. */
export function isGateOpen(
  needs: {
    missing: readonly string[]
    failed: readonly unknown[]
    approvals: readonly { state: ApprovalState }[]
  },
  given: Readonly<Record<string, unknown>> = {},
): boolean {
  return (
    needs.missing.every((name) => given[name] !== undefined) &&
    needs.failed.length === 0 &&
    needs.approvals.every(({ state }) => state === 'approved')
  )
}

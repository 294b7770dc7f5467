type Given = { accountId: string | null; recordId: string; toId: string | null }
type Other = {
  kind: 'account' | 'contact' | 'task' | 'helper' | 'hand-over' | 'report'
  recordId: string
  fromId: string
  opportunityId: string | null
  accountId: string | null
  letter: string | null
  nearId: string | null
}
export type Way = { toId: string | null; ends: boolean; problem: string | null }

type Known = {
  /** The opportunities that move, with their receivers. */
  opportunities: readonly Given[]
  /** Leaver → who takes their place. */
  successors: Readonly<Record<string, string>>
  /** Who can receive: active and not leaving. */
  isThere(id: string): boolean
  isAway(id: string): boolean
}

/**
 * Where everything else goes that somebody answers for: a task with its opportunity, an account to who receives most of its opportunities
 * or works with it already, a contact with its account; what is left to whoever takes the leaver's place. Hand-overs are weighed like
 * opportunities, elsewhere. Somebody consulted or informed needs no successor: that part ends. Who is away comes last.
 */
export function wayOf(other: Other, known: Known, accounts: ReadonlyMap<string, string>): Way {
  const { kind, fromId, opportunityId, accountId, nearId } = other
  const place = known.successors[fromId]
  const tried = {
    account: [accountId && accounts.get(accountId), nearId, place],
    contact: [accountId && accounts.get(accountId), nearId, place],
    task: [opportunityId && receiverOf(known.opportunities, opportunityId), nearId, place],
    helper: other.letter === 'R' ? [place] : [],
    report: [place],
    'hand-over': [],
  }[kind]
  const able = tried.filter((id) => id && id !== fromId && known.isThere(id) && id !== other.recordId)
  const toId = able.find((id) => id && !known.isAway(id)) ?? able[0] ?? null
  if (toId && !(kind === 'helper' && toId === nearId)) return { toId, ends: false, problem: null }
  if (kind === 'helper') return { toId: null, ends: true, problem: null }
  return { toId: null, ends: false, problem: 'no-successor' }
}

/** Account → who receives most of its opportunities. */
export function mainReceivers(opportunities: readonly Given[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>()
  for (const { accountId, toId } of opportunities) {
    if (!accountId || !toId) continue
    const ofAccount = counts.get(accountId) ?? new Map<string, number>()
    counts.set(accountId, ofAccount.set(toId, (ofAccount.get(toId) ?? 0) + 1))
  }
  const most = (of: Map<string, number>) =>
    [...of].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? ''
  return new Map([...counts].map(([account, of]) => [account, most(of)]))
}

const receivers = new WeakMap<readonly Given[], Map<string, string | null>>()
function receiverOf(opportunities: readonly Given[], id: string): string | null {
  const known = receivers.get(opportunities) ?? new Map(opportunities.map((one) => [one.recordId, one.toId]))
  receivers.set(opportunities, known)
  return known.get(id) ?? null
}

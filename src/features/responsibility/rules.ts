const LEAST_MS = 15 * 60_000
const SHARE = 100 // a check may take one hundredth of the time

/** Whether the ledger is to be checked again: after a quarter of an hour, later where the check itself takes long. */
export function isCheckDue(last: { checkedAt: string; tookMs: number } | undefined, now: string): boolean {
  if (!last) return true
  const age = Date.parse(now) - Date.parse(last.checkedAt)
  return age >= Math.max(LEAST_MS, last.tookMs * SHARE) || age < 0 // a clock that was set back
}

const PASS = 'PUT /opportunities/{id}/holding'
const MOVE = 'PUT /opportunities/{id}/stage'
/** What of an opportunity is responsibility, and by which road it changes. */
const ROADS: Readonly<Record<string, string>> = {
  holder: PASS,
  heldSince: PASS,
  stage: MOVE,
  phase: MOVE,
  stageSince: MOVE,
  isOpen: MOVE,
  outcome: MOVE,
  outcomeReason: MOVE,
  openedAt: MOVE,
  closedAt: MOVE,
}

/** The first of the fields that is no field to be written, with the road by which it changes. */
export function ownRoadOf(fields: readonly string[]): { field: string; road: string } | undefined {
  const field = fields.find((one) => Object.hasOwn(ROADS, one))
  const road = field === undefined ? undefined : ROADS[field]
  return field === undefined || road === undefined ? undefined : { field, road }
}

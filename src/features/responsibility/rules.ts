const LEAST_MS = 15 * 60_000
const SHARE = 100 // a check may take one hundredth of the time

/** Whether the ledger is to be checked again: after a quarter of an hour, later where the check itself takes long. */
export function isCheckDue(last: { checkedAt: string; tookMs: number } | undefined, now: string): boolean {
  if (!last) return true
  const age = Date.parse(now) - Date.parse(last.checkedAt)
  return age >= Math.max(LEAST_MS, last.tookMs * SHARE) || age < 0 // a clock that was set back
}

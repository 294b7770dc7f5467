import type { Instant } from '../../kernel/time.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Notice } from './contract.ts'
import * as store from './store.ts'

/** Tells people something, in the caller's transaction and one statement; what was told already is left. Answers how many are new. */
export async function notify(tx: Tx, at: Instant, notices: readonly Notice[]): Promise<number> {
  if (notices.length === 0) return 0
  return (await store.insertNotices(tx, at, notices)).length
}

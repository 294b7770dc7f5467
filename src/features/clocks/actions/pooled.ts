import type { WorkingTimes } from '../../../engines/calendar/index.ts'
import type { Instant } from '../../../kernel/time.ts'
import type { Tx } from '../../../platform/db/pool.ts'
import type { Actor } from '../../../platform/events/journal.ts'
import type { PlanVersion } from '../../plan/contract.ts'
import type { Running } from '../rules/changes.ts'
import type { Facts, Given } from '../rules/wanted.ts'
import type { Company } from './settling.ts'

/** What the pools' rules say of opportunities: how soon one that lies there is to be claimed, and when one that is held goes back. */
export async function poolsOf(
  _tx: Tx,
  _company: Company,
  _now: Instant,
  _facts: readonly Facts[],
  _plans: ReadonlyMap<string, PlanVersion>,
  _times: ReadonlyMap<string, WorkingTimes>,
): Promise<Pick<Given, 'claimWithin' | 'recyclingOf'>> {
  return { claimWithin: () => undefined, recyclingOf: () => undefined }
}

/** What nobody made progress with goes back to its pool. */
export async function recycleDue(
  _tx: Tx,
  _doing: { actor: Actor; now: Instant },
  _clocks: readonly Running[],
): Promise<void> {}

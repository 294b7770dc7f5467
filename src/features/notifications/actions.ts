import type { Instant } from '../../kernel/time.ts'
import type { Tx } from '../../platform/db/pool.ts'
import type { Actor } from '../../platform/events/journal.ts'
import type { Notice } from './contract.ts'
import * as store from './store.ts'

/** Tells people something, in the caller's transaction and one statement; what was told already is left. Answers how many are new. */
export async function notify(tx: Tx, at: Instant, notices: readonly Notice[]): Promise<number> {
  if (notices.length === 0) return 0
  return (await store.insertNotices(tx, at, notices)).length
}

/** Tells others of somebody's deed, with that one's name as `by`: nobody is told of what they did themselves. */
export async function tellOthers(
  tx: Tx,
  { actor, now }: { actor: Actor; now: Instant },
  notices: readonly Notice[],
): Promise<number> {
  const others = notices.filter(({ personId }) => personId !== actor.personId)
  return notify(
    tx,
    now,
    others.map((notice) => ({ ...notice, people: { by: actor.personId, ...notice.people } })),
  )
}

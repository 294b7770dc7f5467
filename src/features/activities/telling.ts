import type { Context } from '../../objects/context.ts'
import type { Tx } from '../../platform/db/pool.ts'
import { tellOthers } from '../notifications/index.ts'
import { viewerOf } from '../permissions/index.ts'
import { mentionedIn } from './rules.ts'
import * as store from './store.ts'

const MOST = 10 // people told by one follow-up

/** Tells whom a follow-up names with @, as far as they may see the opportunity. No query where nobody is named. */
export async function tellMentioned(
  tx: Tx,
  context: Context,
  followUp: string,
  opportunityId: string,
  text: string,
): Promise<void> {
  if (!text.includes('@')) return
  const named = mentionedIn(text, await store.peopleNamedIn(tx, text))
  const told: string[] = []
  for (const id of named.slice(0, MOST)) {
    const viewer = await viewerOf(tx, context.registry, id)
    if (viewer && (await store.isSeenBy(tx, viewer, context.registry, opportunityId))) told.push(id)
  }
  await tellOthers(
    tx,
    context,
    told.map((personId) => ({
      personId,
      kind: 'opportunities.mentioned',
      facts: { text: text.slice(0, 500) },
      opportunityId,
      link: `/opportunities/${opportunityId}`,
      key: `opportunities.mentioned:${followUp}:${personId}`,
    })),
  )
}

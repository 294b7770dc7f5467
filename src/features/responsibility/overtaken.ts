import type { JournalEntry } from '../../platform/events/journal.ts'
import type { Overtaken } from './store.ts'

/** What the journal says of offers that fell because the opportunity went to somebody else or ended. */
export function fallen(offers: readonly Overtaken[]): JournalEntry[] {
  return offers.map(({ id, opportunityId, toId }) => ({
    kind: 'hand-over.withdrawn',
    object: 'hand-over',
    recordId: id,
    opportunityId,
    after: { to: toId },
    cause: { because: 'overtaken' },
  }))
}

import { insertMany } from '../db/copy.ts'
import type { Queryable } from '../db/pool.ts'

/** Who did it. A machine may act; it is never accountable. */
export type Actor = {
  kind: 'person' | 'api-key' | 'system'
  personId: string | null
  /** People who are away and whom the actor stands in for. */
  actsFor?: readonly string[]
}

/** Whoever is away and on whose behalf the actor does something about what this person holds; null where they do it as themselves. */
export function onBehalfOf({ actsFor }: Actor, personId: unknown): string | null {
  return typeof personId === 'string' && actsFor?.includes(personId) ? personId : null
}

/** One change: who, when, what, before, after, cause. `before`/`after` hold only what changed. */
export type JournalEntry = {
  kind: string
  object: string
  recordId: string
  opportunityId?: string | null
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
  cause?: Record<string, unknown> | null
  /** Who is away and whom the actor stood in for. */
  onBehalfOf?: string | null
  /** Who did it, where it is not whoever did all of them. */
  actor?: Actor
}

/** Appends `entries` to the journal in the caller's transaction, in one statement. Refuses nothing; an empty list is no query. */
export async function record(
  tx: Queryable,
  actor: Actor,
  at: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  if (entries.length === 0) return
  await insertMany(
    tx,
    'event',
    COLUMNS,
    entries.map((entry) => [
      at,
      entry.kind,
      entry.object,
      entry.recordId,
      entry.opportunityId ?? null,
      (entry.actor ?? actor).personId,
      (entry.actor ?? actor).kind,
      entry.before ?? null,
      entry.after ?? null,
      entry.cause ?? null,
      entry.onBehalfOf ?? null,
    ]),
  )
}

const COLUMNS = [
  { name: 'at', type: 'timestamptz' },
  { name: 'kind', type: 'text' },
  { name: 'object', type: 'text' },
  { name: 'record_id', type: 'uuid' },
  { name: 'opportunity_id', type: 'uuid' },
  { name: 'actor_id', type: 'uuid' },
  { name: 'actor_kind', type: 'text' },
  { name: 'before', type: 'jsonb' },
  { name: 'after', type: 'jsonb' },
  { name: 'cause', type: 'jsonb' },
  { name: 'on_behalf_of', type: 'uuid' },
]

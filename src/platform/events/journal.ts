import type { Queryable } from '../db/pool.ts'

/** Who did it. A machine may act; it is never accountable. */
export type Actor = { kind: 'person' | 'api-key' | 'system'; personId: string | null }

/** One change: who, when, what, before, after, cause. `before`/`after` hold only what changed. */
export type JournalEntry = {
  kind: string
  object: string
  recordId: string
  opportunityId?: string | null
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
  cause?: Record<string, unknown> | null
}

/** Appends `entries` to the journal in the caller's transaction, in one statement. Refuses nothing; an empty list is no query. */
export async function record(
  tx: Queryable,
  actor: Actor,
  at: string,
  entries: readonly JournalEntry[],
): Promise<void> {
  if (entries.length === 0) return
  const list = JSON.stringify(
    entries.map((entry) => ({
      kind: entry.kind,
      object: entry.object,
      record_id: entry.recordId,
      opportunity_id: entry.opportunityId ?? null,
      before: entry.before ?? null,
      after: entry.after ?? null,
      cause: entry.cause ?? null,
    })),
  )
  await tx`
    insert into event (at, kind, object, record_id, opportunity_id, actor_id, actor_kind, before, after, cause)
    select ${at}::timestamptz, e.kind, e.object, e.record_id, e.opportunity_id, ${actor.personId}::uuid, ${actor.kind},
           e.before, e.after, e.cause
    from jsonb_to_recordset(${list}::text::jsonb) as e(kind text, object text, record_id uuid, opportunity_id uuid,
           before jsonb, after jsonb, cause jsonb)`
}

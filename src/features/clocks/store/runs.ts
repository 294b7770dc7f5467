import { type Instant, instantOf } from '../../../kernel/time.ts'
import { insertMany } from '../../../platform/db/copy.ts'
import type { Queryable } from '../../../platform/db/pool.ts'
import type { Running } from '../rules/changes.ts'
import { nextAt } from '../rules/running.ts'
import type { Run } from '../rules/wanted.ts'

const at = (ms: number | null): Instant | null => (ms === null ? null : instantOf(ms))

const COLUMNS = [
  { name: 'kind', type: 'text' },
  { name: 'subject_id', type: 'uuid' },
  { name: 'opportunity_id', type: 'uuid' },
  { name: 'stage_id', type: 'uuid' },
  { name: 'person_id', type: 'uuid' },
  { name: 'basis', type: 'text' },
  { name: 'started_at', type: 'timestamptz' },
  { name: 'known_at', type: 'timestamptz' },
  { name: 'due_at', type: 'timestamptz' },
  { name: 'warn_at', type: 'timestamptz' },
  { name: 'rungs_at', type: 'timestamptz[]' },
  { name: 'rungs_to', type: 'text[]' },
  { name: 'next_at', type: 'timestamptz' },
]

/** Starts runs, each with its first step ahead. */
export async function begin(tx: Queryable, runs: readonly Run[]): Promise<void> {
  await insertMany(
    tx,
    'clock',
    COLUMNS,
    runs.map((run) => [
      run.kind,
      run.subjectId,
      run.opportunityId,
      run.stageId,
      run.personId,
      run.basis,
      at(run.startedAt),
      at(run.knownAt),
      at(run.dueAt),
      at(run.warnAt),
      run.rungsAt.map(instantOf),
      run.rungsTo,
      at(nextAt(run, 0)),
    ]),
  )
}

/** Gives running ones other times, another person, another stage; what has fired stays fired. One statement. */
export async function retime(
  tx: Queryable,
  changes: readonly { before: Pick<Running, 'id' | 'fired' | 'isPaused'>; after: Run }[],
): Promise<void> {
  if (changes.length === 0) return
  const list = JSON.stringify(
    changes.map(({ before, after }) => ({
      id: before.id,
      opportunity_id: after.opportunityId,
      stage_id: after.stageId,
      person_id: after.personId,
      due_at: at(after.dueAt),
      warn_at: at(after.warnAt),
      rungs_at: after.rungsAt.map(instantOf),
      rungs_to: after.rungsTo,
      next_at: before.isPaused ? null : at(nextAt(after, before.fired)),
    })),
  )
  await tx`update clock c set opportunity_id = n.opportunity_id, stage_id = n.stage_id, person_id = n.person_id, due_at = n.due_at,
      warn_at = n.warn_at, rungs_at = n.rungs_at, rungs_to = n.rungs_to, next_at = n.next_at
    from jsonb_to_recordset(${list}::text::jsonb) as n(id uuid, opportunity_id uuid, stage_id uuid, person_id uuid, due_at timestamptz,
      warn_at timestamptz, rungs_at timestamptz[], rungs_to text[], next_at timestamptz) where c.id = n.id`
}

/** Ends runs; they stay as what happened. One statement. */
export async function end(
  tx: Queryable,
  runs: readonly { id: string; because: string }[],
  now: Instant,
): Promise<void> {
  if (runs.length === 0) return
  await tx`update clock c set stopped_at = greatest(${now}::timestamptz, c.started_at), stopped_because = n.because, next_at = null, paused_at = null,
      paused_until = null
    from unnest(${runs.map(({ id }) => id)}::uuid[], ${runs.map(({ because }) => because)}::text[]) n(id, because)
    where c.id = n.id and c.stopped_at is null`
}

/** The words that are due on hand-overs are due when their clocks say, as long as nobody was reminded or asked above. One statement. */
export async function dateHandOvers(
  tx: Queryable,
  words: readonly { id: string; dueAt: number; escalatesAt: number }[],
): Promise<void> {
  if (words.length === 0) return
  await tx`
    with wanted as materialized (
      select h.id, n.due_at, n.escalates_at from unnest(${words.map(({ id }) => id)}::uuid[], ${words.map((one) => instantOf(one.dueAt))}::timestamptz[],
        ${words.map((one) => instantOf(one.escalatesAt))}::timestamptz[]) n(id, due_at, escalates_at)
      join hand_over h on h.id = n.id where h.state = 'offered' and h.escalated_at is null
        and (h.escalates_at <> n.escalates_at or (h.reminded_at is null and h.due_at <> n.due_at)) for update of h skip locked)
    update hand_over h set due_at = case when h.reminded_at is null then w.due_at else h.due_at end, escalates_at = w.escalates_at
    from wanted w where w.id = h.id`
}

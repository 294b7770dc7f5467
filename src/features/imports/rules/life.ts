import { instantOf } from '../../../kernel/time.ts'

export type StageFacts = {
  id: string
  key: string
  position: number
  kind: 'open' | 'won' | 'lost' | 'done'
  phase: string
}
export type Given = {
  stage: StageFacts
  openedAt: string | undefined
  closedAt: string | undefined
  /** When it entered open stages, by key. */
  entered: ReadonlyMap<string, string>
  now: string
}
export type Tile = { stageId: string; from: string; until: string | null }
export type Life =
  | { ok: true; openedAt: string; closedAt: string | null; stageSince: string; tiles: Tile[] }
  | { ok: false; code: string; facts: Record<string, unknown> }

/**
 * The life of an imported opportunity as tiles without a gap: opened at its opening date or the earliest date the row knows, else
 * now; each open stage from its date on; ended at its closing date where the stage is won, lost or done.
 * Refuses dates that contradict each other or lie in the future.
 */
export function lifeOf(
  { stage, openedAt, closedAt, entered, now }: Given,
  stages: readonly StageFacts[],
): Life {
  const isClosed = stage.kind !== 'open'
  if (!isClosed && closedAt) return refuse('open-with-closing-date', { closedAt })
  const dated = stages
    .filter((one) => one.kind === 'open' && entered.has(one.key))
    .map((one) => ({ stage: one, at: entered.get(one.key) ?? '' }))
    .sort((a, b) => a.stage.position - b.stage.position)
  const known = [openedAt, ...dated.map((one) => one.at), closedAt].filter((at) => at !== undefined)
  const late = known.find((at) => at > now)
  if (late) return refuse('date-in-future', { date: late.slice(0, 10) })
  const from = openedAt ?? known.toSorted()[0] ?? now
  const until = isClosed ? (closedAt ?? (from < now ? now : null)) : null
  if (closedAt && closedAt < from)
    return refuse('closed-before-opened', { openedAt: from.slice(0, 10), closedAt: closedAt.slice(0, 10) })
  for (const [i, one] of dated.entries()) {
    const before = dated[i - 1]?.at ?? from
    if (one.at < before)
      return refuse('stage-dates-out-of-order', { stage: one.stage.key, date: one.at.slice(0, 10) })
    if (until && one.at > until)
      return refuse('stage-after-closing', { stage: one.stage.key, date: one.at.slice(0, 10) })
  }
  return { ok: true, ...tiled(stage, stages, from, isClosed ? atLeast(until ?? from, from) : null, dated) }
}

function tiled(
  stage: StageFacts,
  stages: readonly StageFacts[],
  openedAt: string,
  closedAt: string | null,
  dated: readonly { stage: StageFacts; at: string }[],
) {
  const open = stages
    .filter((one) => one.kind === 'open' && one.phase !== 'delivery')
    .sort((a, b) => a.position - b.position)
  const first = open[0] ?? stage
  const starts = dated.length > 0 ? dated.map((one) => ({ id: one.stage.id, at: one.at })) : []
  const last = stage.kind === 'open' ? stage : undefined
  if (starts.length === 0) starts.push({ id: (last ?? open.at(-1) ?? first).id, at: openedAt })
  else if ((starts[0]?.at ?? '') > openedAt) starts.unshift({ id: first.id, at: openedAt })
  if (last && starts.at(-1)?.id !== last.id)
    starts.push({ id: last.id, at: atLeast(starts.at(-1)?.at ?? openedAt, starts.at(-1)?.at ?? openedAt) })
  const tiles = starts
    .map((start, i): Tile => ({ stageId: start.id, from: start.at, until: starts[i + 1]?.at ?? closedAt }))
    .filter((tile) => tile.until === null || tile.until > tile.from)
  return { openedAt, closedAt, stageSince: closedAt ?? tiles.at(-1)?.from ?? openedAt, tiles }
}

/** A life is never empty: what closed in the instant it opened lasted a millisecond. */
function atLeast(until: string, from: string): string {
  return until > from ? until : instantOf(Date.parse(from) + 1)
}

function refuse(code: string, facts: Record<string, unknown>): Life {
  return { ok: false, code, facts }
}

import { wilson } from '../../../engines/statistics/index.ts'
import { isRefusal } from '../../../kernel/refusal.ts'
import type { Context } from '../../../objects/context.ts'
import type { Cause } from '../../causes/contract.ts'
import type { PlanDocument } from '../../plan/contract.ts'
import { type Found, replay } from '../../replay/index.ts'
import type { Expected } from '../contract.ts'
import { applied } from '../rules/changes.ts'
import type { Proposed } from '../rules/proposing.ts'

const LEAST = 10 // decided again; fewer say nothing
const MOST = 3 // tried in one look: each goes through all that came

type Tried = Proposed & { cause: Cause }
type Row = Found['rows'][number]

/**
 * Proposals whose promise is about who gets what, tried on what really came in the period by the code that decides in production: what would
 * have become of it is what is promised. The largest causes are tried; the others, and what a replay cannot say, keep the cause's own estimate.
 */
export async function triedOnWhatCame(
  context: Context,
  found: readonly Tried[],
  document: PlanDocument,
  period: { from: string; to: string },
): Promise<Tried[]> {
  const all: Tried[] = []
  let left = MOST
  for (const one of found) {
    const share = SHARES[one.expected.measure]
    const changed = share && left > 0 ? applied(document, one.change) : undefined
    if (!share || !changed) {
      all.push(one)
      continue
    }
    left -= 1
    const rows = await decidedBy(context, changed, period, one.cause.filter)
    all.push({ ...one, expected: promised(one.expected, rows, share) })
  }
  return all
}

const SHARES: Partial<Record<Expected['measure'], (rows: readonly Row[]) => number>> = {
  strays: (rows) => rows.filter(({ via }) => via === 'fallback').length,
  'top-share': (rows) =>
    Math.max(...[...Map.groupBy(rows, ({ would }) => would).values()].map(({ length }) => length)),
}

function promised(
  expected: Expected,
  rows: readonly Row[],
  share: (rows: readonly Row[]) => number,
): Expected {
  if (rows.length < LEAST) return expected
  const part = share(rows)
  const { low, high } = wilson(part, rows.length) ?? { low: 0, high: 1 }
  return { ...expected, hoped: { value: part / rows.length, low, high }, from: 'replay' }
}

async function decidedBy(
  context: Context,
  document: PlanDocument,
  period: { from: string; to: string },
  filter: string | null,
): Promise<Row[]> {
  try {
    const { rows } = await replay(context, {
      plan: { kind: 'document', document },
      period,
      ...(filter === null ? {} : { filter }),
      changes: [],
      pace: 'as-it-was',
      seed: 1,
    })
    return rows.filter(({ via }) => via !== 'given')
  } catch (thrown) {
    if (isRefusal(thrown)) return []
    throw thrown
  }
}

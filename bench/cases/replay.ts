import { everyHistory } from '../../src/features/histories/index.ts'
import { replay } from '../../src/features/replay/index.ts'
import type { Figure } from '../measure.ts'
import type { Stand } from '../stand.ts'

const DAYS = 1095

/** A division tried on three years of everything that came, without one of its sellers, against reading how it all went. */
export async function replaying({ context: contextOf, ids, raw }: Stand): Promise<Figure[]> {
  const context = await contextOf(ids.admin)
  const to = context.now.slice(0, 10)
  const from = new Date(Date.parse(context.now) - DAYS * 86_400_000).toISOString().slice(0, 10)
  const began = performance.now()
  const read = await everyHistory({ db: raw, registry: context.registry }, {}, () => {})
  const bare = performance.now() - began
  const started = performance.now()
  const { result } = await replay(context, {
    plan: { kind: 'published' },
    period: { from, to },
    changes: [{ kind: 'remove-person', person: ids.seller }],
    pace: 'as-it-was',
    seed: 1,
  })
  const seconds = (performance.now() - started) / 1000
  const perHundredThousand = (seconds / Math.max(1, result.arrived)) * 100_000
  const mb = process.memoryUsage().rss / 1e6
  return [
    {
      name: 'replay: a division on 100,000 opportunities',
      value: perHundredThousand,
      unit: 's',
      atMost: 30,
      note: `${result.arrived.toLocaleString('en')} came in ${DAYS} days and took ${seconds.toFixed(1)} s, ${result.changed.toLocaleString('en')} with somebody else, ${Math.round(mb)} MB in all`,
    },
    {
      name: 'replay against reading how the same opportunities went',
      value: (seconds * 1000) / bare,
      unit: 'x',
      atMost: 6,
      note: `${read.toLocaleString('en')} histories read in ${(bare / 1000).toFixed(1)} s`,
    },
  ]
}

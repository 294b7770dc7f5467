import { MS_PER_DAY } from '../../../kernel/time.ts'
import type { Context } from '../../../objects/context.ts'
import { notify } from '../../notifications/index.ts'
import { REPORT_DAYS } from '../rules/times.ts'
import * as store from '../store.ts'
import { takenBack } from './deciding.ts'
import { reported } from './reporting.ts'

/**
 * Looks at what was published: takes back what is tried and fails its condition, and lets the report of what holds for all stand after a
 * quarter. Whoever published it is told, and whoever holds it. `context` is an administrator's. Answers how many ended.
 */
export async function watch(context: Context): Promise<number> {
  let ended = 0
  for (const row of await store.atWork(context.db)) {
    const isOver =
      Date.parse(context.now) - Date.parse(row.publishedAt ?? context.now) >= REPORT_DAYS * MS_PER_DAY
    if (row.state === 'running' && row.rollBack) {
      const found = await reported(context, row)
      if (!found.conditionMet) continue
      await takenBack(context, row, 'condition')
      await told(context, row, 'proposals.rolled-back')
      ended += 1
    } else if (row.state === 'full' && isOver) {
      const report = await reported(context, row)
      await context.transaction((tx) =>
        store.save(tx, row.id, { state: 'full', report, endedAt: context.now }),
      )
      await told(context, row, 'proposals.reported')
      ended += 1
    }
  }
  return ended
}

async function told(
  context: Context,
  row: store.Row,
  kind: 'proposals.rolled-back' | 'proposals.reported',
): Promise<void> {
  const people = new Set([row.holder.id, ...(row.publishedBy ? [row.publishedBy.id] : [])])
  await context.transaction((tx) =>
    notify(
      tx,
      context.now,
      [...people].map((personId) => ({
        personId,
        kind,
        facts: {},
        opportunityId: null,
        link: `/improvement?box=past`,
        key: `${kind}:${row.id}:${personId}`,
      })),
    ),
  )
}

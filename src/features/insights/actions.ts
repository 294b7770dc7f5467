import { decimalFrom } from '../../kernel/money.ts'
import type { Context } from '../../objects/context.ts'
import { requireRight } from '../permissions/index.ts'
import { publishedPlan } from '../plan/index.ts'
import type { Dimension, Figures, StageFigures } from './contract.ts'
import { conversionOf, drillDown, rate } from './rules.ts'
import * as store from './store.ts'

/** The funnel and the figures of all, over the rows the viewer may see. */
export async function pipeline(context: Context, filter: string | undefined) {
  requireRight(context.viewer, 'opportunity', 'see')
  const [plan, [all], rows] = await Promise.all([
    publishedPlan(context.db),
    store.figuresBy(context, undefined, filter),
    store.stageFigures(context, filter),
  ])
  const byId = new Map(rows.map((row) => [row.stageId, row]))
  const stages: StageFigures[] = []
  let before: number | null = null
  for (const stage of plan.stages) {
    const row = byId.get(stage.id)
    const reached = row?.reached ?? 0
    const counts = stage.kind === 'won' || (stage.kind === 'open' && stage.phase !== 'delivery')
    stages.push({
      stage: stage.key,
      label: stage.label,
      kind: stage.kind,
      count: row?.count ?? 0,
      amount: moneys(row?.amount ?? []),
      reached,
      conversion: counts ? conversionOf(reached, before) : null,
      filter: both(filter, `stage == "${stage.id}"`),
    })
    if (counts) before = reached
  }
  return { all: figuresOf(all), stages }
}

/** The figures by one dimension, the largest group first. */
export async function breakdown(context: Context, by: Dimension, filter: string | undefined) {
  requireRight(context.viewer, 'opportunity', 'see')
  const rows = await store.figuresBy(context, by, filter)
  return {
    by,
    lines: rows.map((row) => {
      const own = drillDown(by, row.key)
      return {
        ...figuresOf(row),
        key: row.key,
        name: row.name,
        filter: own === null ? null : both(filter, own),
      }
    }),
  }
}

function figuresOf(row: store.FigureRow | undefined): Figures {
  const { total = 0, open = 0, won = 0, lost = 0 } = row ?? {}
  return {
    total,
    open,
    won,
    lost,
    winRate: rate(won, won + lost),
    winRateAll: rate(won, total),
    wonAmount: moneys(row?.wonAmount ?? []),
    openAmount: moneys(row?.openAmount ?? []),
    cycleDays: {
      won: row?.wonDays ?? null,
      lost: row?.lostDays ?? null,
      closed: row?.closedDays ?? null,
      medianWon: row?.medianWonDays ?? null,
    },
  }
}

function moneys(sums: readonly { currency: string; minor: number }[]) {
  return sums
    .map(({ currency, minor }) => ({ amount: decimalFrom(BigInt(minor), currency), currency }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

function both(filter: string | undefined, own: string): string {
  return filter?.trim() ? `(${filter}) && ${own}` : own
}

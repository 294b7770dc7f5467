import { decimalFrom } from '../../../kernel/money.ts'
import { visibleFields } from '../../../objects/access.ts'
import type { Context } from '../../../objects/context.ts'
import { unknownField } from '../../../objects/errors.ts'
import { objectNamed } from '../../../objects/metadata.ts'
import { titlesOf } from '../../../objects/store.ts'
import { noteReadFrom } from '../../../platform/request-scope.ts'
import { requireRight } from '../../permissions/index.ts'
import { publishedPlan } from '../../plan/index.ts'
import type { Dimension, Figures, StageFigures } from '../contract.ts'
import { conversionOf, drillDown, rate } from '../rules/lines.ts'
import * as store from '../store/figures.ts'

/** The funnel and the figures of all, over the rows the viewer may see. */
export async function pipeline(context: Context, filter: string | undefined) {
  requireRight(context.viewer, 'opportunity', 'see')
  const { result, from } = await context.read((db) =>
    Promise.all([
      publishedPlan(db),
      store.figuresBy({ ...context, db }, undefined, filter),
      store.stageFigures({ ...context, db }, filter),
    ]),
  )
  noteReadFrom(from)
  const [plan, [all], rows] = result
  const worth = readable(context, 'opportunity', 'amount')
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
      amount: worth ? moneys(row?.amount ?? []) : [],
      reached,
      conversion: counts ? conversionOf(reached, before) : null,
      filter: both(filter, stageFilter(stage.id, row?.ids ?? [])),
    })
    if (counts) before = reached
  }
  return { all: figuresOf(context, all), stages }
}

function stageFilter(id: string, namesakes: readonly string[]): string {
  const ids = [...new Set([id, ...namesakes])]
  return ids.length === 1 ? `stage == "${id}"` : `stage in ${JSON.stringify(ids)}`
}

/** The figures by one dimension, the largest group first. */
export async function breakdown(context: Context, by: Dimension, filter: string | undefined) {
  requireRight(context.viewer, 'opportunity', 'see')
  const { object = 'opportunity', field } = READS[by]
  if (
    !readable(context, 'opportunity', by === 'series' ? 'product' : field) ||
    !readable(context, object, field)
  )
    throw unknownField({ object: 'opportunity', field: by })
  const { result, from } = await context.read(async (db) => {
    const rows = await store.figuresBy({ ...context, db }, by, filter)
    if (by !== 'account' && by !== 'product') return { rows }
    const ids = rows.flatMap((row) => row.key ?? [])
    return { rows, names: await titlesOf(db, context, by, ids) }
  })
  noteReadFrom(from)
  const { rows, names } = result
  return {
    by,
    lines: rows.map((row) => {
      const own = drillDown(by, row.key)
      return {
        ...figuresOf(context, row),
        key: row.key,
        name: names ? (names.get(row.key ?? '') ?? null) : row.name,
        filter: own === null ? null : both(filter, own),
      }
    }),
  }
}

/** The field a dimension tells apart by: where it is hidden, so is the dimension. */
const READS: Readonly<Record<Dimension, { object?: string; field: string }>> = {
  holder: { field: 'holder' },
  manager: { field: 'holder' },
  department: { field: 'holder' },
  product: { field: 'product' },
  series: { object: 'product', field: 'series' },
  account: { field: 'account' },
  source: { field: 'source' },
  type: { field: 'type' },
  'closed-month': { field: 'closedAt' },
  'opened-month': { field: 'openedAt' },
}

function readable({ viewer, registry }: Context, object: string, field: string): boolean {
  return visibleFields(viewer, objectNamed(registry, object)).some(({ name }) => name === field)
}

function figuresOf(context: Context, row: store.FigureRow | undefined): Figures {
  const worth = readable(context, 'opportunity', 'amount')
  const { total = 0, open = 0, won = 0, lost = 0 } = row ?? {}
  return {
    total,
    open,
    won,
    lost,
    winRate: rate(won, won + lost),
    winRateAll: rate(won, total),
    wonAmount: worth ? moneys(row?.wonAmount ?? []) : [],
    openAmount: worth ? moneys(row?.openAmount ?? []) : [],
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

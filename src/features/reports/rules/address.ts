import { CHARTS, type ChartKind, type Question, question as questionShape, SPANS } from '../contract.ts'

/** A question and how it is drawn, as it stands in a page's address; what is usual is left out. */
export type Address = Readonly<Record<string, string>>

export function toAddress(question: Question, chart: ChartKind): Address {
  const { measures, by, filter, period, compare, order, limit } = question
  return Object.fromEntries(
    Object.entries({
      m: measures.join('.'),
      by: by.join('.'),
      filter: filter ?? '',
      period: periodText(period),
      of: period?.of === 'opened' ? 'opened' : '',
      vs: compare ?? '',
      chart: chart === 'table' ? '' : chart,
      order: order === 'key' ? order : '',
      limit: limit === 100 ? '' : String(limit),
    }).filter(([, value]) => value !== ''),
  )
}

/** What stands in an address; a part nobody can read is left out, undefined where no measure is named. */
export function fromAddress(
  address: Readonly<Record<string, unknown>>,
): { question: Question; chart: ChartKind } | undefined {
  const text = (key: string) => {
    const value = address[key]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  const listed = (key: string) => text(key).split('.').filter(Boolean)
  const chart = CHARTS.find((one) => one === text('chart')) ?? 'table'
  const period = periodFrom(text('period'), text('of') === 'opened' ? 'opened' : 'closed')
  const compare = text('vs')
  const whole = {
    measures: listed('m').slice(0, 8),
    by: listed('by').slice(0, 2),
    ...(text('filter') ? { filter: text('filter') } : {}),
    ...(period ? { period } : {}),
    ...(period && (compare === 'previous' || compare === 'year-before') ? { compare } : {}),
    order: text('order') === 'key' ? 'key' : 'value',
    limit: Math.min(500, Math.max(1, Math.round(Number(text('limit')) || 100))),
  }
  const read = questionShape.safeParse(whole)
  return read.success ? { question: read.data, chart } : undefined
}

function periodText(period: Question['period']): string {
  if (!period) return ''
  if ('span' in period) return period.span
  return 'lastDays' in period ? `${period.lastDays}d` : `${period.from}_${period.to}`
}

function periodFrom(text: string, of: 'opened' | 'closed'): Question['period'] {
  const span = SPANS.find((one) => one === text)
  if (span) return { span, of }
  const lastDays = Number(/^(\d{1,4})d$/.exec(text)?.[1] ?? 0)
  if (lastDays >= 1 && lastDays <= 3660) return { lastDays, of }
  const [, from, to] = /^(\d{4}-\d\d-\d\d)_(\d{4}-\d\d-\d\d)$/.exec(text) ?? []
  return from && to ? { from, to, of } : undefined
}

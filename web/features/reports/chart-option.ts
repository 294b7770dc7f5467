import type { EChartsCoreOption } from 'echarts/core'
import type { Answered, Measured, MeasureEntry } from '../../../src/features/insights/contract/query.ts'
import type { Answer, ChartKind } from '../../../src/features/reports/contract.ts'
import { crossOf, rowsOf } from '../../../src/features/reports/rules/reading.ts'
import { currenciesOf } from '../../../src/features/reports/rules/sheet.ts'
import type { Palette } from '../../kit/palette.ts'
import { whiskers } from './whiskers.ts'

/** A mark of a picture; it opens the rows of `filter`. */
export type Mark = { value: number | null; filter: string | null; name?: string; said: string }
export type Drawing = {
  option: EChartsCoreOption
  height: number
  /** What the picture leaves out of what the table has. */
  notes: { kind: 'lines' | 'series' | 'currency' | 'measures'; count?: number; currency?: string }[]
}
export type DrawWords = {
  none: string
  before: string
  rest: string
  label: (text: { zh: string; en: string }) => string
  value: (of: Measured, measure: MeasureEntry) => string
  plain: (value: number, measure: MeasureEntry) => string
}

const MOST_LINES = 40
const MOST_SERIES = 6 // as many colours as there are that everybody tells apart
const TIMES = new Set(['week', 'month', 'quarter', 'year', 'number'])

type Drawn = {
  name: string
  marks: Mark[]
  low?: (number | null)[]
  high?: (number | null)[]
  isBefore?: boolean
  /** All series there is no room for, together. */
  isRest?: boolean
}
type Frame = { categories: string[]; series: Drawn[]; measure: MeasureEntry; notes: Drawing['notes'] }

/** How an answer is drawn; undefined where there is nothing to draw. */
export function drawingOf(
  { answered }: Answer,
  chart: Exclude<ChartKind, 'table'>,
  words: DrawWords,
  palette: Palette,
): Drawing | undefined {
  const measure = answered.measures[0]
  if (!measure || answered.lines.length === 0) return undefined
  const frame =
    answered.by.length === 2 ? crossed(answered, measure, words) : listed(answered, measure, words)
  if (chart === 'pie' || chart === 'funnel') return round(frame, chart)
  if (chart === 'heat') return heat(frame, words, palette)
  return straight(frame, chart, TIMES.has(answered.by[0]?.kind ?? ''), words, palette)
}

/** One dimension: a series for each measure that counts in the same unit, and for what was before. */
function listed({ lines, measures }: Answered, measure: MeasureEntry, words: DrawWords): Frame {
  const notes: Drawing['notes'] = []
  const shown = lines.slice(0, MOST_LINES)
  if (lines.length > shown.length) notes.push({ kind: 'lines', count: MOST_LINES })
  const alike = measures.filter(({ unit }) => unit === measure.unit)
  if (alike.length < measures.length) notes.push({ kind: 'measures' })
  const currency = currencyOf(lines.map(({ values }) => values[0]))
  if (measure.unit === 'money' && currency?.isOneOfMany)
    notes.push({ kind: 'currency', currency: currency.name })
  const series = alike.flatMap((one): Drawn[] => {
    const at = measures.indexOf(one)
    const values = shown.map((line) => line.values[at])
    const name = words.label(one.label)
    const marks = (what: 'value' | 'before') =>
      shown.map((line, k) => markOf(values[k], one, rowsOf(line.filter, one), what, currency?.name, words))
    const hasBefore = values.some((value) => value?.before !== undefined || value?.beforeMoney !== undefined)
    return [
      ...(hasBefore ? [{ name: `${name} · ${words.before}`, marks: marks('before'), isBefore: true }] : []),
      {
        name,
        marks: marks('value'),
        ...(alike.length === 1 && values.some((value) => typeof value?.low === 'number')
          ? {
              low: values.map((value) => value?.low ?? null),
              high: values.map((value) => value?.high ?? null),
            }
          : {}),
      },
    ]
  })
  return {
    categories: shown.map(({ keys }) => keys[0]?.label ?? keys[0]?.key ?? words.none),
    series,
    measure,
    notes,
  }
}

/** Two dimensions: the second is the series. */
function crossed(answered: Answered, measure: MeasureEntry, words: DrawWords): Frame {
  const notes: Drawing['notes'] = answered.measures.length > 1 ? [{ kind: 'measures' }] : []
  const cross = crossOf(answered)
  const rows = cross.rows.slice(0, MOST_LINES)
  const isTime = TIMES.has(answered.by[1]?.kind ?? '')
  const columns = isTime
    ? [...cross.columns].sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }))
    : cross.columns
  if (cross.rows.length > rows.length) notes.push({ kind: 'lines', count: MOST_LINES })
  const currency = currencyOf(answered.lines.map(({ values }) => values[0]))
  if (measure.unit === 'money' && currency?.isOneOfMany)
    notes.push({ kind: 'currency', currency: currency.name })
  const series = columns.map(({ key, label }) => ({
    name: label ?? words.none,
    marks: rows.map((row) => {
      const line = cross.at(row.key, key)
      return markOf(
        line?.values[0],
        measure,
        line ? rowsOf(line.filter, measure) : null,
        'value',
        currency?.name,
        words,
      )
    }),
  }))
  return { categories: rows.map(({ label }) => label ?? words.none), series, measure, notes }
}

function markOf(
  of: Measured | undefined,
  measure: MeasureEntry,
  filter: string | null,
  what: 'value' | 'before',
  currency: string | undefined,
  words: DrawWords,
): Mark {
  if (!of) return { value: null, filter: null, said: '' }
  if (measure.unit === 'money') {
    const sums = what === 'value' ? of.money : of.beforeMoney
    const amount = sums?.find((sum) => sum.currency === currency)?.amount
    return {
      value: amount === undefined ? null : Number(amount),
      filter: what === 'value' ? filter : null,
      said: words.value({ ...of, money: sums }, measure),
    }
  }
  const value = (what === 'value' ? of.value : of.before) ?? null
  return {
    value,
    filter: what === 'value' ? filter : null,
    said: value === null ? '–' : words.plain(value, measure),
  }
}

function currencyOf(
  values: readonly (Measured | undefined)[],
): { name: string; isOneOfMany: boolean } | undefined {
  const found = currenciesOf(values.filter((one) => one !== undefined))
  return found[0] === undefined ? undefined : { name: found[0], isOneOfMany: found.length > 1 }
}

/** As many series as can be told apart: sums are put together for the rest, of other figures the rest stands in the table. */
function fewer({ series, measure }: Frame, words: DrawWords): Drawn[] {
  if (series.length <= MOST_SERIES) return series
  const isSum = measure.unit === 'count' || measure.unit === 'money'
  if (!isSum || series.some(({ isBefore }) => isBefore)) return series.slice(0, MOST_SERIES)
  const rest = series.slice(MOST_SERIES - 1)
  const marks = (series[0]?.marks ?? []).map((_, at): Mark => {
    const values = rest.flatMap(({ marks: each }) => each[at]?.value ?? [])
    const sum = values.reduce((all, one) => all + one, 0)
    return { value: values.length > 0 ? sum : null, filter: null, said: words.plain(sum, measure) }
  })
  return [...series.slice(0, MOST_SERIES - 1), { name: words.rest, marks, isRest: true }]
}

const LABEL = { overflow: 'truncate' } as const

function straight(
  frame: Frame,
  chart: 'bar' | 'stacked' | 'line',
  isTime: boolean,
  words: DrawWords,
  palette: Palette,
): Drawing {
  const { categories, measure } = frame
  const kept = fewer(frame, words)
  const notes = [
    ...frame.notes,
    ...(kept.length < frame.series.length && !kept.at(-1)?.isRest
      ? [{ kind: 'series' as const, count: MOST_SERIES }]
      : []),
  ]
  const isUpright = chart === 'line' || isTime
  const category = {
    type: 'category',
    data: categories,
    axisTick: { show: false },
    ...(isUpright ? {} : { inverse: true }),
    axisLabel: {
      ...LABEL,
      width: isUpright ? 90 : 124,
      hideOverlap: isUpright,
      interval: isUpright ? 'auto' : 0,
    },
  }
  const value = {
    type: 'value',
    axisLabel: { formatter: (at: number) => words.plain(at, measure), hideOverlap: true },
    ...(measure.unit === 'share' ? { max: (of: { max: number }) => Math.min(1, of.max * 1.1) } : {}),
  }
  const thick = chart === 'stacked' ? 1 : kept.length
  return {
    notes,
    height: isUpright ? 300 : Math.min(900, Math.max(180, 70 + categories.length * (14 + 14 * thick))),
    option: {
      tooltip: { trigger: 'item', formatter: tip },
      ...(kept.length > 1
        ? { legend: { type: 'scroll', bottom: 0, itemWidth: 14, itemHeight: 10, itemGap: 14 } }
        : {}),
      grid: { left: 14, right: 24, top: 12, bottom: kept.length > 1 ? 34 : 8, containLabel: true },
      xAxis: isUpright ? category : value,
      yAxis: isUpright ? value : category,
      series: kept.flatMap(({ name, marks, low, high, isBefore }, at) => [
        {
          name,
          type: chart === 'line' ? 'line' : 'bar',
          ...(chart === 'stacked' ? { stack: 'all' } : {}),
          ...(chart === 'line'
            ? { connectNulls: false, symbolSize: 7 }
            : { barMaxWidth: 22, barMinHeight: 1 }),
          ...(isBefore
            ? {
                itemStyle: { color: palette.control, opacity: 0.55 },
                lineStyle: { type: 'dashed', color: palette.control },
              }
            : {}),
          data: marks.map((mark) => ({ ...mark, value: mark.value ?? '-' })),
        },
        ...(low && high
          ? [whiskers({ low, high, isUpright, bars: kept.length, at, isLine: chart === 'line' }, palette)]
          : []),
      ]),
    },
  }
}

function round({ categories, series, notes }: Frame, chart: 'pie' | 'funnel'): Drawing {
  const marks = (series.find(({ isBefore }) => !isBefore)?.marks ?? []).map((mark, at) => ({
    ...mark,
    name: categories[at] ?? '',
    value: mark.value ?? 0,
  }))
  const label = {
    formatter: ({ name, data }: { name: string; data: Mark }) => `${name} ${data.said}`,
    ...LABEL,
    width: 150,
  }
  return {
    notes,
    height: Math.max(300, chart === 'funnel' ? 60 + marks.length * 36 : 300),
    option: {
      tooltip: { trigger: 'item', formatter: tip },
      series: [
        chart === 'pie'
          ? { type: 'pie', radius: ['38%', '68%'], data: marks, label, itemStyle: { borderWidth: 1 } }
          : {
              type: 'funnel',
              sort: 'none',
              left: 8,
              right: 170,
              top: 8,
              bottom: 8,
              gap: 2,
              data: marks,
              label: { ...label, position: 'right' },
            },
      ],
    },
  }
}

function heat({ categories, series, measure, notes }: Frame, words: DrawWords, palette: Palette): Drawing {
  const data = series.flatMap(({ marks }, x) =>
    marks.flatMap((mark, y) => (mark.value === null ? [] : [{ ...mark, value: [x, y, mark.value] }])),
  )
  const most = Math.max(0, ...data.map(({ value }) => value[2] ?? 0))
  const least = Math.min(0, ...data.map(({ value }) => value[2] ?? 0))
  return {
    notes,
    height: Math.min(900, Math.max(220, 90 + categories.length * 26)),
    option: {
      tooltip: { trigger: 'item', formatter: tip },
      grid: { left: 8, right: 12, top: 8, bottom: 64, containLabel: true },
      xAxis: {
        type: 'category',
        data: series.map(({ name }) => name),
        axisLabel: {
          ...LABEL,
          width: 80,
          ...(series.length <= 10 ? { interval: 0 } : { hideOverlap: true }),
        },
        splitArea: { show: false },
      },
      yAxis: {
        type: 'category',
        data: categories,
        inverse: true,
        axisLabel: { ...LABEL, width: 124, interval: 0 },
      },
      visualMap: {
        min: least,
        max: most || 1,
        calculable: false,
        text: [words.plain(most, measure), words.plain(least, measure)],
        orient: 'horizontal',
        left: 'center',
        bottom: 0,
        textStyle: { color: palette.muted },
        inRange: { color: [palette.primaryTint, palette.primary] },
      },
      series: [
        {
          type: 'heatmap',
          data,
          label: {
            show: series.length <= 16,
            formatter: ({ data: mark }: { data: Mark }) => mark.said,
            textBorderColor: palette.surface,
            textBorderWidth: 2,
            color: palette.text,
          },
        },
      ],
    },
  }
}

/** What is said over a mark; names of people and accounts stand in it as text. */
function tip({ name, seriesName, data }: { name: string; seriesName: string; data: Mark }): string {
  const lines = [
    name,
    seriesName && !/^series\d/.test(seriesName) ? `${seriesName}: ${data.said}` : data.said,
  ]
  return lines
    .map((line) => line.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? ''))
    .join('<br>')
}

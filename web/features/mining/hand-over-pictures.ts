import type { EChartsCoreOption } from 'echarts/core'
import type { HandOvers } from './queries.ts'

type Cell = HandOvers['cells'][number]
type Marked = { mark: string; title: string }
export type Picture = {
  option: EChartsCoreOption
  height: number
  count: number
  markOf(data: unknown): Marked | undefined
}

/** Changes of holder as a matrix: who gave below each other, who took beside each other. */
export function heatOption(cells: readonly Cell[], name: (key: string) => string, passes: string): Picture {
  const from = orderOf(cells, 'from')
  const to = orderOf(cells, 'to')
  const most = Math.max(1, ...cells.map(({ passes }) => passes))
  const data = cells.map((cell) => ({
    value: [to.indexOf(cell.to), from.indexOf(cell.from), cell.passes],
    mark: cell.mark,
    title: `${name(cell.from)} → ${name(cell.to)}`,
  }))
  return {
    count: cells.length,
    height: 120 + 34 * from.length,
    option: {
      grid: { left: 30, right: 16, top: 8, bottom: 64, containLabel: true },
      tooltip: {
        formatter: ({ data }: { data: { title: string; value: number[] } }) =>
          `${data.title}: ${data.value[2]} ${passes}`,
      },
      xAxis: {
        type: 'category',
        data: to.map(name),
        axisLabel: { interval: 0, rotate: to.length > 6 ? 40 : 0 },
      },
      yAxis: { type: 'category', data: from.map(name), inverse: true },
      visualMap: {
        min: 0,
        max: most,
        orient: 'horizontal',
        left: 'center',
        bottom: 0,
        itemHeight: 90,
        inRange: { color: ['#cfe5e2', '#0b6661'] },
      },
      series: [
        {
          type: 'heatmap',
          data,
          label: { show: true, formatter: ({ value }: { value: number[] }) => String(value[2]) },
        },
      ],
    },
    markOf,
  }
}

/** The same as a flow from those who gave on the left to those who took on the right. */
export function flowOption(cells: readonly Cell[], name: (key: string) => string): Picture {
  const nodes = [
    ...orderOf(cells, 'from').map((key) => ({ name: `from ${key}`, depth: 0 })),
    ...orderOf(cells, 'to').map((key) => ({ name: `to ${key}`, depth: 1 })),
  ]
  const shownName = (id: string) => name(id.replace(/^(from|to) /, ''))
  const links = cells.map((cell) => ({
    source: `from ${cell.from}`,
    target: `to ${cell.to}`,
    value: cell.passes,
    mark: cell.mark,
    title: `${name(cell.from)} → ${name(cell.to)}`,
  }))
  return {
    count: cells.length,
    height: Math.max(220, 36 * Math.max(nodes.length / 2, 5)),
    option: {
      tooltip: {
        formatter: ({ data }: { data: { title?: string; value?: number; name?: string } }) =>
          data.title ? `${data.title}: ${data.value ?? ''}` : shownName(data.name ?? ''),
      },
      series: [
        {
          type: 'sankey',
          data: nodes,
          links,
          left: 8,
          right: 140,
          top: 8,
          bottom: 8,
          label: { formatter: ({ name: id }: { name: string }) => shownName(id) },
          lineStyle: { color: 'gradient', opacity: 0.45 },
        },
      ],
    },
    markOf,
  }
}

function orderOf(cells: readonly Cell[], side: 'from' | 'to'): string[] {
  const sums = new Map<string, number>()
  for (const cell of cells) sums.set(cell[side], (sums.get(cell[side]) ?? 0) + cell.passes)
  return [...sums].sort((a, b) => b[1] - a[1]).map(([key]) => key)
}

function markOf(data: unknown): Marked | undefined {
  if (typeof data !== 'object' || data === null || !('mark' in data) || !('title' in data)) return undefined
  const { mark, title } = data
  return typeof mark === 'string' && typeof title === 'string' ? { mark, title } : undefined
}

import {
  BarChart,
  CustomChart,
  FunnelChart,
  GraphChart,
  HeatmapChart,
  LineChart,
  PieChart,
  SankeyChart,
  ScatterChart,
} from 'echarts/charts'
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components'
import { type EChartsCoreOption, init, use as register, registerTheme } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Picked } from './chart.tsx'
import { dark, light, type Palette } from './palette.ts'

register([
  BarChart,
  CustomChart,
  FunnelChart,
  GraphChart,
  HeatmapChart,
  LineChart,
  PieChart,
  SankeyChart,
  ScatterChart,
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  SVGRenderer,
])
registerTheme('light', themeOf(light))
registerTheme('dark', themeOf(dark))

/** Draws into an element, follows its size, and answers how to end it. */
export function draw(
  element: HTMLElement,
  option: EChartsCoreOption,
  { dark, onPick }: { dark: boolean; onPick: (picked: Picked) => void },
): () => void {
  const chart = init(element, dark ? 'dark' : 'light', { renderer: 'svg' })
  chart.setOption({ animation: false, ...option })
  chart.on('click', (picked) => onPick(picked as unknown as Picked))
  const watch = new ResizeObserver(() => chart.resize())
  watch.observe(element)
  return () => {
    watch.disconnect()
    chart.dispose()
  }
}

function themeOf(palette: Palette) {
  const axis = {
    axisLine: { lineStyle: { color: palette.line } },
    axisTick: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted },
    splitLine: { lineStyle: { color: palette.line } },
    nameTextStyle: { color: palette.muted },
  }
  return {
    color: [palette.primary, palette.baton, palette.good, palette.warn, palette.bad, palette.muted],
    backgroundColor: 'transparent',
    textStyle: { color: palette.text, fontFamily: 'inherit' },
    legend: { textStyle: { color: palette.muted } },
    tooltip: {
      backgroundColor: palette.raised,
      borderColor: palette.line,
      textStyle: { color: palette.text },
    },
    categoryAxis: axis,
    valueAxis: axis,
    timeAxis: axis,
  }
}

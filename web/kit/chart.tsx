import type { EChartsCoreOption } from 'echarts/core'
import { useEffect, useRef } from 'react'
import { usePreferences } from './preferences.tsx'

export type Picked = { name: string; seriesName: string; dataIndex: number; data: unknown }

/** A picture of figures. What it shows stands in a table beside it or one click away; `label` says it to whoever does not see it. */
export function Chart(props: {
  option: EChartsCoreOption
  label: string
  height?: number
  onPick?: (picked: Picked) => void
}) {
  const { option, label, height = 300, onPick } = props
  const place = useRef<HTMLDivElement>(null)
  const pick = useRef(onPick)
  pick.current = onPick
  const { dark } = usePreferences()
  useEffect(() => {
    const element = place.current
    if (!element) return
    let end = () => {}
    let gone = false
    void import('./charts.ts').then(({ draw }) => {
      if (!gone) end = draw(element, option, { dark, onPick: (picked) => pick.current?.(picked) })
    })
    return () => {
      gone = true
      end()
    }
  }, [option, dark])
  return <div ref={place} role="img" aria-label={label} style={{ height, width: '100%' }} />
}

import type { Palette } from '../../kit/palette.ts'

type Api = {
  value(dimension: number): number
  coord(at: readonly [number, number]): [number, number]
  size(by: readonly [number, number]): [number, number]
}

/** The intervals of one series of bars or points, drawn over them. */
export function whiskers(
  of: {
    low: readonly (number | null)[]
    high: readonly (number | null)[]
    isUpright: boolean
    /** How many bars stand beside each other, and which of them this is. */
    bars: number
    at: number
    isLine: boolean
  },
  palette: Palette,
) {
  const { low, high, isUpright, bars, at, isLine } = of
  const data = low.flatMap((from, k) => {
    const to = high[k]
    return from === null || to === null || to === undefined ? [] : [[k, from, to]]
  })
  return {
    type: 'custom',
    silent: true,
    z: 5,
    tooltip: { show: false },
    data,
    encode: isUpright ? { x: 0, y: [1, 2] } : { x: [1, 2], y: 0 },
    renderItem: (_: unknown, api: Api) => {
      const place = (value: number) =>
        isUpright ? api.coord([api.value(0), value]) : api.coord([value, api.value(0)])
      const [from, to] = [place(api.value(1)), place(api.value(2))]
      const band = isUpright ? api.size([1, 0])[0] : api.size([0, 1])[1]
      const bar = Math.min(22, (band * 0.8) / (bars + 0.3 * (bars - 1))) // as bars are laid out
      const shift = isLine ? 0 : (at - (bars - 1) / 2) * bar * 1.3
      const line = (a: readonly number[], b: readonly number[]) => ({
        type: 'line',
        shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] },
        style: { stroke: palette.text, lineWidth: 1.4, opacity: 0.75 },
      })
      const moved = ([x, y]: readonly [number, number], across = 0): [number, number] =>
        isUpright ? [x + shift + across, y] : [x, y + shift + across]
      return {
        type: 'group',
        children: [
          line(moved(from), moved(to)),
          line(moved(from, -4), moved(from, 4)),
          line(moved(to, -4), moved(to, 4)),
        ],
      }
    },
  }
}

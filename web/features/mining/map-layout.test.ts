import { expect, test } from 'vitest'
import { frequent, layoutOf, pathThrough } from './map-layout.ts'

const arrows = [
  { from: 'start', to: 'new', n: 100 },
  { from: 'new', to: 'talk', n: 80 },
  { from: 'new', to: 'lost', n: 3 },
  { from: 'talk', to: 'new', n: 2 },
  { from: 'talk', to: 'won', n: 60 },
]

test('rare ways are left out, but never the chief way to or from a step', () => {
  const shown = frequent(arrows, 0.5).map(({ from, to }) => `${from}>${to}`)
  expect(shown).toEqual(['start>new', 'new>talk', 'new>lost', 'talk>won'])
  expect(frequent(arrows, 0)).toEqual(arrows)
  expect(frequent([], 0.5)).toEqual([])
})

test('steps stand below each other and every way has a line, backward ones too', () => {
  const { places, ways } = layoutOf(['start', 'new', 'talk', 'won', 'lost'], arrows)
  const y = (key: string) => places.find((one) => one.key === key)?.y ?? 0
  expect(y('start')).toBeLessThan(y('new'))
  expect(y('new')).toBeLessThan(y('talk'))
  expect(ways.every(({ points }) => points.length > 1)).toBe(true)
  expect(pathThrough(ways[0]?.points ?? [])).toMatch(/^M[\d.]+,[\d.]+ /)
  expect(pathThrough([])).toBe('')
})

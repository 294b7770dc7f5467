import { describe, expect, test } from 'vitest'
import { contrast, dark, light, type Palette } from './palette.ts'

const READ: [keyof Palette, keyof Palette][] = [
  ['text', 'canvas'],
  ['text', 'surface'],
  ['text', 'sunken'],
  ['text', 'primaryTint'],
  ['muted', 'canvas'],
  ['muted', 'surface'],
  ['muted', 'sunken'],
  ['muted', 'raised'],
  ['faint', 'canvas'],
  ['faint', 'surface'],
  ['primary', 'surface'],
  ['primary', 'canvas'],
  ['primary', 'primaryTint'],
  ['onPrimary', 'primary'],
  ['onPrimary', 'primaryHover'],
  ['onPrimary', 'primaryActive'],
  ['baton', 'surface'],
  ['baton', 'batonTint'],
  ['good', 'surface'],
  ['good', 'goodTint'],
  ['warn', 'surface'],
  ['warn', 'warnTint'],
  ['bad', 'surface'],
  ['bad', 'badTint'],
  ['onBad', 'bad'],
]

for (const [name, palette] of Object.entries({ light, dark }))
  describe(`in the ${name} theme`, () => {
    test.each(READ)('%s can be read on %s', (ink, ground) => {
      expect(contrast(palette[ink], palette[ground])).toBeGreaterThanOrEqual(4.5)
    })

    test.each(['surface', 'canvas'] as const)('the edge of a control is seen on %s', (ground) => {
      expect(contrast(palette.control, palette[ground])).toBeGreaterThanOrEqual(3)
    })
  })

test('contrast is the ratio of the guideline', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 1)
})

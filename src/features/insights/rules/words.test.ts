import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DIMENSIONS } from './dimensions.ts'
import { MEASURES } from './measures.ts'

const cells = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const lines = readFileSync('docs/measures.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| `/.test(line))
  .map(cells)

test('docs/measures.md says of every measure and dimension what the catalogue says, and of none more', () => {
  const measures = Object.entries(MEASURES).map(([key, { label, definition, unit }]) => [
    `\`${key}\``,
    label.zh,
    label.en,
    unit,
    definition.zh,
    definition.en,
  ])
  const dimensions = Object.entries(DIMENSIONS).map(([key, { label }]) => [`\`${key}\``, label.zh, label.en])
  expect(lines).toEqual([...measures, ...dimensions])
})
test('no two measures and no two dimensions have one name', () => {
  for (const all of [MEASURES, DIMENSIONS])
    for (const language of ['zh', 'en'] as const) {
      const labels = Object.values(all).map(({ label }) => label[language])
      expect(labels.filter((label, i) => labels.indexOf(label) !== i)).toEqual([])
    }
})
